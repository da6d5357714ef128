package org.generatormatching.generators;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/** One number per row from all arrays of a state. */
final class Rows {
  private Rows() {}

  /** The sum of a function of every element, [rows]. */
  static Tensor sum(State s, UnaryOperator<Tensor> f) {
    Tensor sum = null;
    for (Tensor t : s.arrays().values()) {
      Tensor row = Target.sumRows(f.apply(t));
      sum = sum == null ? row : sum.plus(row);
    }
    return Objects.requireNonNull(sum, "a state without arrays");
  }

  /** Whether all values are finite, BOOL [rows]. */
  static Tensor finite(State s) {
    return sum(s, t -> t.isFinite().not().cast(DType.FLOAT32)).eq(0);
  }
}
