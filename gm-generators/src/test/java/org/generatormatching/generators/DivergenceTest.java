package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DivergenceTest {
  private static final double[] A = {0.2, 0.5, 0.3, 0.7, 0, 0.3};
  private static final double[] B = {0.1, 0.3, 0.6, 0.25, 0.25, 0.5};

  static Stream<BregmanDivergence> all() {
    return Stream.of(new SquaredError(), new GeneralisedKl(), new CrossEntropy());
  }

  private static State value(Tensor t) {
    return State.of("v", t);
  }

  private static Prediction prediction(Tensor b) {
    return new Prediction(value(b), value(b.log()));
  }

  private static Batch rows() {
    return Batch.of("a", HostArray.of(A, 2, 3)).with("b", HostArray.of(B, 2, 3));
  }

  /** D(a, b) = phi(a) - phi(b) - <a - b, grad phi(b)> with the gradient of the potential itself. */
  @ParameterizedTest
  @MethodSource("all")
  void lossIsTheBregmanDivergenceOfItsPotential(BregmanDivergence d) {
    Batch out =
        Interpreted.of(
            rows(),
            0,
            s -> {
              Tensor a = s.get("a");
              Tensor b = s.get("b");
              Times t = Times.at(0.5, s.rows());
              Tensor slope = Gradients.of(d.potential(value(b)).sum(), b);
              Tensor bregman =
                  d.potential(value(a))
                      .minus(d.potential(value(b)))
                      .minus(Target.sumRows(a.minus(b).times(slope)));
              Tensor loss = d.loss(Target.dense(value(a)), prediction(b), value(b), t);
              return State.of("bregman", bregman, "loss", loss);
            });
    for (int i = 0; i < 2; i++) {
      assertThat(out.get("loss").get(i)).isPositive();
      assertThat(out.get("loss").get(i)).isCloseTo(out.get("bregman").get(i), within(1e-12));
    }
  }

  /** A sparse target has no potential, and the same gradient. */
  @ParameterizedTest
  @MethodSource("all")
  void sparseTargetsHaveTheSameGradient(BregmanDivergence d) {
    Batch out =
        Interpreted.of(
            rows(),
            0,
            s -> {
              Tensor b = s.get("b");
              Times t = Times.at(0.5, s.rows());
              Target dense = Target.dense(value(s.get("a")));
              Target sparse = sparse(dense);
              Prediction p = prediction(b);
              State x = value(b);
              return State.of(
                  "dense", Gradients.of(d.loss(dense, p, x, t).sum(), b),
                  "sparse", Gradients.of(d.loss(sparse, p, x, t).sum(), b));
            });
    assertThat(out.get("sparse").doubles())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(out.get("dense").doubles());
  }

  private static Target sparse(Target t) {
    return new Target() {
      @Override
      public Tensor pair(State dual) {
        return t.pair(dual);
      }

      @Override
      public Optional<State> dense() {
        return Optional.empty();
      }
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void lossVanishesAtTheTarget(BregmanDivergence d) {
    Batch out =
        Interpreted.of(
            Batch.of("b", HostArray.of(B, 2, 3)),
            0,
            s -> {
              Tensor b = s.get("b");
              return value(
                  d.loss(Target.dense(value(b)), prediction(b), value(b), Times.at(0.5, s.rows())));
            });
    assertThat(out.get("v").doubles()).usingComparatorWithPrecision(1e-15).containsOnly(0.0);
  }

  /** A point mass beside forbidden entries costs -log b(z), without NaN. */
  @Test
  void forbiddenEntriesCostNothingWhereTheTargetIsZero() {
    double[] log = {Math.log(0.25), -1e30, Math.log(0.75)};
    double[] target = {0, 0, 1};
    Batch in = Batch.of("log", HostArray.of(log, 1, 3)).with("a", HostArray.of(target, 1, 3));
    for (BregmanDivergence d : List.of(new CrossEntropy(), new GeneralisedKl())) {
      Batch out =
          Interpreted.of(
              in,
              0,
              s ->
                  value(
                      d.loss(
                          Target.dense(value(s.get("a"))),
                          Prediction.exp(value(s.get("log"))),
                          value(s.get("a")),
                          Times.at(0.5, s.rows()))));
      assertThat(out.get("v").get(0)).isCloseTo(-Math.log(0.75), within(1e-12));
    }
  }
}
