package org.generatormatching.api;

import java.util.Optional;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/**
 * A conditional target F^z as a linear functional. A Bregman loss needs its target only through
 * {@code <F^z, dual>}, so a target may be a point mass or a sparse list that is never made dense.
 *
 * <p>Where the target is 0 it contributes 0, also beside an infinite or NaN dual entry.
 */
public interface Target {
  /** {@code <F^z, dual>}, FLOAT64 or the dual's type, [rows]. */
  Tensor pair(State dual);

  /** All values, where they are finitely many. */
  Optional<State> dense();

  /**
   * Whether this is a point mass or a list, which a loss must not make dense: a token among 50000,
   * an edit script.
   */
  default boolean isSparse() {
    return false;
  }

  /** A target given by its values. */
  static Target dense(State values) {
    return new Target() {
      @Override
      public Tensor pair(State dual) {
        Tensor sum = null;
        for (String n : values.names()) {
          Tensor v = values.get(n);
          Tensor d = dual.get(n);
          Tensor zero = v.eq(0);
          Tensor product = v.times(zero.where(d.like(0), d));
          Tensor row = sumRows(product);
          sum = sum == null ? row : sum.plus(row);
        }
        if (sum == null) {
          throw new IllegalArgumentException("a target without values");
        }
        return sum;
      }

      @Override
      public Optional<State> dense() {
        return Optional.of(values);
      }
    };
  }

  /**
   * The posterior average of alternatives.
   *
   * @param alternatives rows b*K + k
   * @param posterior [B, K]; weight 0 skips, also beside NaN
   */
  static Target average(Target alternatives, Tensor posterior) {
    long b = posterior.shape().dim(0);
    long k = posterior.shape().dim(1);
    Tensor skip = posterior.eq(0);
    return new Target() {
      @Override
      public Tensor pair(State dual) {
        Tensor v = alternatives.pair(dual.repeatRows(k)).reshape(b, k);
        Tensor w = posterior.cast(v.dtype());
        return skip.where(v.like(0), v).times(w).sum(1);
      }

      @Override
      public Optional<State> dense() {
        return alternatives.dense().map(s -> s.map(this::mean));
      }

      @Override
      public boolean isSparse() {
        return alternatives.isSparse();
      }

      private Tensor mean(Tensor v) {
        Tensor split = v.reshape(v.shape().range(1, v.shape().rank()).insert(0, k).insert(0, b));
        Tensor w = posterior.cast(v.dtype()).alignTo(split);
        return skip.alignTo(split).where(split.like(0), split).times(w).sum(1);
      }
    };
  }

  /** The sum over all axes but the leading one. */
  static Tensor sumRows(Tensor t) {
    int[] axes = new int[t.shape().rank() - 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i + 1;
    }
    Tensor wide = t.dtype() == DType.BFLOAT16 ? t.cast(DType.FLOAT32) : t;
    return axes.length == 0 ? wide : wide.sum(axes);
  }
}
