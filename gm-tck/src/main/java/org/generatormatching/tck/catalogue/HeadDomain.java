package org.generatormatching.tck.catalogue;

import java.util.Arrays;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence.Domain;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** The smallest domain that holds the predictions of a head, seen from predictions. */
final class HeadDomain {
  private static final double ROUNDING = 1e-4;

  private HeadDomain() {}

  /** REAL where a head gives no logarithms; SIMPLEX where the last axis sums to one. */
  static Domain of(ConditionalPath path, Batch data, Head head) {
    Batch out =
        Interpreted.of(
            data,
            1,
            s -> {
              Times t = Times.at(0.5, Shape.B);
              State xt = path.draw(Rng.root().fork("draw"), s, t).xt();
              Prediction p = head.predict(raw(head), xt, t);
              State sums =
                  p.value().map(v -> v.shape().rank() > 1 ? v.cast(DType.FLOAT64).sum(-1) : v);
              return State.of("rows", t.t())
                  .join("sum", p.log().names().isEmpty() ? p.log() : sums);
            });
    Batch sums = out.factor("sum");
    if (sums.arrays().isEmpty()) {
      return Domain.REAL;
    }
    boolean ones =
        sums.arrays().values().stream()
            .flatMapToDouble(a -> Arrays.stream(a.doubles()))
            .allMatch(v -> Math.abs(v - 1) < ROUNDING);
    return ones ? Domain.SIMPLEX : Domain.NONNEGATIVE;
  }

  private static State raw(Head head) {
    State raw = State.empty();
    for (String n : head.raw().names()) {
      ArraySpec a = head.raw().get(n);
      Tensor noise = Rng.root().fork("raw").fork(n).normal(DType.FLOAT64, a.shape());
      raw = raw.with(n, noise.cast(a.dtype()));
    }
    return raw;
  }
}
