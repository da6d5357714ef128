package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.List;

/** Types and shapes of operations that pick or join parts of arrays. */
final class IndexRules {
  private IndexRules() {}

  static Tensor gather(Tensor x, int axis, Tensor index) {
    int a = x.shape().axis(axis);
    Operands.integer(index, "the index of gather");
    if (index.shape().rank() != x.shape().rank()
        || !index.shape().with(a, 1).equals(x.shape().with(a, 1))) {
      throw Operands.mismatch(GmError.SHAPE, "gather along axis " + a, x, index);
    }
    return new Tensor(Op.GATHER, x.dtype(), index.shape(), new Attribute.Axis(a), x, index);
  }

  static Tensor scatterAdd(Tensor x, int axis, Tensor index, Tensor values) {
    int a = x.shape().axis(axis);
    Operands.integer(index, "the index of scatterAdd");
    Operands.sameType("scatterAdd", x, values);
    if (!index.shape().equals(values.shape())
        || index.shape().rank() != x.shape().rank()
        || !index.shape().with(a, 1).equals(x.shape().with(a, 1))) {
      throw Operands.mismatch(GmError.SHAPE, "scatterAdd along axis " + a, x, index, values);
    }
    return new Tensor(
        Op.SCATTER_ADD, x.dtype(), x.shape(), new Attribute.Axis(a), x, index, values);
  }

  static Tensor take(Tensor x, Tensor index) {
    Operands.integer(index, "the index of take");
    if (x.shape().rank() == 0 || x.shape().symbolic()) {
      throw Operands.mismatch(
          GmError.SHAPE, "take needs a table [V, ...] without a batch axis", x, index);
    }
    return new Tensor(
        Op.TAKE,
        x.dtype(),
        index.shape().concat(x.shape().range(1, x.shape().rank())),
        Attribute.NONE,
        x,
        index);
  }

  static Tensor oneHot(Tensor x, long n, DType to) {
    Operands.integer(x, "oneHot");
    Operands.counted("oneHot", n, 1);
    return new Tensor(
        Op.ONE_HOT, to, x.shape().insert(x.shape().rank(), n), new Attribute.Count(n), x);
  }

  static Tensor slice(Tensor x, int axis, long from, long to) {
    int a = x.shape().axis(axis);
    long n = x.shape().dim(a);
    if (from < 0 || to > Math.abs(n) || from > to || (n < 0 && from == to)) {
      throw Operands.mismatch(GmError.SHAPE, "slice " + from + ":" + to + " of axis " + a, x);
    }
    if (from == 0 && to == Math.abs(n)) {
      return x;
    }
    return new Tensor(
        Op.SLICE,
        x.dtype(),
        x.shape().with(a, n < 0 ? from - to : to - from),
        new Attribute.Range(a, from, to),
        x);
  }

  static Tensor at(Tensor x, int axis, long position) {
    int a = x.shape().axis(axis);
    if (x.shape().dim(a) < 0) {
      throw Operands.mismatch(GmError.SHAPE, "at() cannot take one row of a batch axis", x);
    }
    return x.slice(a, position, position + 1).squeeze(a);
  }

  static Tensor pad(Tensor x, int axis, long before, long after) {
    int a = x.shape().axis(axis);
    long n = x.shape().dim(a);
    if (before < 0 || after < 0) {
      throw Operands.mismatch(GmError.SHAPE, "pad by " + before + " and " + after, x);
    }
    if (before == 0 && after == 0) {
      return x;
    }
    Operands.arithmetic(x, "pad");
    return new Tensor(
        Op.PAD,
        x.dtype(),
        x.shape().with(a, n < 0 ? n - before - after : n + before + after),
        new Attribute.Padding(a, before, after),
        x);
  }

  static Tensor concat(int axis, List<Tensor> parts) {
    Operands.counted("the number of arrays to join", parts.size(), 1);
    Tensor first = parts.get(0);
    int a = first.shape().axis(axis);
    Operands.sameType("concat", parts.toArray(Tensor[]::new));
    long n = 0;
    for (Tensor p : parts) {
      if (p.shape().rank() != first.shape().rank()
          || !p.shape().with(a, 1).equals(first.shape().with(a, 1))) {
        throw Operands.mismatch(
            GmError.SHAPE, "concat along axis " + a, parts.toArray(Tensor[]::new));
      }
      n = Shape.add(n, p.shape().dim(a));
    }
    return parts.size() == 1
        ? first
        : new Tensor(
            Op.CONCAT,
            first.dtype(),
            first.shape().with(a, n),
            new Attribute.Axis(a),
            parts.toArray(Tensor[]::new));
  }

  static Tensor stack(int axis, Tensor... parts) {
    Operands.counted("the number of arrays to stack", parts.length, 1);
    List<Tensor> r = new ArrayList<>();
    for (Tensor p : parts) {
      r.add(p.unsqueeze(axis));
    }
    int a = axis < 0 ? axis + r.get(0).shape().rank() : axis;
    return concat(a, r);
  }
}
