package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** H3: orders of convergence in FLOAT64 on N(m, S), whose flow is x_1 = m + sqrt(S) x_0. */
class ConvergenceTest {
  private static final double MEAN = 1.5;
  private static final double SPREAD = 0.3;
  private static final double START = 1.3;

  private static final Euclidean SPACE = Euclidean.float64(1);

  static Stream<Stepper> steppers() {
    return new Flow().steppers(SPACE).stream();
  }

  private static double end(PredictionType type, Stepper stepper, TimeGrid grid, double start) {
    return end(type, stepper, grid, start, Convex.condOt());
  }

  private static double curved(Stepper stepper, int steps) {
    return end(PredictionType.VELOCITY, stepper, TimeGrid.uniform(steps), START, new Cosine());
  }

  private static double end(
      PredictionType type, Stepper stepper, TimeGrid grid, double start, GaussianSchedule s) {
    Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
    ConditionalPath path = new AffineGaussianPath(SPACE, s);
    Term term = Term.of(new GaussianHead(type, path), new Flow(), stepper);
    SampleRequest r =
        SampleRequest.of(List.of(term), path.source(), 1, grid, 1)
            .from(Batch.of("x", HostArray.of(new double[] {start}, 1, 1)));
    return new GridSampler(1)
        .sample(backend, AdaptiveSamplerTest.gaussian(type, s), r)
        .points()
        .get("x")
        .get(0);
  }

  /** At t the trajectory is at t m + sqrt(t^2 S + (1 - t)^2) x_0. */
  private static double error(
      PredictionType type, Stepper stepper, double from, double to, int steps) {
    double start = from * MEAN + Math.hypot(from * SPREAD, 1 - from) * START;
    double exact = to * MEAN + Math.hypot(to * SPREAD, 1 - to) * START;
    return Math.abs(end(type, stepper, TimeGrid.uniform(from, to, steps), start) - exact);
  }

  /**
   * On straight paths of one Gaussian coordinate the leading error of the midpoint rule vanishes.
   */
  @ParameterizedTest
  @MethodSource("steppers")
  void velocitiesConvergeAtTheDeclaredOrder(Stepper stepper) {
    double coarse = Math.abs(curved(stepper, 64) - MEAN - SPREAD * START);
    double fine = Math.abs(curved(stepper, 128) - MEAN - SPREAD * START);
    double order = Math.log(coarse / fine) / Math.log(2);
    assertThat(order).as("%s", stepper.id()).isCloseTo(stepper.order(), within(0.2));
  }

  /**
   * The other heads pull towards a point, with steps that end there: towards t = 1 the second order
   * comes slowly. From t = 0 noise and score know nothing of the point, and one step of a wrong
   * direction is what a method that uses it there keeps.
   */
  @ParameterizedTest
  @MethodSource("steppers")
  void pullsConvergeToo(Stepper stepper) {
    double least = stepper.order() == 1 ? 0.9 : 1.6;
    for (PredictionType type : PredictionType.values()) {
      assertThat(order(type, stepper, 0.1, 1)).as("%s", type).isGreaterThan(least);
    }
    assertThat(order(PredictionType.X1, stepper, 0, 1)).isGreaterThan(least);
    assertThat(order(PredictionType.NOISE, stepper, 0, 1)).isGreaterThan(0.8);
  }

  private static double order(PredictionType type, Stepper stepper, double from, double to) {
    double coarse = error(type, stepper, from, to, 64);
    return Math.log(coarse / error(type, stepper, from, to, 128)) / Math.log(2);
  }

  /** A flow that is run backwards from its end comes to where it began. */
  @Test
  void backwardsIsTheInverse() {
    Stepper rk4 = RungeKutta.classical();
    TimeGrid grid = TimeGrid.uniform(100);
    double x1 = end(PredictionType.VELOCITY, rk4, grid, START);
    assertThat(end(PredictionType.VELOCITY, rk4, grid.reversed(), x1))
        .isCloseTo(START, within(1e-6));
  }
}
