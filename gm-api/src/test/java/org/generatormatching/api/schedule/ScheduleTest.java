package org.generatormatching.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import java.util.stream.Stream;
import org.generatormatching.api.Eval;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Relaxation;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
  private static final double[] INSIDE = {0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95};
  private static final double H = 1e-5;

  static Stream<Schedule> kappas() {
    return Stream.of(
        new Linear(),
        new Power(1),
        new Power(2),
        new Power(3.5),
        new Cubic(0, 0),
        new Cubic(2, 0.5),
        new LogLinear(4),
        new LogLinear(-3),
        new Sine(),
        VariancePreserving.usual().alpha());
  }

  static Stream<GaussianSchedule> pairs() {
    return Stream.of(
        Convex.condOt(),
        new Convex(ComponentId.of("polynomial@1"), new Power(2)),
        new Cosine(),
        new LinearVariancePreserving(),
        VariancePreserving.usual());
  }

  private static double[] shifted(double h) {
    double[] t = INSIDE.clone();
    for (int i = 0; i < t.length; i++) {
      t[i] += h;
    }
    return t;
  }

  private static void derivative(Function<Times, Tensor> f, Function<Times, Tensor> df) {
    double[] up = Eval.atTimes(shifted(H), f);
    double[] down = Eval.atTimes(shifted(-H), f);
    double[] exact = Eval.atTimes(INSIDE, df);
    for (int i = 0; i < exact.length; i++) {
      double difference = (up[i] - down[i]) / (2 * H);
      assertThat(exact[i]).isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
    }
  }

  @ParameterizedTest
  @MethodSource("kappas")
  void endsAreExactAndRestComplementsTheValue(Schedule k) {
    double[] ends = {0, 1};
    double[] value = Eval.atTimes(ends, k::value);
    double[] rest = Eval.atTimes(ends, k::rest);
    assertThat(value[1]).isEqualTo(1);
    assertThat(rest[1]).isZero();
    assertThat(value[0] + rest[0]).isCloseTo(1, within(1e-15));
    assertThat(value[0]).isBetween(0.0, 0.007);
    double[] v = Eval.atTimes(INSIDE, k::value);
    double[] r = Eval.atTimes(INSIDE, k::rest);
    for (int i = 0; i < v.length; i++) {
      assertThat(v[i] + r[i]).isCloseTo(1, within(1e-14));
    }
  }

  @ParameterizedTest
  @MethodSource("kappas")
  void derivativesMatchDifferences(Schedule k) {
    derivative(k::value, k::derivative);
  }

  @ParameterizedTest
  @MethodSource("kappas")
  void inverseInverts(Schedule k) {
    double[] back = Eval.atTimes(INSIDE, t -> k.inverse(k.value(t)));
    assertThat(back).usingComparatorWithPrecision(1e-12).containsExactly(INSIDE);
  }

  /**
   * 1 - kappa(1 - e) is kappa'(1) e - kappa''(1) e^2/2: no digit is lost where kappa is 1 - 1e-10.
   */
  @ParameterizedTest
  @MethodSource("kappas")
  void restKeepsItsPrecisionNearTheData(Schedule k) {
    double[] t = {1 - 9901 * 0x1p-53, 1 - 4951 * 0x1p-53, 1 - 0x1p-52};
    double e = 1 - t[0];
    double[] rest = Eval.atTimes(t, k::rest);
    double half = e / (1 - t[1]);
    double power = Math.round(Math.log(rest[0] / rest[1]) / Math.log(half));
    assertThat(rest[0] / rest[1]).isCloseTo(Math.pow(half, power), within(1e-8));
    assertThat(rest[2]).isPositive();
    double slope = Eval.atTimes(new double[] {1}, k::derivative)[0];
    if (slope > 1e-12) {
      assertThat(rest[0] / (slope * e)).isCloseTo(1, within(1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("kappas")
  void hazardSurvivesToZeroAndItsIntegralIsMinusTheLog(Schedule k) {
    double[] one = {0.3};
    double survival =
        Eval.atTimes(one, t -> k.hazard().survival(t, Times.at(0.7, t.t().shape().dim(0))))[0];
    double integral =
        Eval.atTimes(one, t -> k.hazard().integral(t, Times.at(0.7, t.t().shape().dim(0))))[0];
    double sum = 0;
    int n = 2000;
    double[] nodes = new double[n];
    for (int i = 0; i < n; i++) {
      nodes[i] = 0.3 + 0.4 * (i + 0.5) / n;
    }
    for (double a : Eval.atTimes(nodes, k.hazard()::at)) {
      sum += a * 0.4 / n;
    }
    assertThat(integral).isCloseTo(sum, within(1e-6 * (1 + sum)));
    assertThat(survival).isCloseTo(Math.exp(-sum), within(1e-6));
    double end = Eval.atTimes(one, t -> k.hazard().survival(t, Times.end(t.t().shape().dim(0))))[0];
    assertThat(end).isZero();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void sigmaFallsToExactlyZeroWithTheRightDerivative(GaussianSchedule s) {
    double[] sigma = Eval.atTimes(new double[] {0, 1}, s::sigma);
    assertThat(sigma[0]).isCloseTo(1, within(3e-5));
    assertThat(sigma[1]).isZero();
    derivative(s::sigma, s::sigmaDerivative);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void ratioInverts(GaussianSchedule s) {
    double[] back = Eval.atTimes(INSIDE, t -> s.timeOfRatio(s.alpha().value(t).div(s.sigma(t))));
    assertThat(back).usingComparatorWithPrecision(1e-11).containsExactly(INSIDE);
  }

  @Test
  void variancePreservingSchedulesKeepTheVariance() {
    for (GaussianSchedule s :
        new GaussianSchedule[] {
          new Cosine(), new LinearVariancePreserving(), VariancePreserving.usual()
        }) {
      double[] v = Eval.atTimes(INSIDE, t -> s.alpha().value(t).square().plus(s.sigma(t).square()));
      assertThat(v).usingComparatorWithPrecision(1e-13).containsOnly(1.0);
    }
  }

  /** keep x + gain z against 4000 Euler steps of x' = drive z - decay x. */
  @ParameterizedTest
  @MethodSource("pairs")
  void relaxationSolvesItsEquation(GaussianSchedule s) {
    int n = 4000;
    double[] mid = new double[n];
    for (int i = 0; i < n; i++) {
      mid[i] = 0.2 + 0.6 * (i + 0.5) / n;
    }
    Relaxation r = s.relaxation();
    double[] decay = Eval.atTimes(mid, r::decay);
    double[] drive = Eval.atTimes(mid, r::drive);
    double x = -0.4;
    double z = 1.3;
    for (int i = 0; i < n; i++) {
      double h = 0.6 / n;
      double middle = x + h / 2 * (drive[i] * z - decay[i] * x);
      x += h * (drive[i] * z - decay[i] * middle);
    }
    double[] one = {0.2};
    double keep = Eval.atTimes(one, t -> r.keep(t, Times.at(0.8, t.t().shape().dim(0))))[0];
    double gain = Eval.atTimes(one, t -> r.gain(t, Times.at(0.8, t.t().shape().dim(0))))[0];
    assertThat(keep * -0.4 + gain * z).isCloseTo(x, within(1e-6));
    double last = Eval.atTimes(one, t -> r.keep(t, Times.end(t.t().shape().dim(0))))[0];
    double all = Eval.atTimes(one, t -> r.gain(t, Times.end(t.t().shape().dim(0))))[0];
    assertThat(new double[] {last, all}).containsExactly(0, 1);
  }

  @Test
  void weightedRelaxationIsExactOnStraightPaths() {
    Relaxation r = Convex.condOt().relaxation();
    for (double w : new double[] {0.5, 1, 2}) {
      double[] from = {0.2, 0.2};
      Relaxation weighted = r.times(Tensor.of(w, DType.FLOAT64));
      double keep =
          Eval.atTimes(from, t -> weighted.keep(t, Times.at(0.6, t.t().shape().dim(0))))[0];
      double gain =
          Eval.atTimes(from, t -> weighted.gain(t, Times.at(0.6, t.t().shape().dim(0))))[0];
      assertThat(keep).isCloseTo(Math.pow(0.5, w), within(1e-14));
      assertThat(gain).isCloseTo(1 - Math.pow(0.5, w), within(1e-14));
      double still = Eval.atTimes(from, t -> weighted.gain(t, t))[0];
      assertThat(still).isZero();
    }
  }

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> new Power(0.5))
        .isInstanceOf(GmException.class)
        .hasMessage(
            "[GM/CONFIG] the exponent of a power schedule is out of range: found 0.5; expected 1 <= n"
                + " <= 100");
    assertThatThrownBy(() -> new Cubic(-1, 0)).hasMessageContaining("[GM/CONFIG]");
    assertThatThrownBy(() -> new LogLinear(0)).hasMessageContaining("[GM/CONFIG]");
    assertThatThrownBy(() -> new VariancePreserving(2, 1)).hasMessageContaining("[GM/CONFIG]");
  }
}
