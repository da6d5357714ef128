package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
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
    counted("iota", n, 0);
    return new Tensor(Op.IOTA, DType.INT64, Shape.of(n), new Attribute.Count(n));
  }

  /** The batch size B of the call, as a scalar. */
  public static Tensor batchSize(DType dtype) {
    return new Tensor(Op.BATCH, dtype, Shape.scalar(), Attribute.NONE);
  }

  // ---- two operands

  /** this + b. */
  public Tensor plus(Tensor b) {
    if (shortens(b) && b.isFilled(0)) {
      return fit(b);
    }
    if (shortens(b) && isFilled(0)) {
      return b.fit(this);
    }
    return binary(Op.ADD, b, false);
  }

  /** this - b. */
  public Tensor minus(Tensor b) {
    return shortens(b) && b.isFilled(0) ? fit(b) : binary(Op.SUB, b, false);
  }

  /** this * b. */
  public Tensor times(Tensor b) {
    if (shortens(b)) {
      if (op == Op.NUMBER && b.op == Op.NUMBER) {
        return of(number() * b.number(), dtype);
      }
      if (b.isFilled(1)) {
        return fit(b);
      }
      if (isFilled(1)) {
        return b.fit(this);
      }
    }
    return binary(Op.MUL, b, false);
  }

  /** this / b, floating types only; for integers see {@link #floorDiv}. */
  public Tensor div(Tensor b) {
    return floating("div").binary(Op.DIV, b, false);
  }

  /**
   * this to the power b, with 0^0 = 1: {@code survival.pow(rate)} is the probability of no event,
   * also when the survival is 0 and the rate is 0. The gradient with respect to the base is b
   * x^(b-1), taken as 0 where b = 0; with respect to the exponent it is x^b log x, taken as 0 where
   * x = 0. The base must not be negative.
   */
  public Tensor pow(Tensor b) {
    return floating("pow").binary(Op.POW, b, false);
  }

  /** The angle of the point (b, this) in (-pi, pi]. */
  public Tensor atan2(Tensor b) {
    return floating("atan2").binary(Op.ATAN2, b, false);
  }

  /** The larger of both; a tie shares the gradient equally. */
  public Tensor max(Tensor b) {
    return binary(Op.MAXIMUM, b, false);
  }

  /** The smaller of both; a tie shares the gradient equally. */
  public Tensor min(Tensor b) {
    return binary(Op.MINIMUM, b, false);
  }

  /** Integer quotient, rounded towards minus infinity. */
  public Tensor floorDiv(Tensor b) {
    return integer("floorDiv").binary(Op.FLOOR_DIV, b, false);
  }

  /** Integer remainder with the sign of b. */
  public Tensor floorMod(Tensor b) {
    return integer("floorMod").binary(Op.FLOOR_MOD, b, false);
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
    return binary(Op.LT, b, true);
  }

  /** this &lt;= b, as BOOL. */
  public Tensor le(Tensor b) {
    return binary(Op.LE, b, true);
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
    return binary(Op.EQ, b, true);
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
    return bool("and").binary(Op.AND, b, true);
  }

  /** Either; BOOL only. */
  public Tensor or(Tensor b) {
    return bool("or").binary(Op.OR, b, true);
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
    bool("where");
    if (yes.dtype != no.dtype) {
      throw mismatch(GmError.DTYPE, "where needs one element type on both sides", yes, no);
    }
    if (!Shape.fits(yes.shape, no.shape)
        || !Shape.fits(shape, Shape.broadcast(yes.shape, no.shape))) {
      throw mismatch(GmError.SHAPE, "where", this, yes, no);
    }
    Shape s = Shape.broadcast(shape, Shape.broadcast(yes.shape, no.shape));
    return new Tensor(Op.WHERE, yes.dtype, s, Attribute.NONE, this, yes, no);
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
    counted("polygamma", n, 0);
    return new Tensor(
        Op.POLYGAMMA, dtype, floating("polygamma").shape, new Attribute.Count(n), this);
  }

  /** The nearest value in [low, high]; NaN stays NaN, and outside there is no gradient. */
  public Tensor clamp(double low, double high) {
    return max(low).min(high);
  }

  /** max(this, 0). */
  public Tensor relu() {
    return max(0);
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
    if (to == dtype) {
      return this;
    }
    return op == Op.NUMBER && dtype.floating() && (to == DType.FLOAT32 || to == DType.FLOAT64)
        ? of(number(), to)
        : new Tensor(Op.CAST, to, shape, Attribute.NONE, this);
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
    return reduce(arithmetic("sum"), Op.SUM, false, axes);
  }

  /** Sum over axes, which stay as 1. */
  public Tensor sumKeep(int... axes) {
    return reduce(arithmetic("sum"), Op.SUM, true, axes);
  }

  /** Largest value over axes, all without arguments; -inf over nothing. Ties share the gradient. */
  public Tensor amax(int... axes) {
    return reduce(floating("amax"), Op.AMAX, false, axes);
  }

  /** Largest value over axes, which stay as 1. */
  public Tensor amaxKeep(int... axes) {
    return reduce(floating("amax"), Op.AMAX, true, axes);
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
    return meanOf(floating("mean").sum(axes), axes);
  }

  /** Mean over axes, which stay as 1. */
  public Tensor meanKeep(int... axes) {
    return meanOf(floating("mean").sumKeep(axes), axes);
  }

  private Tensor meanOf(Tensor sum, int... axes) {
    long n = 1;
    boolean overBatch = false;
    for (int a : allIfNone(axes)) {
      long d = shape.dim(a);
      n *= Math.abs(d);
      overBatch |= d < 0;
    }
    Tensor r = sum.times(1.0 / n);
    return overBatch ? r.div(batchSize(dtype)) : r;
  }

  /** Position of the first largest value on an axis, INT64. */
  public Tensor argmax(int axis) {
    int a = shape.axis(axis);
    return new Tensor(
        Op.ARGMAX, DType.INT64, floating("argmax").shape.without(a), new Attribute.Axis(a), this);
  }

  /** Running sum along an axis. */
  public Tensor cumsum(int axis) {
    return along(arithmetic("cumsum"), Op.CUMSUM, dtype, axis);
  }

  /** The order that sorts an axis ascending, INT64; equal values keep their order. */
  public Tensor argsort(int axis) {
    return along(arithmetic("argsort"), Op.ARGSORT, DType.INT64, axis);
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
    arithmetic("searchSorted");
    if (!sameType(values)) {
      throw mismatch(GmError.DTYPE, "searchSorted needs one element type", this, values);
    }
    int r = shape.rank();
    boolean fits =
        r == 1
            || (r == values.shape.rank()
                && r > 0
                && shape.range(0, r - 1).equals(values.shape.range(0, r - 1)));
    if (!fits || values.shape.rank() == 0) {
      throw mismatch(GmError.SHAPE, "searchSorted needs equal leading axes", this, values);
    }
    return new Tensor(
        Op.SEARCH_SORTED, DType.INT64, values.shape, new Attribute.Side(right), this, values);
  }

  /** softmax along an axis; a composite. */
  public Tensor softmax(int axis) {
    return along(floating("softmax"), Op.SOFTMAX, dtype, axis);
  }

  /** log softmax along an axis, without overflow; a composite. */
  public Tensor logSoftmax(int axis) {
    return along(floating("logSoftmax"), Op.LOG_SOFTMAX, dtype, axis);
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
    floating("matmul");
    if (!sameType(b)) {
      throw mismatch(GmError.DTYPE, "matmul needs one element type", this, b);
    }
    int ra = shape.rank();
    int rb = b.shape.rank();
    if (ra < 2 || rb < 2 || shape.dim(-1) != b.shape.dim(-2)) {
      throw mismatch(GmError.SHAPE, "matmul: inner dimensions differ", this, b);
    }
    if (ra == 2 && rb > 2) {
      return broadcast(b.shape.range(0, rb - 2).concat(shape)).matmul(b);
    }
    if (rb != 2 && !shape.range(0, ra - 2).equals(b.shape.range(0, rb - 2))) {
      throw mismatch(
          GmError.SHAPE, "matmul: leading axes must be equal, or one side a matrix", this, b);
    }
    return new Tensor(Op.MATMUL, dtype, shape.with(-1, b.shape.dim(-1)), Attribute.NONE, this, b);
  }

  /**
   * Convolution [N, C, H, W] with square kernels [K, C, k, k] (cross-correlation, as in every deep
   * learning library), giving [N, K, (H + 2 padding - k) / stride + 1, ...].
   */
  public Tensor conv2d(Tensor kernels, int stride, int padding) {
    floating("conv2d");
    if (!sameType(kernels)) {
      throw mismatch(GmError.DTYPE, "conv2d needs one element type", this, kernels);
    }
    if (shape.rank() != 4
        || kernels.shape.rank() != 4
        || shape.dim(1) != kernels.shape.dim(1)
        || kernels.shape.dim(2) != kernels.shape.dim(3)
        || shape.batchAxis() > 0
        || kernels.shape.symbolic()) {
      throw mismatch(GmError.SHAPE, "conv2d needs [N, C, H, W] and [K, C, k, k]", this, kernels);
    }
    counted("the stride of conv2d", stride, 1);
    counted("the padding of conv2d", padding, 0);
    long k = kernels.shape.dim(2);
    long h = (shape.dim(2) + 2L * padding - k) / stride + 1;
    long w = (shape.dim(3) + 2L * padding - k) / stride + 1;
    if (shape.dim(2) + 2L * padding < k || shape.dim(3) + 2L * padding < k) {
      throw mismatch(
          GmError.SHAPE, "conv2d: the kernel is larger than the padded image", this, kernels);
    }
    return new Tensor(
        Op.CONV2D,
        dtype,
        Shape.of(shape.dim(0), kernels.shape.dim(0), h, w),
        new Attribute.Convolution(stride, padding),
        this,
        kernels);
  }

  /**
   * Normalises the last axis to mean 0 and variance 1, then scales [d] and shifts [d]; a composite.
   */
  public Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
    floating("layerNorm");
    Shape d = Shape.of(shape.dim(-1));
    if (!scale.shape.equals(d) || !shift.shape.equals(d)) {
      throw mismatch(GmError.SHAPE, "layerNorm: scale and shift must be " + d, this, scale, shift);
    }
    return new Tensor(
        Op.LAYER_NORM,
        dtype,
        shape,
        new Attribute.Normalization(1, epsilon),
        this,
        typed(scale),
        typed(shift));
  }

  /**
   * Normalises groups of channels of [N, C, ...] to mean 0 and variance 1, then scales [C] and
   * shifts [C]; a composite.
   */
  public Tensor groupNorm(int groups, Tensor scale, Tensor shift, double epsilon) {
    floating("groupNorm");
    counted("the number of groups", groups, 1);
    boolean fits =
        shape.rank() >= 2
            && shape.dim(1) > 0
            && shape.dim(1) % groups == 0
            && scale.shape.equals(Shape.of(shape.dim(1)))
            && shift.shape.equals(scale.shape);
    if (!fits) {
      throw mismatch(
          GmError.SHAPE,
          "groupNorm: "
              + groups
              + " groups need [N, C, ...] with C a multiple, scale and shift [C]",
          this,
          scale,
          shift);
    }
    return new Tensor(
        Op.GROUP_NORM,
        dtype,
        shape,
        new Attribute.Normalization(groups, epsilon),
        this,
        typed(scale),
        typed(shift));
  }

  /**
   * Scaled dot-product attention: softmax(q k^T / sqrt(d)) v with q = this [..., n, d], keys [...,
   * m, d], values [..., m, e]; a composite.
   */
  public Tensor attention(Tensor keys, Tensor values) {
    floating("attention");
    typed(keys);
    typed(values);
    int r = shape.rank();
    boolean fits =
        r >= 3
            && keys.shape.rank() == r
            && values.shape.rank() == r
            && keys.shape.dim(-1) == shape.dim(-1)
            && keys.shape.range(0, r - 2).equals(shape.range(0, r - 2))
            && keys.shape.range(0, r - 1).equals(values.shape.range(0, r - 1));
    if (!fits) {
      throw mismatch(
          GmError.SHAPE,
          "attention needs [..., n, d], [..., m, d], [..., m, e]",
          this,
          keys,
          values);
    }
    return new Tensor(
        Op.ATTENTION,
        dtype,
        shape.with(-1, values.shape.dim(-1)),
        Attribute.NONE,
        this,
        keys,
        values);
  }

  /** Repeats rows and columns of [N, C, H, W] by a factor (nearest neighbour); a composite. */
  public Tensor upsample(int factor) {
    floating("upsample");
    counted("the factor of upsample", factor, 1);
    if (shape.rank() != 4 || shape.batchAxis() > 1) {
      throw mismatch(GmError.SHAPE, "upsample needs [N, C, H, W]", this);
    }
    Shape s = shape.with(2, shape.dim(2) * factor).with(3, shape.dim(3) * factor);
    return new Tensor(Op.UPSAMPLE, dtype, s, new Attribute.Scale(factor), this);
  }

  // ---- indexing

  /**
   * Picks along one axis: {@code result[.., i, ..] = this[.., index[.., i, ..], ..]}. The index
   * (INT64) has the same rank and, but for that axis, the same dimensions.
   */
  public Tensor gather(int axis, Tensor index) {
    int a = shape.axis(axis);
    index.integer("the index of gather");
    if (index.shape.rank() != shape.rank() || !index.shape.with(a, 1).equals(shape.with(a, 1))) {
      throw mismatch(GmError.SHAPE, "gather along axis " + a, this, index);
    }
    return new Tensor(Op.GATHER, dtype, index.shape, new Attribute.Axis(a), this, index);
  }

  /**
   * Adds {@code values} into this along one axis: {@code result[.., index[.., i, ..], ..] +=
   * values[.., i, ..]}, the adjoint of {@link #gather}. Index and values have one shape.
   */
  public Tensor scatterAdd(int axis, Tensor index, Tensor values) {
    int a = shape.axis(axis);
    index.integer("the index of scatterAdd");
    if (!index.shape.equals(values.shape)
        || index.shape.rank() != shape.rank()
        || !index.shape.with(a, 1).equals(shape.with(a, 1))) {
      throw mismatch(GmError.SHAPE, "scatterAdd along axis " + a, this, index, values);
    }
    return new Tensor(
        Op.SCATTER_ADD, dtype, shape, new Attribute.Axis(a), this, index, typed(values));
  }

  /** Rows of a table: this [V, d...] by index [...] (INT64) gives [..., d...]. */
  public Tensor take(Tensor index) {
    index.integer("the index of take");
    if (shape.rank() == 0 || shape.symbolic()) {
      throw mismatch(
          GmError.SHAPE, "take needs a table [V, ...] without a batch axis", this, index);
    }
    return new Tensor(
        Op.TAKE,
        dtype,
        index.shape.concat(shape.range(1, shape.rank())),
        Attribute.NONE,
        this,
        index);
  }

  /**
   * INT64 [...] to a new last axis of n entries, 1 at the index; an index outside 0..n-1 gives
   * zeros.
   */
  public Tensor oneHot(long n, DType to) {
    integer("oneHot");
    counted("oneHot", n, 1);
    return new Tensor(Op.ONE_HOT, to, shape.insert(shape.rank(), n), new Attribute.Count(n), this);
  }

  // ---- shape

  /** The part from (inclusive) to (exclusive) of an axis; on a batch axis in units of B. */
  public Tensor slice(int axis, long from, long to) {
    int a = shape.axis(axis);
    long n = shape.dim(a);
    if (from < 0 || to > Math.abs(n) || from > to || (n < 0 && from == to)) {
      throw mismatch(GmError.SHAPE, "slice " + from + ":" + to + " of axis " + a, this);
    }
    if (from == 0 && to == Math.abs(n)) {
      return this;
    }
    return new Tensor(
        Op.SLICE,
        dtype,
        shape.with(a, n < 0 ? from - to : to - from),
        new Attribute.Range(a, from, to),
        this);
  }

  /** One position of an axis, which disappears. */
  public Tensor at(int axis, long position) {
    int a = shape.axis(axis);
    if (shape.dim(a) < 0) {
      throw mismatch(GmError.SHAPE, "at() cannot take one row of a batch axis", this);
    }
    return slice(a, position, position + 1).squeeze(a);
  }

  /** Zeros before and after an axis; on a batch axis in units of B. */
  public Tensor pad(int axis, long before, long after) {
    int a = shape.axis(axis);
    long n = shape.dim(a);
    if (before < 0 || after < 0) {
      throw mismatch(GmError.SHAPE, "pad by " + before + " and " + after, this);
    }
    if (before == 0 && after == 0) {
      return this;
    }
    arithmetic("pad");
    return new Tensor(
        Op.PAD,
        dtype,
        shape.with(a, n < 0 ? n - before - after : n + before + after),
        new Attribute.Padding(a, before, after),
        this);
  }

  /** Joins arrays along an existing axis. */
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /** Joins arrays along an existing axis. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    counted("the number of arrays to join", parts.size(), 1);
    Tensor first = parts.get(0);
    int a = first.shape.axis(axis);
    long n = 0;
    for (Tensor p : parts) {
      if (p.dtype != first.dtype) {
        throw mismatch(
            GmError.DTYPE, "concat needs one element type", parts.toArray(Tensor[]::new));
      }
      if (p.shape.rank() != first.shape.rank()
          || !p.shape.with(a, 1).equals(first.shape.with(a, 1))) {
        throw mismatch(GmError.SHAPE, "concat along axis " + a, parts.toArray(Tensor[]::new));
      }
      n = Shape.add(n, p.shape.dim(a));
    }
    return parts.size() == 1
        ? first
        : new Tensor(
            Op.CONCAT,
            first.dtype,
            first.shape.with(a, n),
            new Attribute.Axis(a),
            parts.toArray(Tensor[]::new));
  }

  /** Joins arrays of one shape along a new axis. */
  public static Tensor stack(int axis, Tensor... parts) {
    counted("the number of arrays to stack", parts.length, 1);
    List<Tensor> r = new ArrayList<>();
    for (Tensor p : parts) {
      r.add(p.unsqueeze(axis));
    }
    int a = axis < 0 ? axis + r.get(0).shape.rank() : axis;
    return concat(a, r);
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
    if (to.equals(shape)) {
      return this;
    }
    if (to.coefficient() != shape.coefficient()
        || (to.symbolic() != shape.symbolic() && shape.coefficient() != 0)) {
      throw mismatch(GmError.SHAPE, "reshape to " + to + " changes the number of values", this);
    }
    return op == Op.RESHAPE
        ? inputs.get(0).reshape(to)
        : new Tensor(Op.RESHAPE, dtype, to, Attribute.NONE, this);
  }

  /** Removes an axis of dimension 1. */
  public Tensor squeeze(int axis) {
    if (shape.dim(axis) != 1) {
      throw mismatch(GmError.SHAPE, "squeeze needs a dimension 1 at axis " + axis, this);
    }
    return reshape(shape.without(axis));
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
    Shape s = shape;
    while (s.rank() < to.shape.rank()) {
      s = s.insert(s.rank(), 1);
    }
    return reshape(s);
  }

  /**
   * Repeats every row k times: row b becomes rows b*k .. b*k+k-1, and a leading axis c*B becomes
   * (c*k)*B.
   */
  public Tensor repeatRows(long k) {
    counted("repeatRows", k, 1);
    shape.axis(0);
    if (k == 1) {
      return this;
    }
    Shape spread = shape.insert(1, k);
    return unsqueeze(1).broadcast(spread).reshape(shape.with(0, Shape.multiply(shape.dim(0), k)));
  }

  /** Reorders the axes: axis i of the result is axis {@code order[i]} of this. */
  public Tensor transpose(int... order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    boolean identity = true;
    boolean permutation = order.length == shape.rank();
    for (int i = 0; permutation && i < order.length; i++) {
      permutation = sorted[i] == i;
      identity &= order[i] == i;
    }
    if (!permutation) {
      throw mismatch(GmError.SHAPE, "transpose by " + Arrays.toString(order), this);
    }
    if (identity) {
      return this;
    }
    long[] d = new long[order.length];
    List<Integer> p = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      d[i] = shape.dim(order[i]);
      p.add(order[i]);
    }
    return new Tensor(
        Op.TRANSPOSE, dtype, Shape.of(d), new Attribute.Permutation(List.copyOf(p)), this);
  }

  /** Swaps the last two axes. */
  public Tensor mT() {
    int n = shape.rank();
    if (n < 2) {
      throw mismatch(GmError.SHAPE, "mT needs two axes", this);
    }
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      p[i] = i;
    }
    p[n - 1] = n - 2;
    p[n - 2] = n - 1;
    return transpose(p);
  }

  /** Stretches dimensions 1, and adds leading axes, up to a shape. */
  public Tensor broadcast(Shape to) {
    if (to.equals(shape)) {
      return this;
    }
    if (!Shape.fits(shape, to) || !Shape.broadcast(shape, to).equals(to)) {
      throw mismatch(GmError.SHAPE, "broadcast to " + to, this);
    }
    return op == Op.BROADCAST
        ? inputs.get(0).broadcast(to)
        : new Tensor(Op.BROADCAST, dtype, to, Attribute.NONE, this);
  }

  /** Reverses an axis. */
  public Tensor flip(int axis) {
    return along(this, Op.FLIP, dtype, axis);
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

  private boolean sameType(Tensor b) {
    return dtype == b.dtype;
  }

  /** Whether a neutral operand may be left out. BOOL is refused later, with or without one. */
  private boolean shortens(Tensor b) {
    return dtype == b.dtype && dtype != DType.BOOL;
  }

  private Tensor fit(Tensor b) {
    if (!Shape.fits(shape, b.shape)) {
      throw mismatch(GmError.SHAPE, "shapes do not broadcast", this, b);
    }
    return broadcast(Shape.broadcast(shape, b.shape));
  }

  private Tensor unary(Op o) {
    return new Tensor(o, dtype, shape, Attribute.NONE, this);
  }

  private Tensor binary(Op o, Tensor b, boolean compare) {
    if (!sameType(b)) {
      throw mismatch(GmError.DTYPE, name(o) + " needs one element type; cast explicitly", this, b);
    }
    if (dtype == DType.BOOL && o != Op.EQ && o != Op.AND && o != Op.OR) {
      throw mismatch(GmError.DTYPE, name(o) + " is not defined on BOOL", this, b);
    }
    if (!Shape.fits(shape, b.shape)) {
      throw mismatch(GmError.SHAPE, name(o) + ": shapes do not broadcast", this, b);
    }
    Shape s = Shape.broadcast(shape, b.shape);
    Tensor x = this;
    Tensor y = b;
    // an operand that was stretched only to fit need not be materialised, nor need its gradient
    if (x.op == Op.BROADCAST && Shape.broadcast(x.inputs.get(0).shape, y.shape).equals(s)) {
      x = x.inputs.get(0);
    }
    if (y.op == Op.BROADCAST && Shape.broadcast(x.shape, y.inputs.get(0).shape).equals(s)) {
      y = y.inputs.get(0);
    }
    return new Tensor(o, compare ? DType.BOOL : dtype, s, Attribute.NONE, x, y);
  }

  private int[] allIfNone(int... axes) {
    if (axes.length > 0) {
      return axes;
    }
    int[] all = new int[shape.rank()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  private static Tensor reduce(Tensor x, Op o, boolean keep, int... axes) {
    boolean[] on = new boolean[x.shape.rank()];
    for (int a : x.allIfNone(axes)) {
      on[x.shape.axis(a)] = true;
    }
    List<Integer> list = new ArrayList<>();
    Shape s = x.shape;
    for (int i = on.length - 1; i >= 0; i--) {
      if (on[i]) {
        list.add(0, i);
        s = keep ? s.with(i, 1) : s.without(i);
      }
    }
    return list.isEmpty()
        ? x
        : new Tensor(o, x.dtype, s, new Attribute.Axes(List.copyOf(list), keep), x);
  }

  private static Tensor along(Tensor x, Op o, DType result, int axis) {
    return new Tensor(o, result, x.shape, new Attribute.Axis(x.shape.axis(axis)), x);
  }

  private Tensor constant(double v) {
    if (dtype == DType.BOOL || (dtype == DType.INT64 && v != Math.rint(v))) {
      throw mismatch(GmError.DTYPE, "the number " + v + " is no value of " + dtype, this);
    }
    return of(v, dtype);
  }

  private static void counted(String what, long n, long least) {
    if (n < least) {
      throw Problem.of(GmError.SHAPE, what + " is out of range")
          .found(n)
          .expected("at least " + least)
          .at(CallSite.find())
          .exception();
    }
  }

  private Tensor floating(String what) {
    if (!dtype.floating()) {
      throw mismatch(GmError.DTYPE, what + " needs a floating element type", this);
    }
    return this;
  }

  private Tensor integer(String what) {
    if (dtype != DType.INT64) {
      throw mismatch(GmError.DTYPE, what + " needs INT64", this);
    }
    return this;
  }

  private Tensor arithmetic(String what) {
    if (dtype == DType.BOOL) {
      throw mismatch(GmError.DTYPE, what + " is not defined on BOOL; cast first", this);
    }
    return this;
  }

  private Tensor bool(String what) {
    if (dtype != DType.BOOL) {
      throw mismatch(GmError.DTYPE, what + " needs BOOL", this);
    }
    return this;
  }

  private Tensor typed(Tensor b) {
    if (!sameType(b)) {
      throw mismatch(GmError.DTYPE, "operands need one element type", this, b);
    }
    return b;
  }

  private static String name(Op o) {
    return o.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static GmException mismatch(GmError code, String what, Tensor... operands) {
    StringJoiner found = new StringJoiner(" and ");
    for (Tensor t : operands) {
      found.add(t.dtype + "" + t.shape + " made at " + t.site);
    }
    return Problem.of(code, what).found(found).at(CallSite.find()).exception();
  }

  @Override
  public String toString() {
    return name(op) + " " + dtype + shape + " made at " + site;
  }
}
