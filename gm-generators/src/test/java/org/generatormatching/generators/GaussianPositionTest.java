package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Cubic;
import org.generatormatching.api.schedule.LinearVariancePreserving;
import org.generatormatching.api.schedule.LogLinear;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.api.schedule.VariancePreserving;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** H5: the table of conversions. */
class GaussianPositionTest {
  private static final int ROWS = 64;
  private static final double[] TIMES = {1e-6, 0.1, 0.5, 0.9, 1 - 1e-6};

  static Stream<GaussianSchedule> schedules() {
    return Stream.of(
        Convex.condOt(),
        new Convex(ComponentId.of("polynomial@1"), new Power(2)),
        new Convex(ComponentId.of("cubic@1"), new Cubic(0.5, 0.5)),
        new Convex(ComponentId.of("log-linear@1"), new LogLinear(2)),
        new Cosine(),
        new LinearVariancePreserving(),
        VariancePreserving.usual());
  }

  private static State quantity(
      PredictionType type, State z, State e, GaussianSchedule s, Times t) {
    return switch (type) {
      case X1 -> z;
      case NOISE -> e;
      case SCORE -> e.times(s.sigma(t).rdiv(-1));
      case VELOCITY -> z.times(s.alpha().derivative(t)).plus(e.times(s.sigmaDerivative(t)));
    };
  }

  private static Batch ends() {
    HostRng rng = HostRng.of(5);
    return Batch.of("z", HostArray.of(rng.normals(ROWS), ROWS, 1))
        .with("e", HostArray.of(rng.normals(ROWS), ROWS, 1));
  }

  /**
   * Every conversion of exact values, and back. Errors are relative to the quantity's own scale,
   * its root mean square over z and e; the bound is 16 eps (1 + 1/alpha + 1/sigma).
   */
  @ParameterizedTest
  @MethodSource("schedules")
  void roundTripsKeepWhatTheTimeAllows(GaussianSchedule s) {
    double worst = 0;
    String where = "";
    for (double t : TIMES) {
      for (PredictionType from : PredictionType.values()) {
        for (PredictionType to : PredictionType.values()) {
          Batch out =
              Interpreted.of(
                  ends(),
                  0,
                  in -> {
                    Times time = Times.at(t, in.rows());
                    State z = State.of("x", in.get("z"));
                    State e = State.of("x", in.get("e"));
                    State x = z.times(s.alpha().value(time)).plus(e.times(s.sigma(time)));
                    GaussianPosition p = new GaussianPosition(s, time);
                    State exact = quantity(from, z, e, s, time);
                    State there = p.convert(from, to, exact, x);
                    State back = p.convert(to, from, there, x);
                    State r = State.of("exact", exact.get("x"), "back", back.get("x"));
                    r = r.with("there", there.get("x"));
                    r = r.with("wanted", quantity(to, z, e, s, time).get("x"));
                    return r.with("alpha", s.alpha().value(time)).with("sigma", s.sigma(time));
                  });
          double bound =
              16 * Math.ulp(1.0) * (1 + 1 / out.get("alpha").get(0) + 1 / out.get("sigma").get(0));
          double error =
              Math.max(error(out, "exact", "back"), error(out, "wanted", "there")) / bound;
          if (error > worst) {
            worst = error;
            where = from + " to " + to + " at " + t;
          }
        }
      }
    }
    assertThat(worst).as("share of the bound, at worst %s", where).isLessThan(1);
  }

  private static double error(Batch out, String wanted, String found) {
    double[] a = out.get(wanted).doubles();
    double[] b = out.get(found).doubles();
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      scale += a[i] * a[i] / a.length;
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst / Math.sqrt(scale);
  }

  /** At both ends every entry of the table is a number. */
  @ParameterizedTest
  @MethodSource("schedules")
  void everythingIsFiniteAtBothEnds(GaussianSchedule s) {
    for (double t : new double[] {0, 1e-300, 1 - 0x1p-53, 1}) {
      for (PredictionType from : PredictionType.values()) {
        for (PredictionType to : PredictionType.values()) {
          Batch out =
              Interpreted.of(
                  ends(),
                  0,
                  in -> {
                    GaussianPosition p = new GaussianPosition(s, Times.at(t, in.rows()));
                    State value = State.of("x", in.get("z"));
                    return p.convert(from, to, value, State.of("x", in.get("e")));
                  });
          assertThat(Arrays.stream(out.get("x").doubles()))
              .as("%s to %s at t = %s", from, to, t)
              .allMatch(Double::isFinite);
        }
      }
    }
  }

  /** What a prediction says nothing about counts 0. */
  @Test
  void theUnknownIsTheMeanOfTheSource() {
    List<Double> found = new ArrayList<>();
    Interpreted.of(
            ends(),
            0,
            in -> {
              State value = State.of("x", in.get("z"));
              State x = State.of("x", in.get("e"));
              GaussianPosition start =
                  new GaussianPosition(Convex.condOt(), Times.at(0, in.rows()));
              GaussianPosition end = new GaussianPosition(Convex.condOt(), Times.end(in.rows()));
              State z = start.convert(PredictionType.NOISE, PredictionType.X1, value, x);
              State e = end.convert(PredictionType.X1, PredictionType.NOISE, value, x);
              return State.of("z", z.get("x"), "e", e.get("x"));
            })
        .arrays()
        .values()
        .forEach(a -> Arrays.stream(a.doubles()).forEach(found::add));
    assertThat(found).hasSize(2 * ROWS).allMatch(v -> v == 0);
  }

  /** A velocity at the end of a straight path still tells the noise: e = x - v. */
  @Test
  void straightVelocitiesTellBothEnds() {
    Batch out =
        Interpreted.of(
            ends(),
            0,
            in -> {
              GaussianPosition p = new GaussianPosition(Convex.condOt(), Times.end(in.rows()));
              State v = State.of("x", in.get("z"));
              State x = State.of("x", in.get("e"));
              return p.convert(PredictionType.VELOCITY, PredictionType.NOISE, v, x)
                  .with("z", in.get("z"))
                  .with("e", in.get("e"));
            });
    for (int i = 0; i < ROWS; i++) {
      assertThat(out.get("x").get(i))
          .isCloseTo(out.get("e").get(i) - out.get("z").get(i), within(1e-15));
    }
  }
}
