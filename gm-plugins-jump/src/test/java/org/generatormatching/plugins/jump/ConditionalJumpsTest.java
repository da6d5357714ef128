package org.generatormatching.plugins.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Sine;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalJumpsTest {
  private static final int N = 100_000;

  /**
   * Kolmogorov-Smirnov at n = 1e5: above .01 with probability at most 2 exp(-2 n 1e-4) = 4e-9 in
   * each case.
   */
  private static final double KS = 0.01;

  @ParameterizedTest
  @CsvSource({
    ".7, .5",
    ".7, .9",
    "-1.5, .5",
    "-1.5, .9",
    "0, .5",
    "0, .9",
    "8, .9",
    "-40, .5",
    ".7, .99999999"
  })
  void theLawIsThatOfThePath(double z, double to) {
    ConditionalJumps process = new ConditionalJumps(z);
    HostRng rng = HostRng.of(1);
    double[] u = new double[N];
    double[] split = new double[N];
    for (int i = 0; i < N; i++) {
      u[i] = (process.simulate(process.start(rng), 0, to, rng).position() - to * z) / (1 - to);
      double half = process.simulate(process.start(rng), 0, to / 2, rng).position();
      split[i] = (process.simulate(half, to / 2, to, rng).position() - to * z) / (1 - to);
    }
    assertThat(distance(normal(u))).isLessThan(KS);
    assertThat(distance(normal(split))).as("in two parts").isLessThan(KS);
  }

  /**
   * From a source that is .1 off the law at T = .2 is off by .03; seen below .02 with probability
   * at most 4e-9.
   */
  @Test
  void anotherStartHasAnotherLaw() {
    ConditionalJumps process = new ConditionalJumps(0.7);
    HostRng rng = HostRng.of(2);
    double[] u = new double[N];
    for (int i = 0; i < N; i++) {
      u[i] = (process.simulate(rng.normal() + 0.1, 0, 0.2, rng).position() - 0.14) / 0.8;
    }
    assertThat(distance(normal(u))).isGreaterThan(2 * KS);
  }

  /**
   * The mean number is c log(1/(1 - T)). At n = 1e6 its relative standard error is at most .0017
   * even with the variance of a Poisson number (measured: .4 to .65 of it), so that 1 % has a false
   * alarm of 1e-9 in each case.
   */
  @ParameterizedTest
  @CsvSource({".7, .5, .37569", "-1.5, .9, 1.68348", "0, .9, 1.11431"})
  void theMeanNumberOfJumpsIsTheIntegralOfTheMeanRate(double z, double to, double expected) {
    ConditionalJumps process = new ConditionalJumps(z);
    HostRng rng = HostRng.of(3);
    int n = 1_000_000;
    long jumps = 0;
    for (int i = 0; i < n; i++) {
      jumps += process.simulate(process.start(rng), 0, to, rng).jumps().size();
    }
    assertThat(process.c() * -Math.log1p(-to)).isCloseTo(expected, within(1e-5));
    assertThat(jumps / (double) n).isCloseTo(expected, Percentage.withPercentage(1));
  }

  /** A first jump at T makes exp(-hazard(0, T)) uniform, and where it lands H. */
  @ParameterizedTest
  @CsvSource({
    ".7, 2.5",
    ".7, -1.5",
    "0, 1.2",
    "-1.5, .3",
    "-1.5, -1.4",
    "6, 5",
    "6, 7",
    "-30, 2",
    "-30, -31"
  })
  void jumpsHappenByTheHazardAndLandByH(double z, double x) {
    ConditionalJumps process = new ConditionalJumps(z);
    HostRng rng = HostRng.of(4);
    double[] stays = new double[N];
    double[] lands = new double[N];
    for (int i = 0; i < N; i++) {
      ConditionalJumps.Jump jump = first(process, x, rng);
      double t = jump.time();
      stays[i] = Math.exp(-process.hazard(x, 0, t));
      lands[i] = process.landing((jump.position() - t * z) / (1 - t));
    }
    assertThat(distance(stays)).isLessThan(KS);
    assertThat(distance(lands)).isLessThan(KS);
  }

  private static ConditionalJumps.Jump first(ConditionalJumps process, double x, HostRng rng) {
    double w = 1;
    while (true) {
      var jumps = process.simulate(x, 1 - w, 1 - 0.9 * w, rng).jumps();
      if (!jumps.isEmpty()) {
        return jumps.get(0);
      }
      w *= 0.9;
    }
  }

  /** Every event takes two numbers, for the hazard and for H, and solves both to rounding. */
  @ParameterizedTest
  @CsvSource({".7, .99", "0, .9999", "-1.5, .9", "12, .9", "-200, .5", "1e6, 1e-5"})
  void everyEventIsExact(double z, double to) {
    ConditionalJumps process = new ConditionalJumps(z);
    int events = 0;
    for (int i = 0; i < 200; i++) {
      HostRng again = HostRng.of(5).at(i);
      double x = process.start(again);
      HostRng rng = HostRng.of(5).at(i);
      var trajectory = process.simulate(process.start(rng), 0, to, rng);
      double t = 0;
      for (var jump : trajectory.jumps()) {
        double wait = -Math.log(again.uniform());
        double rounding = 2e-16 * process.intensity(x, jump.time()) * Math.max(1, Math.abs(z));
        assertThat(process.hazard(x, t, jump.time()))
            .isCloseTo(wait, within(1e-11 * wait + 4 * rounding));
        t = jump.time();
        x = jump.position();
        assertThat(x)
            .isCloseTo(
                t * z + (1 - t) * process.landingQuantile(again.uniform()),
                within(1e-14 * (1 + Math.abs(z))));
        events++;
      }
      assertThat(trajectory.position()).isEqualTo(x);
      assertThat(process.hazard(x, t, to)).isLessThan(-Math.log(again.uniform()));
    }
    assertThat(events).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 0, -1.5, 6, -20})
  void intensityAndHazardAreTheirDefinitions(double z) {
    ConditionalJumps process = new ConditionalJumps(z);
    double near = 0.5 / (Math.abs(z) + 1);
    for (double u : new double[] {-30, -2, -1, -.3, .05, .4, 1.7, 7, 25, z - near, z + near}) {
      for (double t : new double[] {0, 0.3, 0.9}) {
        double x = t * z + (1 - t) * u;
        double k = x * x - (t + 1) * x * z - (1 - t) * (1 - t) + t * z * z;
        double rate = Math.max(k, 0) / Math.pow(1 - t, 3);
        assertThat(process.intensity(x, t)).isCloseTo(rate, within(1e-11 * (1 + z * z + rate)));
        double d = Math.abs(x - z);
        double side = Math.signum(x - z) * z;
        double width = Math.sqrt(z * z + 4);
        double begin = 1 - (side > 0 ? d * (side + width) / 2 : d * 2 / (width - side));
        double from = Math.max(t, begin);
        assertThat(process.hazard(x, t, Math.max(from - 1e-9, t))).isLessThan(1e-12);
        for (double length : new double[] {0, 1e-6, 0.1, 0.9}) {
          double to = from + length * (1 - from);
          double area = integral(s -> process.intensity(x, s), from, to);
          assertThat(process.hazard(x, t, to))
              .as("x = %s, t = %s, to = %s", x, t, to)
              .isCloseTo(area, within(1e-20 + 1e-8 * area));
        }
      }
    }
    double last = Math.nextDown(1.0);
    assertThat(process.hazard(z, 0, last)).isZero();
    assertThat(process.simulate(z, 0, last, HostRng.of(1)).jumps()).as("at z").isEmpty();
  }

  /** The positive part of d/dt p by differences in time has mass c/(1 - t) and the law H. */
  @ParameterizedTest
  @CsvSource({".7, 0", ".7, .5", "0, .3", "-1.5, .8", "6, .2", "-12, .6"})
  void landingIsTheGrowthOfTheDensity(double z, double t) {
    ConditionalJumps process = new ConditionalJumps(z);
    int n = 400_000;
    double width = 50.0 / n;
    double h = 1e-5;
    double mass = 0;
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double u = -25 + (i + 0.5) * width;
      double x = t * z + (1 - t) * u;
      double growth = (density(x, z, t + h) - density(x, z, t - h)) / (2 * h);
      mass += Math.max(growth, 0) * width * (1 - t);
      double landed = process.landing(-25 + (i + 1) * width);
      worst = Math.max(worst, Math.abs(landed - mass * (1 - t) / process.c()));
    }
    assertThat(mass * (1 - t)).isCloseTo(process.c(), Percentage.withPercentage(1e-5));
    assertThat(worst).isLessThan(1e-7);
  }

  private static double density(double x, double z, double t) {
    double u = (x - t * z) / (1 - t);
    return Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI) / (1 - t);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 0, -1.5, 6, -6, 25, -25})
  void bothTailsOfHKeepTheirDigits(double z) {
    ConditionalJumps process = new ConditionalJumps(z);
    double outer = (Math.abs(z) + Math.sqrt(z * z + 4)) / 2;
    double lower = z < 0 ? -outer : -1 / outer;
    double upper = z < 0 ? 1 / outer : outer;
    for (double part : new double[] {1e-7, 1e-4, 0.03, 0.2, 0.5, 0.8, 0.97, 1 - 1e-4}) {
      double u = lower + part * (upper - lower);
      double area =
          integral(
                  h -> h * (upper - lower - h) * Math.exp(-Math.pow(lower + h, 2) / 2),
                  0,
                  u - lower)
              / Math.sqrt(2 * Math.PI)
              / process.c();
      double tolerance = 1e-12 + 4e-16 * outer / (u - lower);
      assertThat(process.landing(u)).isCloseTo(area, within(tolerance * area));
    }
    for (double p :
        new double[] {0x1p-52, 1e-12, 1e-6, 0.01, 0.3, 0.4999, 0.5, 0.7, 0.99, 1 - 0x1p-30}) {
      double u = process.landingQuantile(p);
      double ulps = 4e-16 * Math.max(1, Math.abs(u));
      assertThat(process.landing(u - ulps)).isLessThanOrEqualTo(p);
      assertThat(process.landing(u + ulps)).isGreaterThanOrEqualTo(p);
    }
    for (double p : new double[] {0x1p-52, 0x1p-30, 0.25}) {
      assertThat(new ConditionalJumps(-z).landingQuantile(1 - p))
          .isEqualTo(-process.landingQuantile(p));
    }
    assertThat(process.landingQuantile(0)).isCloseTo(lower, within(1e-15 * outer));
    assertThat(process.landingQuantile(1)).isCloseTo(upper, within(1e-15 * outer));
    assertThat(process.landing(lower)).isZero();
    assertThat(process.landing(upper)).isOne();
  }

  /**
   * Bins from root to root lose nothing, so that the rates into them sum to the intensity to
   * rounding, and each is a difference of H. With alpha = sin(pi t/2) and sigma = 1 - alpha the
   * rate is the one at time alpha times alpha'.
   */
  @ParameterizedTest
  @CsvSource({".7, .1", "0, .5", "-1.5, .5", "2, .9"})
  void theHeadHasTheseRates(double z, double t) {
    ConditionalJumps process = new ConditionalJumps(z);
    theHeadHasTheseRates(process, z, Convex.condOt(), t, t, 1);
    Convex sine = new Convex(ComponentId.of("convex-sine@1"), new Sine());
    double angle = Math.PI / 2 * t;
    theHeadHasTheseRates(process, z, sine, t, Math.sin(angle), Math.PI / 2 * Math.cos(angle));
  }

  private static void theHeadHasTheseRates(
      ConditionalJumps process, double z, Convex schedule, double t, double alpha, double speed) {
    Bins bins = new Bins(-4.25, 4.25, 2048);
    Head head =
        new GaussianJump(bins).solve(new AffineGaussianPath(Euclidean.float64(1), schedule));
    double[] u = {-6, -3, -1.2, -0.5, 0.1, 0.8, 2, 4};
    double[] x = Arrays.stream(u).map(v -> alpha * z + (1 - alpha) * v).toArray();
    State xt = State.of("x", Tensor.of(HostArray.of(x, x.length, 1)));
    State noise = State.of("x", Tensor.of(HostArray.of(u, x.length, 1)));
    Times at = Times.at(t, x.length);
    Evidence data = Evidence.data(xt.map(v -> v.like(z)), new Drawn(xt, noise));
    State value = head.target(data, at).dense().orElseThrow();
    double[] rates =
        Reference.eval(head.evaluate(new BinJump(bins).wants(), value, xt, at).get("x")).doubles();
    for (int i = 0; i < x.length; i++) {
      double intensity = speed * process.intensity(x[i], alpha);
      double sum = 0;
      for (int j = 0; j < bins.count(); j++) {
        double rate = rates[i * bins.count() + j];
        double mass =
            process.landing((bins.edge(j + 1) - alpha * z) / (1 - alpha))
                - process.landing((bins.edge(j) - alpha * z) / (1 - alpha));
        assertThat(rate).isCloseTo(intensity * mass, within(1e-12 * intensity));
        sum += rate;
      }
      assertThat(sum).isCloseTo(intensity, within(1e-12 * intensity));
    }
  }

  /** For large |z| the target is a Rayleigh variable on the side of z. */
  @ParameterizedTest
  @CsvSource({"1e6, .3", "-1e6, .7"})
  void farEndsAndStartsAreFine(double z, double p) {
    ConditionalJumps process = new ConditionalJumps(z);
    double u = process.landingQuantile(0.3);
    assertThat(u).isCloseTo(Math.signum(z) * Math.sqrt(-2 * Math.log1p(-p)), within(1e-5));
    assertThat(process.landing(u)).isCloseTo(0.3, within(1e-14));
    for (double x : new double[] {1e100, -1e100}) {
      assertThat(process.hazard(x, 0, 1e-9)).isGreaterThan(1e190);
      var trajectory = process.simulate(x, 0, 1e-5, HostRng.of(1));
      assertThat(trajectory.jumps().get(0).time()).isLessThan(1e-15);
      assertThat(trajectory.position()).isBetween(-20.0, 20.0);
    }
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    ConditionalJumps process = new ConditionalJumps(0);
    assertThatThrownBy(() -> new ConditionalJumps(Double.NaN))
        .hasMessage("[GM/DOMAIN] a jump process cannot end here: found NaN; expected |z| <= 1e6");
    assertThatThrownBy(() -> process.simulate(0, 0, 1, HostRng.of(1)))
        .hasMessage(
            "[GM/DOMAIN] infinitely many jumps happen before t = 1: found from = 0.0, to = 1.0;"
                + " expected 0 <= from <= to < 1");
    assertThatThrownBy(() -> process.intensity(Double.POSITIVE_INFINITY, 0))
        .hasMessage(
            "[GM/DOMAIN] a jump process cannot be here: found Infinity; expected |x| <="
                + " 1e100");
    assertThatThrownBy(() -> process.landingQuantile(1.5))
        .hasMessage("[GM/DOMAIN] this is no probability: found 1.5; expected a number in [0, 1]");
  }

  /** Simpson's rule: 1e-13 for what varies on the scale of the interval. */
  private static double integral(DoubleUnaryOperator f, double from, double to) {
    int n = 60_000;
    double sum = f.applyAsDouble(from) + f.applyAsDouble(to);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(from + (to - from) * i / n);
    }
    return sum * (to - from) / (3 * n);
  }

  /** Phi of every value. */
  private static double[] normal(double[] u) {
    Tensor at = Tensor.of(HostArray.of(u, u.length));
    return Reference.eval(at.times(Math.sqrt(0.5)).erf().plus(1).times(0.5)).doubles();
  }

  /** The Kolmogorov-Smirnov distance to the uniform law on [0, 1]. */
  private static double distance(double[] p) {
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    double worst = 0;
    for (int i = 0; i < sorted.length; i++) {
      double above = (i + 1.0) / sorted.length - sorted[i];
      double below = sorted[i] - (double) i / sorted.length;
      worst = Math.max(worst, Math.max(above, below));
    }
    return worst;
  }
}
