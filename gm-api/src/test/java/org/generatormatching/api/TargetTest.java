package org.generatormatching.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] values(Batch in, UnaryOperator<State> body) {
    return Eval.of(in, body).get("r").doubles();
  }

  @Test
  void zeroTargetsIgnoreImpossibleDuals() {
    Batch in =
        Batch.of("a", HostArray.of(new double[] {0, 2, 0, 1}, 2, 2))
            .with("d", HostArray.of(new double[] {-INF, 3, NAN, 5}, 2, 2));
    double[] r =
        values(
            in,
            s ->
                State.of(
                    "r", Target.dense(State.of("v", s.get("a"))).pair(State.of("v", s.get("d")))));
    assertThat(r).containsExactly(6, 5);
  }

  /** Two rows of three alternatives; those of weight 0 are NaN. */
  @Test
  void averageSkipsAlternativesOfWeightZero() {
    Batch in =
        Batch.of("w", HostArray.of(new double[] {0.5, 0, 0.5, 0, 1, 0}, 2, 3))
            .with("d", HostArray.of(new double[] {1, 10, 1, 1}, 2, 2));
    double[] alternatives = {1, 2, NAN, NAN, 3, 4, NAN, 0, 5, 6, NAN, NAN};
    for (boolean dense : new boolean[] {true, false}) {
      Batch rows = in.with("v", HostArray.of(alternatives, 2, 3, 2));
      double[] r =
          values(
              rows,
              s -> {
                var flat = s.get("v").reshape(-3, 2);
                Target t = Target.average(Target.dense(State.of("v", flat)), s.get("w"));
                return dense
                    ? State.of("r", t.dense().orElseThrow().get("v"))
                    : State.of("r", t.pair(State.of("v", s.get("d"))));
              });
      assertThat(r).containsExactly(dense ? new double[] {2, 3, 5, 6} : new double[] {32, 11});
    }
  }

  /** A target that is never dense: the average still pairs. */
  @Test
  void averageOfSparseTargetsPairs() {
    Batch in =
        Batch.of("w", HostArray.of(new double[] {0.25, 0.75}, 1, 2))
            .with("site", HostArray.of(new long[] {0, 2}, 1, 2))
            .with("d", HostArray.of(new double[] {8, 9, 4}, 1, 3));
    double[] r =
        values(
            in,
            s -> {
              var site = s.get("site").reshape(-2, 1);
              Target picks =
                  new Target() {
                    @Override
                    public Tensor pair(State dual) {
                      return dual.get("v").gather(1, site).squeeze(1);
                    }

                    @Override
                    public Optional<State> dense() {
                      return Optional.empty();
                    }
                  };
              Target t = Target.average(picks, s.get("w"));
              assertThat(t.dense()).isEmpty();
              return State.of("r", t.pair(State.of("v", s.get("d"))));
            });
    assertThat(r).containsExactly(5);
  }
}
