package org.generatormatching.tensor;

/** Types and shapes of elementwise operations; operands that change nothing are left out. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  static Tensor binary(Op op, Tensor a, Tensor b, boolean compare) {
    String name = Operands.name(op);
    if (a.dtype() != b.dtype()) {
      throw Operands.mismatch(
          GmError.DTYPE, name + " needs one element type; cast explicitly", a, b);
    }
    if (a.dtype() == DType.BOOL && op != Op.EQ && op != Op.AND && op != Op.OR) {
      throw Operands.mismatch(GmError.DTYPE, name + " is not defined on BOOL", a, b);
    }
    if (!Shape.fits(a.shape(), b.shape())) {
      throw Operands.mismatch(GmError.SHAPE, name + ": shapes do not broadcast", a, b);
    }
    Shape s = Shape.broadcast(a.shape(), b.shape());
    if (a.op() == Op.BROADCAST && b.op() == Op.BROADCAST) {
      Tensor small = a.input(0);
      Tensor other = b.input(0);
      // what is computed before it is stretched is computed once
      if (!Shape.broadcast(small.shape(), other.shape()).equals(s)) {
        return binary(op, small, other, compare).broadcast(s);
      }
    }
    Tensor x = unstretched(a, b, s);
    Tensor y = unstretched(b, x, s);
    return new Tensor(op, compare ? DType.BOOL : a.dtype(), s, Attribute.NONE, x, y);
  }

  /** An operand that was stretched only to fit need not be materialised, nor need its gradient. */
  private static Tensor unstretched(Tensor x, Tensor other, Shape result) {
    return x.op() == Op.BROADCAST
            && Shape.broadcast(x.input(0).shape(), other.shape()).equals(result)
        ? x.input(0)
        : x;
  }

  static Tensor plus(Tensor x, Tensor b) {
    if (neutral(x, b, 0)) {
      return fit(x, b);
    }
    return neutral(b, x, 0) ? fit(b, x) : binary(Op.ADD, x, b, false);
  }

  static Tensor minus(Tensor x, Tensor b) {
    return neutral(x, b, 0) ? fit(x, b) : binary(Op.SUB, x, b, false);
  }

  static Tensor times(Tensor x, Tensor b) {
    boolean numbers = x.op() == Op.NUMBER && b.op() == Op.NUMBER;
    if (numbers && x.dtype() == b.dtype() && x.dtype() != DType.BOOL) {
      return Tensor.of(x.number() * b.number(), x.dtype());
    }
    if (neutral(x, b, 1)) {
      return fit(x, b);
    }
    return neutral(b, x, 1) ? fit(b, x) : binary(Op.MUL, x, b, false);
  }

  /** Whether b may be left out. BOOL is refused later, with or without such an operand. */
  private static boolean neutral(Tensor x, Tensor b, double value) {
    return x.dtype() == b.dtype() && x.dtype() != DType.BOOL && b.isFilled(value);
  }

  private static Tensor fit(Tensor x, Tensor b) {
    if (!Shape.fits(x.shape(), b.shape())) {
      throw Operands.mismatch(GmError.SHAPE, "shapes do not broadcast", x, b);
    }
    return x.broadcast(Shape.broadcast(x.shape(), b.shape()));
  }

  /** A number of the type of x. */
  static Tensor constant(Tensor x, double v) {
    DType t = x.dtype();
    if (t == DType.BOOL || (t == DType.INT64 && v != Math.rint(v))) {
      throw Operands.mismatch(GmError.DTYPE, "the number " + v + " is no value of " + t, x);
    }
    return Tensor.of(v, t);
  }

  /** Another element type, which x has not. */
  static Tensor cast(Tensor x, DType to) {
    if (x.op() == Op.NUMBER
        && x.dtype().floating()
        && (to == DType.FLOAT32 || to == DType.FLOAT64)) {
      return Tensor.of(x.number(), to);
    }
    return x.op() == Op.BROADCAST
        ? x.input(0).cast(to).broadcast(x.shape())
        : new Tensor(Op.CAST, to, x.shape(), Attribute.NONE, x);
  }

  static Tensor where(Tensor x, Tensor yes, Tensor no) {
    Operands.bool(x, "where");
    if (yes.dtype() != no.dtype()) {
      throw Operands.mismatch(GmError.DTYPE, "where needs one element type on both sides", yes, no);
    }
    if (!Shape.fits(yes.shape(), no.shape())
        || !Shape.fits(x.shape(), Shape.broadcast(yes.shape(), no.shape()))) {
      throw Operands.mismatch(GmError.SHAPE, "where", x, yes, no);
    }
    Shape s = Shape.broadcast(x.shape(), Shape.broadcast(yes.shape(), no.shape()));
    return new Tensor(Op.WHERE, yes.dtype(), s, Attribute.NONE, x, yes, no);
  }
}
