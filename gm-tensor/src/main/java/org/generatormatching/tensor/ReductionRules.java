package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.List;

/** Types and shapes of reductions, scans and searches. */
final class ReductionRules {
  private ReductionRules() {}

  static Tensor reduce(Op o, Tensor x, boolean keep, int... axes) {
    boolean[] on = new boolean[x.shape().rank()];
    for (int a : allIfNone(x, axes)) {
      on[x.shape().axis(a)] = true;
    }
    List<Integer> list = new ArrayList<>();
    Shape s = x.shape();
    for (int i = on.length - 1; i >= 0; i--) {
      if (on[i]) {
        list.add(0, i);
        s = keep ? s.with(i, 1) : s.without(i);
      }
    }
    return list.isEmpty()
        ? x
        : new Tensor(o, x.dtype(), s, new Attribute.Axes(List.copyOf(list), keep), x);
  }

  private static int[] allIfNone(Tensor x, int... axes) {
    if (axes.length > 0) {
      return axes;
    }
    int[] all = new int[x.shape().rank()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  static Tensor mean(Tensor x, Tensor sum, int... axes) {
    long n = 1;
    boolean overBatch = false;
    for (int a : allIfNone(x, axes)) {
      long d = x.shape().dim(a);
      n *= Math.abs(d);
      overBatch |= d < 0;
    }
    Tensor r = sum.times(1.0 / n);
    return overBatch ? r.div(Tensor.batchSize(x.dtype())) : r;
  }

  static Tensor along(Op o, Tensor x, DType result, int axis) {
    return new Tensor(o, result, x.shape(), new Attribute.Axis(x.shape().axis(axis)), x);
  }

  static Tensor searchSorted(Tensor x, Tensor values, boolean right) {
    Operands.arithmetic(x, "searchSorted");
    Operands.sameType("searchSorted", x, values);
    int r = x.shape().rank();
    boolean fits =
        r == 1
            || (r == values.shape().rank()
                && r > 0
                && x.shape().range(0, r - 1).equals(values.shape().range(0, r - 1)));
    if (!fits || values.shape().rank() == 0) {
      throw Operands.mismatch(GmError.SHAPE, "searchSorted needs equal leading axes", x, values);
    }
    return new Tensor(
        Op.SEARCH_SORTED, DType.INT64, values.shape(), new Attribute.Side(right), x, values);
  }
}
