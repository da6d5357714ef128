package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Types and shapes of operations that only arrange values. */
final class LayoutRules {
  private LayoutRules() {}

  static Tensor reshape(Tensor x, Shape to) {
    if (to.equals(x.shape())) {
      return x;
    }
    if (to.coefficient() != x.shape().coefficient()
        || (to.symbolic() != x.shape().symbolic() && x.shape().coefficient() != 0)) {
      throw Operands.mismatch(
          GmError.SHAPE, "reshape to " + to + " changes the number of values", x);
    }
    if (x.op() == Op.BROADCAST && x.input(0).shape().rank() == 0) {
      return x.input(0).broadcast(to);
    }
    return x.op() == Op.RESHAPE
        ? x.input(0).reshape(to)
        : new Tensor(Op.RESHAPE, x.dtype(), to, Attribute.NONE, x);
  }

  static Tensor squeeze(Tensor x, int axis) {
    if (x.shape().dim(axis) != 1) {
      throw Operands.mismatch(GmError.SHAPE, "squeeze needs a dimension 1 at axis " + axis, x);
    }
    return x.reshape(x.shape().without(axis));
  }

  static Tensor alignTo(Tensor x, Tensor to) {
    Shape s = x.shape();
    while (s.rank() < to.shape().rank()) {
      s = s.insert(s.rank(), 1);
    }
    return x.reshape(s);
  }

  static Tensor repeatRows(Tensor x, long k) {
    Operands.counted("repeatRows", k, 1);
    x.shape().axis(0);
    if (k == 1) {
      return x;
    }
    Shape spread = x.shape().insert(1, k);
    return x.unsqueeze(1)
        .broadcast(spread)
        .reshape(x.shape().with(0, Shape.multiply(x.shape().dim(0), k)));
  }

  static Tensor transpose(Tensor x, int... order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    boolean identity = true;
    boolean permutation = order.length == x.shape().rank();
    for (int i = 0; permutation && i < order.length; i++) {
      permutation = sorted[i] == i;
      identity &= order[i] == i;
    }
    if (!permutation) {
      throw Operands.mismatch(GmError.SHAPE, "transpose by " + Arrays.toString(order), x);
    }
    if (identity) {
      return x;
    }
    long[] d = new long[order.length];
    List<Integer> p = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      d[i] = x.shape().dim(order[i]);
      p.add(order[i]);
    }
    return new Tensor(
        Op.TRANSPOSE, x.dtype(), Shape.of(d), new Attribute.Permutation(List.copyOf(p)), x);
  }

  static Tensor swapLast(Tensor x) {
    int n = x.shape().rank();
    if (n < 2) {
      throw Operands.mismatch(GmError.SHAPE, "mT needs two axes", x);
    }
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      p[i] = i;
    }
    p[n - 1] = n - 2;
    p[n - 2] = n - 1;
    return x.transpose(p);
  }

  static Tensor broadcast(Tensor x, Shape to) {
    if (to.equals(x.shape())) {
      return x;
    }
    if (!Shape.fits(x.shape(), to) || !Shape.broadcast(x.shape(), to).equals(to)) {
      throw Operands.mismatch(GmError.SHAPE, "broadcast to " + to, x);
    }
    return x.op() == Op.BROADCAST
        ? x.input(0).broadcast(to)
        : new Tensor(Op.BROADCAST, x.dtype(), to, Attribute.NONE, x);
  }
}
