package org.generatormatching.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A symbolic array in a program being traced: shape and element type are known, values are not.
 *
 * <p>Every method makes a new node; nothing is computed. Shape and type errors are found here, at
 * the user's own line, and not when the program runs. Elementwise operations broadcast as in numpy
 * (axes aligned at the end, 1 stretches); element types must be equal ({@link #cast} is explicit).
 * Values are immutable and safe to share between programs and threads. To see numbers use {@link
 * Reference#eval} or {@link #watch}.
 *
 * <p>Negative axes count from the end. The leading axis of per-sample arrays is {@code B} or {@code
 * c*B} (see {@link Shape}); on that axis positions are counted in units of B.
 */
public final class Tensor {
  /**
   * Creation order. Programs are scheduled in it: weight gradients then stand beside the
   * activations' gradients that they use, which lowers the peak memory of a training step by a
   * fifth against a depth-first order. Only the order inside one program matters, so that sharing
   * the counter between threads is harmless.
   */
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final Op op;
  private final List<Tensor> inputs;
  private final Attribute attribute;
  private final Shape shape;
  private final DType dtype;
  private final long id;
  private final String site;

  Tensor(Op op, DType dtype, Shape shape, Attribute attribute, Tensor... inputs) {
    this.op = op;
    this.dtype = dtype;
    this.shape = shape;
    this.attribute = attribute;
    this.inputs = List.of(inputs);
    this.site = CallSite.find();
    this.id = SEQUENCE.getAndIncrement();
  }

  private Tensor(Tensor of, List<Tensor> inputs) {
    this.op = of.op;
    this.dtype = of.dtype;
    this.shape = of.shape;
    this.attribute = of.attribute;
    this.site = of.site;
    this.id = of.id;
    this.inputs = List.copyOf(inputs);
  }

  /** The same node over other operands of the same shapes. */
  Tensor over(List<Tensor> newInputs) {
    return new Tensor(this, newInputs);
  }

  /** The operation that makes this value. */
  public Op op() {
    return op;
  }

  /** The operands. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /** One operand. */
  public Tensor input(int i) {
    return inputs.get(i);
  }

  /** What the operation knows beside its operands. */
  public Attribute attribute() {
    return attribute;
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** Position in the order of creation. */
  public long id() {
    return id;
  }

  /** The user's line that made this value, {@code File.java:12}. */
  public String site() {
    return site;
  }

  // ---- leaves

  /** An input of a program; {@link Traced#of} makes these from a signature. */
  public static Tensor input(String name, DType dtype, Shape shape) {
    return new Tensor(Op.INPUT, dtype, shape, new Attribute.Name(name));
  }

  /** A trained array; two leaves with one name are the same weight. */
  public static Tensor weight(Weight weight) {
    return new Tensor(Op.WEIGHT, weight.dtype(), weight.shape(), new Attribute.Name(weight.name()));
  }

  /** A constant number, as a scalar. */
  public static Tensor of(double value, DType dtype) {
    return new Tensor(Op.NUMBER, dtype, Shape.scalar(), new Attribute.Number(value));
  }

  /** A constant array. Numbers that change from call to call must be inputs instead. */
  public static Tensor of(HostArray values) {
    return new Tensor(
        Op.ARRAY, values.dtype(), Shape.of(values.dims()), new Attribute.Array(values));
  }

  /** A constant number in every element of a shape. */
  public static Tensor full(double value, DType dtype, Shape shape) {
    return of(value, dtype).broadcast(shape);
  }

  /** This shape and type, filled with a number. */
  public Tensor like(double value) {
    return full(value, dtype, shape);
  }

  /** The numbers 0 .. n-1 as INT64 [n]. */
  public static Tensor iota(long n) {
    Operands.counted("iota", n, 0);
    return new Tensor(Op.IOTA, DType.INT64, Shape.of(n), new Attribute.Count(n));
  }

  /** The batch size B of the call, as a scalar. */
  public static Tensor batchSize(DType dtype) {
    return new Tensor(Op.BATCH, dtype, Shape.scalar(), Attribute.NONE);
  }

  // ---- two operands

  /** this + b. */
  public Tensor plus(Tensor b) {
    return ElementwiseRules.plus(this, b);
  }

  /** this - b. */
  public Tensor minus(Tensor b) {
    return ElementwiseRules.minus(this, b);
  }

  /** this * b. */
  public Tensor times(Tensor b) {
    return ElementwiseRules.times(this, b);
  }

  /** this / b, floating types only; for integers see {@link #floorDiv}. */
  public Tensor div(Tensor b) {
    return floating("div").binary(Op.DIV, b);
  }

  /**
   * this to the power b, with 0^0 = 1: {@code survival.pow(rate)} is the probability of no event,
   * also when the survival is 0 and the rate is 0. The gradient with respect to the base is b
   * x^(b-1), taken as 0 where b = 0; with respect to the exponent it is x^b log x, taken as 0 where
   * x = 0. The base must not be negative.
   */
  public Tensor pow(Tensor b) {
    return floating("pow").binary(Op.POW, b);
  }

  /** The angle of the point (b, this) in (-pi, pi]. */
  public Tensor atan2(Tensor b) {
    return floating("atan2").binary(Op.ATAN2, b);
  }

  /** The larger of both; a tie shares the gradient equally. */
  public Tensor max(Tensor b) {
    return binary(Op.MAXIMUM, b);
  }

  /** The smaller of both; a tie shares the gradient equally. */
  public Tensor min(Tensor b) {
    return binary(Op.MINIMUM, b);
  }

  /** Integer quotient, rounded towards minus infinity. */
  public Tensor floorDiv(Tensor b) {
    return integer("floorDiv").binary(Op.FLOOR_DIV, b);
  }

  /** Integer remainder with the sign of b. */
  public Tensor floorMod(Tensor b) {
    return integer("floorMod").binary(Op.FLOOR_MOD, b);
  }

  /** this + b. */
  public Tensor plus(double b) {
    return plus(constant(b));
  }

  /** this - b. */
  public Tensor minus(double b) {
    return minus(constant(b));
  }

  /** this * b. */
  public Tensor times(double b) {
    return times(constant(b));
  }

  /** this / b. */
  public Tensor div(double b) {
    return div(constant(b));
  }

  /** this to the power b. */
  public Tensor pow(double b) {
    return pow(constant(b));
  }

  /** The larger of this and b. */
  public Tensor max(double b) {
    return max(constant(b));
  }

  /** The smaller of this and b. */
  public Tensor min(double b) {
    return min(constant(b));
  }

  /** b - this. */
  public Tensor rsub(double b) {
    return constant(b).minus(this);
  }

  /** b / this. */
  public Tensor rdiv(double b) {
    return constant(b).div(this);
  }

  // ---- comparisons and truth values

  /** this &lt; b, as BOOL. */
  public Tensor lt(Tensor b) {
    return compare(Op.LT, b);
  }

  /** this &lt;= b, as BOOL. */
  public Tensor le(Tensor b) {
    return compare(Op.LE, b);
  }

  /** this &gt; b, as BOOL. */
  public Tensor gt(Tensor b) {
    return b.lt(this);
  }

  /** this &gt;= b, as BOOL. */
  public Tensor ge(Tensor b) {
    return b.le(this);
  }

  /** this == b, as BOOL. */
  public Tensor eq(Tensor b) {
    return compare(Op.EQ, b);
  }

  /** this != b, as BOOL; true where one is NaN. */
  public Tensor ne(Tensor b) {
    return eq(b).not();
  }

  /** this &lt; b, as BOOL. */
  public Tensor lt(double b) {
    return lt(constant(b));
  }

  /** this &lt;= b, as BOOL. */
  public Tensor le(double b) {
    return le(constant(b));
  }

  /** this &gt; b, as BOOL. */
  public Tensor gt(double b) {
    return gt(constant(b));
  }

  /** this &gt;= b, as BOOL. */
  public Tensor ge(double b) {
    return ge(constant(b));
  }

  /** this == b, as BOOL. */
  public Tensor eq(double b) {
    return eq(constant(b));
  }

  /** this != b, as BOOL; true for NaN. */
  public Tensor ne(double b) {
    return eq(b).not();
  }

  /** Both; BOOL only. */
  public Tensor and(Tensor b) {
    return bool("and").compare(Op.AND, b);
  }

  /** Either; BOOL only. */
  public Tensor or(Tensor b) {
    return bool("or").compare(Op.OR, b);
  }

  /** Negation; BOOL only. */
  public Tensor not() {
    return new Tensor(Op.NOT, DType.BOOL, bool("not").shape, Attribute.NONE, this);
  }

  /** Whether values are neither NaN nor infinite. */
  public Tensor isFinite() {
    return new Tensor(Op.IS_FINITE, DType.BOOL, floating("isFinite").shape, Attribute.NONE, this);
  }

  /**
   * Chooses {@code yes} where this (BOOL) is true and {@code no} elsewhere, broadcasting all three.
   * Gradients reach both sides: an operand that is infinite or NaN on the side not chosen poisons
   * the gradient (0 * inf), so mask the inputs of such an operand and not its output.
   */
  public Tensor where(Tensor yes, Tensor no) {
    return ElementwiseRules.where(this, yes, no);
  }

  // ---- one operand

  /** -this. */
  public Tensor neg() {
    arithmetic("neg");
    return op == Op.NEG ? inputs.get(0) : op == Op.NUMBER ? of(-number(), dtype) : unary(Op.NEG);
  }

  /** |this|; the gradient at 0 is 0. */
  public Tensor abs() {
    return arithmetic("abs").unary(Op.ABS);
  }

  /** -1, 0 or 1, and 0 for NaN; no gradient. */
  public Tensor sign() {
    return arithmetic("sign").unary(Op.SIGN);
  }

  /** The largest integer not above this; no gradient. */
  public Tensor floor() {
    return floating("floor").unary(Op.FLOOR);
  }

  /** e^this. */
  public Tensor exp() {
    return floating("exp").unary(Op.EXP);
  }

  /** e^this - 1, accurate near 0. */
  public Tensor expm1() {
    return floating("expm1").unary(Op.EXPM1);
  }

  /** Natural logarithm. */
  public Tensor log() {
    return floating("log").unary(Op.LOG);
  }

  /** log(1 + this), accurate near 0. */
  public Tensor log1p() {
    return floating("log1p").unary(Op.LOG1P);
  }

  /** Square root. */
  public Tensor sqrt() {
    return floating("sqrt").unary(Op.SQRT);
  }

  /** 1 / sqrt(this). */
  public Tensor rsqrt() {
    return floating("rsqrt").unary(Op.RSQRT);
  }

  /** this * this. */
  public Tensor square() {
    return times(this);
  }

  /** Sine of an angle in radians. */
  public Tensor sin() {
    return floating("sin").unary(Op.SIN);
  }

  /** Cosine of an angle in radians. */
  public Tensor cos() {
    return floating("cos").unary(Op.COS);
  }

  /** Hyperbolic tangent. */
  public Tensor tanh() {
    return floating("tanh").unary(Op.TANH);
  }

  /** 1 / (1 + e^-this). */
  public Tensor sigmoid() {
    return floating("sigmoid").unary(Op.SIGMOID);
  }

  /** log(1 + e^this), without overflow. */
  public Tensor softplus() {
    return floating("softplus").unary(Op.SOFTPLUS);
  }

  /** The error function. */
  public Tensor erf() {
    return floating("erf").unary(Op.ERF);
  }

  /** log Gamma(this) for positive values. */
  public Tensor lgamma() {
    return floating("lgamma").unary(Op.LGAMMA);
  }

  /** The n-th derivative of digamma for positive values; n = 0 is digamma itself. */
  public Tensor polygamma(long n) {
    Operands.counted("polygamma", n, 0);
    return new Tensor(
        Op.POLYGAMMA, dtype, floating("polygamma").shape, new Attribute.Count(n), this);
  }

  /** The nearest value in [low, high]; NaN stays NaN, and outside there is no gradient. */
  public Tensor clamp(double low, double high) {
    return max(low).min(high);
  }

  /** max(this, 0). */
  public Tensor relu() {
    // never negative as it is, and a pass over large arrays saved in samplers of tokens
    return op == Op.SOFTMAX ? this : max(0);
  }

  /** this * sigmoid(this); a composite. */
  public Tensor silu() {
    return floating("silu").unary(Op.SILU);
  }

  /** this * Phi(this) with the normal distribution function Phi (the exact form); a composite. */
  public Tensor gelu() {
    return floating("gelu").unary(Op.GELU);
  }

  /**
   * Another element type. Floating to INT64 truncates; anything to BOOL is {@code != 0}; to
   * BFLOAT16 rounds to nearest even. Gradients pass between floating types.
   */
  public Tensor cast(DType to) {
    return to == dtype ? this : ElementwiseRules.cast(this, to);
  }

  /** The same value, through which no gradient passes. */
  public Tensor stopGradient() {
    return unary(Op.STOP_GRADIENT);
  }

  /**
   * The same value, which {@link Traced#watching} makes an output {@code watch:name}. Only a value
   * that an output depends on is seen, so go on with what this returns.
   */
  public Tensor watch(String name) {
    return new Tensor(Op.WATCH, dtype, shape, new Attribute.Name(name), this);
  }

  // ---- reductions and scans

  /** Sum over axes, all without arguments. Sums of INT64 stay INT64. */
  public Tensor sum(int... axes) {
    return ReductionRules.reduce(Op.SUM, arithmetic("sum"), false, axes);
  }

  /** Sum over axes, which stay as 1. */
  public Tensor sumKeep(int... axes) {
    return ReductionRules.reduce(Op.SUM, arithmetic("sum"), true, axes);
  }

  /** Largest value over axes, all without arguments; -inf over nothing. Ties share the gradient. */
  public Tensor amax(int... axes) {
    return ReductionRules.reduce(Op.AMAX, floating("amax"), false, axes);
  }

  /** Largest value over axes, which stay as 1. */
  public Tensor amaxKeep(int... axes) {
    return ReductionRules.reduce(Op.AMAX, floating("amax"), true, axes);
  }

  /** Smallest value over axes, all without arguments; inf over nothing. Ties share the gradient. */
  public Tensor amin(int... axes) {
    return neg().amax(axes).neg();
  }

  /** Whether any value over axes is true; BOOL only, false over nothing. */
  public Tensor any(int... axes) {
    return bool("any").cast(DType.INT64).sum(axes).gt(0);
  }

  /** Whether all values over axes are true; BOOL only, true over nothing. */
  public Tensor all(int... axes) {
    return bool("all").not().any(axes).not();
  }

  /** Mean over axes, all without arguments; NaN over nothing. */
  public Tensor mean(int... axes) {
    return ReductionRules.mean(this, floating("mean").sum(axes), axes);
  }

  /** Mean over axes, which stay as 1. */
  public Tensor meanKeep(int... axes) {
    return ReductionRules.mean(this, floating("mean").sumKeep(axes), axes);
  }

  /** Position of the first largest value on an axis, INT64. */
  public Tensor argmax(int axis) {
    int a = shape.axis(axis);
    return new Tensor(
        Op.ARGMAX, DType.INT64, floating("argmax").shape.without(a), new Attribute.Axis(a), this);
  }

  /** Running sum along an axis. */
  public Tensor cumsum(int axis) {
    return ReductionRules.along(Op.CUMSUM, arithmetic("cumsum"), dtype, axis);
  }

  /** The order that sorts an axis ascending, INT64; equal values keep their order. */
  public Tensor argsort(int axis) {
    return ReductionRules.along(Op.ARGSORT, arithmetic("argsort"), DType.INT64, axis);
  }

  /** The values of an axis in ascending order. */
  public Tensor sort(int axis) {
    return gather(axis, argsort(axis));
  }

  /**
   * For each of {@code values} [..., m] its position among these ascending rows [..., n], as INT64
   * in 0..n: the number of entries that are smaller ({@code right} false) or not larger ({@code
   * right} true). This may be a vector [n], which then serves every row.
   */
  public Tensor searchSorted(Tensor values, boolean right) {
    return ReductionRules.searchSorted(this, values, right);
  }

  /** softmax along an axis; a composite. */
  public Tensor softmax(int axis) {
    return ReductionRules.along(Op.SOFTMAX, floating("softmax"), dtype, axis);
  }

  /** log softmax along an axis, without overflow; a composite. */
  public Tensor logSoftmax(int axis) {
    return ReductionRules.along(Op.LOG_SOFTMAX, floating("logSoftmax"), dtype, axis);
  }

  /** log sum exp over one axis, without overflow; -inf where all entries are -inf; a composite. */
  public Tensor logSumExp(int axis) {
    int a = shape.axis(axis);
    return new Tensor(
        Op.LOG_SUM_EXP, dtype, floating("logSumExp").shape.without(a), new Attribute.Axis(a), this);
  }

  // ---- linear algebra, convolution, attention

  /**
   * Matrix product over the last two axes: [..., n, k] times [..., k, m]. The leading axes must be
   * equal, or the right side a matrix, or the left side a matrix.
   */
  public Tensor matmul(Tensor b) {
    return MatrixRules.matmul(this, b);
  }

  /**
   * Convolution [N, C, H, W] with square kernels [K, C, k, k] (cross-correlation, as in every deep
   * learning library), giving [N, K, (H + 2 padding - k) / stride + 1, ...].
   */
  public Tensor conv2d(Tensor kernels, int stride, int padding) {
    return MatrixRules.conv2d(this, kernels, stride, padding);
  }

  /**
   * Normalises the last axis to mean 0 and variance 1, then scales [d] and shifts [d]; a composite.
   */
  public Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
    return MatrixRules.layerNorm(this, scale, shift, epsilon);
  }

  /**
   * Normalises groups of channels of [N, C, ...] to mean 0 and variance 1, then scales [C] and
   * shifts [C]; a composite.
   */
  public Tensor groupNorm(int groups, Tensor scale, Tensor shift, double epsilon) {
    return MatrixRules.groupNorm(this, groups, scale, shift, epsilon);
  }

  /**
   * Scaled dot-product attention: softmax(q k^T / sqrt(d)) v with q = this [..., n, d], keys [...,
   * m, d], values [..., m, e]; a composite.
   */
  public Tensor attention(Tensor keys, Tensor values) {
    return MatrixRules.attention(this, keys, values);
  }

  /** Repeats rows and columns of [N, C, H, W] by a factor (nearest neighbour); a composite. */
  public Tensor upsample(int factor) {
    return MatrixRules.upsample(this, factor);
  }

  // ---- indexing

  /**
   * Picks along one axis: {@code result[.., i, ..] = this[.., index[.., i, ..], ..]}. The index
   * (INT64) has the same rank and, but for that axis, the same dimensions.
   */
  public Tensor gather(int axis, Tensor index) {
    return IndexRules.gather(this, axis, index);
  }

  /**
   * Adds {@code values} into this along one axis: {@code result[.., index[.., i, ..], ..] +=
   * values[.., i, ..]}, the adjoint of {@link #gather}. Index and values have one shape.
   */
  public Tensor scatterAdd(int axis, Tensor index, Tensor values) {
    return IndexRules.scatterAdd(this, axis, index, values);
  }

  /** Rows of a table: this [V, d...] by index [...] (INT64) gives [..., d...]. */
  public Tensor take(Tensor index) {
    return IndexRules.take(this, index);
  }

  /**
   * INT64 [...] to a new last axis of n entries, 1 at the index; an index outside 0..n-1 gives
   * zeros.
   */
  public Tensor oneHot(long n, DType to) {
    return IndexRules.oneHot(this, n, to);
  }

  // ---- shape

  /** The part from (inclusive) to (exclusive) of an axis; on a batch axis in units of B. */
  public Tensor slice(int axis, long from, long to) {
    return IndexRules.slice(this, axis, from, to);
  }

  /** One position of an axis, which disappears. */
  public Tensor at(int axis, long position) {
    return IndexRules.at(this, axis, position);
  }

  /** Zeros before and after an axis; on a batch axis in units of B. */
  public Tensor pad(int axis, long before, long after) {
    return IndexRules.pad(this, axis, before, after);
  }

  /** Joins arrays along an existing axis. */
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /** Joins arrays along an existing axis. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    return IndexRules.concat(axis, parts);
  }

  /** Joins arrays of one shape along a new axis. */
  public static Tensor stack(int axis, Tensor... parts) {
    return IndexRules.stack(axis, parts);
  }

  /**
   * The same values in another shape; a dimension is a number or a multiple of B, never -1 for
   * "rest".
   */
  public Tensor reshape(long... dims) {
    return reshape(Shape.of(dims));
  }

  /** The same values in another shape of the same size. */
  public Tensor reshape(Shape to) {
    return LayoutRules.reshape(this, to);
  }

  /** Removes an axis of dimension 1. */
  public Tensor squeeze(int axis) {
    return LayoutRules.squeeze(this, axis);
  }

  /** Inserts an axis of dimension 1; -1 puts it last. */
  public Tensor unsqueeze(int axis) {
    return reshape(shape.insert(axis < 0 ? axis + shape.rank() + 1 : axis, 1));
  }

  /**
   * Appends axes of dimension 1 until the rank is that of {@code to}, so that a value per sample
   * [B] meets an array [B, ...] of that rank.
   */
  public Tensor alignTo(Tensor to) {
    return LayoutRules.alignTo(this, to);
  }

  /**
   * Repeats every row k times: row b becomes rows b*k .. b*k+k-1, and a leading axis c*B becomes
   * (c*k)*B.
   */
  public Tensor repeatRows(long k) {
    return LayoutRules.repeatRows(this, k);
  }

  /** Reorders the axes: axis i of the result is axis {@code order[i]} of this. */
  public Tensor transpose(int... order) {
    return LayoutRules.transpose(this, order);
  }

  /** Swaps the last two axes. */
  public Tensor mT() {
    return LayoutRules.swapLast(this);
  }

  /** Stretches dimensions 1, and adds leading axes, up to a shape. */
  public Tensor broadcast(Shape to) {
    return LayoutRules.broadcast(this, to);
  }

  /** Reverses an axis. */
  public Tensor flip(int axis) {
    return ReductionRules.along(Op.FLIP, this, dtype, axis);
  }

  // ---- for this package

  /** The value of a constant number. */
  double number() {
    return ((Attribute.Number) attribute).value();
  }

  /** Whether every element is this constant. */
  boolean isFilled(double value) {
    Tensor t = this;
    while (t.op == Op.BROADCAST || t.op == Op.RESHAPE) {
      t = t.inputs.get(0);
    }
    return t.op == Op.NUMBER && t.number() == value;
  }

  Tensor backward(Op backward, Tensor... operands) {
    return new Tensor(backward, dtype, shape, attribute, operands);
  }

  private Tensor unary(Op o) {
    return new Tensor(o, dtype, shape, Attribute.NONE, this);
  }

  private Tensor binary(Op o, Tensor b) {
    return ElementwiseRules.binary(o, this, b, false);
  }

  private Tensor compare(Op o, Tensor b) {
    return ElementwiseRules.binary(o, this, b, true);
  }

  private Tensor constant(double v) {
    return ElementwiseRules.constant(this, v);
  }

  private Tensor floating(String what) {
    return Operands.floating(this, what);
  }

  private Tensor integer(String what) {
    return Operands.integer(this, what);
  }

  private Tensor arithmetic(String what) {
    return Operands.arithmetic(this, what);
  }

  private Tensor bool(String what) {
    return Operands.bool(this, what);
  }

  @Override
  public String toString() {
    return Operands.name(op) + " " + dtype + shape + " made at " + site;
  }
}
