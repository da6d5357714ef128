package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.spaces.Box;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The reflected diffusion from the uniform law on [0, 1] to data of density p(z) = 1 + a cos(pi z).
 * The mean of 2 G over the data has the second derivative 2 (p - 1) and is flat at the walls, so
 * that it is 1/3 - 2 a cos(pi x)/pi^2; it counts where x has not arrived, with the probability (1 -
 * t)/(1 - t + t p(x)).
 */
class ReflectedDiffusionTest {
  private static final double A = 0.8;
  private static final int N = 20_000;
  private static final Box BOX = new Box(List.of(1), 0, 1, DType.FLOAT64);
  private static final ConditionalPath PATH = MixturePath.uniform(BOX, new Linear());
  private static final ReflectedDiffusion FAMILY = new ReflectedDiffusion();

  private static final Model EXACT =
      (x, t, context) ->
          head -> {
            Tensor at = x.get("x");
            Tensor wave = at.times(Math.PI).cos();
            Tensor rest = t.oneMinusT().alignTo(at);
            Tensor arrived = wave.times(A).plus(1).times(t.t().alignTo(at));
            Tensor waiting = rest.div(rest.plus(arrived));
            Tensor g = wave.times(-2 * A / (Math.PI * Math.PI)).plus(1.0 / 3);
            return Prediction.of(State.of("x", g.times(waiting)));
          };

  private static double[] samples(int steps) {
    Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
    Term term = Term.of(new VarianceHead(PATH), FAMILY, FAMILY.steppers(BOX).get(0));
    SampleRequest r =
        SampleRequest.of(List.of(term), PATH.source(), N, TimeGrid.uniform(steps), 11);
    return new GridSampler(N).sample(backend, EXACT, r).points().get("x").doubles();
  }

  private static double mean(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).average().orElse(Double.NaN);
  }

  /**
   * Means of 20,000 samples, two-sided 4.5 standard errors (false alarms below 1e-5 each) beyond
   * what halving the steps changes. With 400,000 samples the worst was .0086 off at 100 steps and
   * .0008 at 400.
   */
  @Test
  void samplesHaveTheLawOfTheData() {
    double[] coarse = samples(100);
    double[] fine = samples(200);
    double[][] exact = {{1, A / 2}, {2, 0}, {3, 0}};
    for (double[] e : exact) {
      DoubleUnaryOperator f = x -> Math.cos(e[0] * Math.PI * x);
      double a = mean(coarse, f);
      double b = mean(fine, f);
      assertThat(b).isCloseTo(e[1], within(4.5 * 0.75 / Math.sqrt(N) + Math.abs(a - b)));
    }
    assertThat(Arrays.stream(fine).allMatch(x -> x >= 0 && x <= 1)).isTrue();
  }

  /** The mean of a linear function moves, and the diffusion has no say in it. */
  @Test
  void functionsThatAreNotFlatAtTheWallsAreNotAdmitted() {
    assertThat(BOX.testFunctions())
        .allMatch(f -> FAMILY.admits(f) == f.isFlatAtBoundary())
        .anyMatch(f -> !FAMILY.admits(f));
    TestFunction wave = new Euclidean(List.of(1)).testFunctions().get(0);
    assertThat(FAMILY.admits(wave)).isTrue();
  }

  @Test
  void anotherSourceIsRefused() {
    MixturePath other =
        new MixturePath(
            BOX,
            new Linear(),
            BOX.reference(),
            Optional.of(x -> State.of(MixturePath.LOG, x.get("x").times(2))));
    assertThatThrownBy(() -> new VarianceHead(other))
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] head 'variance@1' knows the diffusion from a uniform law in a box");
    Euclidean line = Euclidean.of(1);
    assertThatThrownBy(
            () ->
                new VarianceHead(
                    new MixturePath(line, new Linear(), line.reference(), Optional.empty())))
        .hasMessageContaining("found the space euclidean@1; expected a box");
    assertThatThrownBy(() -> FAMILY.steppers(line)).hasMessageContaining("expected a box");
  }
}
