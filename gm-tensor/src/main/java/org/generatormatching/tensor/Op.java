package org.generatormatching.tensor;

/**
 * The operations of a traced program. Every engine has one exhaustive switch over this enum, and so
 * have the interpreter and reverse mode: a new operation does not compile until all of them know
 * it.
 *
 * <p>What an operation means is defined by the method of {@link Tensor} that makes it, and by the
 * reference interpreter. Composites are single nodes with a fused kernel where an engine has one;
 * {@link Composites#expand} gives their definition in other operations.
 */
public enum Op {
  // leaves
  INPUT(Kind.LEAF),
  WEIGHT(Kind.LEAF),
  NOISE(Kind.LEAF),
  NUMBER(Kind.LEAF),
  ARRAY(Kind.LEAF),
  BATCH(Kind.LEAF),
  IOTA(Kind.LEAF),
  // two operands, broadcasting
  ADD(Kind.ELEMENTWISE),
  SUB(Kind.ELEMENTWISE),
  MUL(Kind.ELEMENTWISE),
  DIV(Kind.ELEMENTWISE),
  POW(Kind.ELEMENTWISE),
  ATAN2(Kind.ELEMENTWISE),
  MAXIMUM(Kind.ELEMENTWISE),
  MINIMUM(Kind.ELEMENTWISE),
  FLOOR_DIV(Kind.ELEMENTWISE),
  FLOOR_MOD(Kind.ELEMENTWISE),
  LT(Kind.ELEMENTWISE),
  LE(Kind.ELEMENTWISE),
  EQ(Kind.ELEMENTWISE),
  AND(Kind.ELEMENTWISE),
  OR(Kind.ELEMENTWISE),
  // one operand
  NOT(Kind.ELEMENTWISE),
  NEG(Kind.ELEMENTWISE),
  ABS(Kind.ELEMENTWISE),
  SIGN(Kind.ELEMENTWISE),
  FLOOR(Kind.ELEMENTWISE),
  EXP(Kind.ELEMENTWISE),
  EXPM1(Kind.ELEMENTWISE),
  LOG(Kind.ELEMENTWISE),
  LOG1P(Kind.ELEMENTWISE),
  SQRT(Kind.ELEMENTWISE),
  RSQRT(Kind.ELEMENTWISE),
  SIN(Kind.ELEMENTWISE),
  COS(Kind.ELEMENTWISE),
  TANH(Kind.ELEMENTWISE),
  SIGMOID(Kind.ELEMENTWISE),
  SOFTPLUS(Kind.ELEMENTWISE),
  ERF(Kind.ELEMENTWISE),
  LGAMMA(Kind.ELEMENTWISE),
  POLYGAMMA(Kind.ELEMENTWISE),
  IS_FINITE(Kind.ELEMENTWISE),
  CAST(Kind.ELEMENTWISE),
  STOP_GRADIENT(Kind.ELEMENTWISE),
  WATCH(Kind.ELEMENTWISE),
  // three operands
  WHERE(Kind.ELEMENTWISE),
  // reductions and scans
  SUM(Kind.CORE),
  AMAX(Kind.CORE),
  ARGMAX(Kind.CORE),
  CUMSUM(Kind.CORE),
  ARGSORT(Kind.CORE),
  SEARCH_SORTED(Kind.CORE),
  // linear algebra and convolution (NCHW)
  MATMUL(Kind.CORE),
  CONV2D(Kind.CORE),
  // indexing
  GATHER(Kind.CORE),
  TAKE(Kind.CORE),
  ONE_HOT(Kind.CORE),
  // shape
  RESHAPE(Kind.CORE),
  TRANSPOSE(Kind.CORE),
  BROADCAST(Kind.CORE),
  SLICE(Kind.CORE),
  CONCAT(Kind.CORE),
  FLIP(Kind.CORE),
  // composites
  SILU(Kind.COMPOSITE),
  GELU(Kind.COMPOSITE),
  SOFTMAX(Kind.COMPOSITE),
  LOG_SOFTMAX(Kind.COMPOSITE),
  LOG_SUM_EXP(Kind.COMPOSITE),
  LAYER_NORM(Kind.COMPOSITE),
  GROUP_NORM(Kind.COMPOSITE),
  ATTENTION(Kind.COMPOSITE),
  UPSAMPLE(Kind.COMPOSITE),
  // appear in gradients only
  SILU_BACKWARD(Kind.BACKWARD),
  GELU_BACKWARD(Kind.BACKWARD),
  SOFTMAX_BACKWARD(Kind.BACKWARD),
  LOG_SOFTMAX_BACKWARD(Kind.BACKWARD),
  UPSAMPLE_BACKWARD(Kind.BACKWARD),
  CONV2D_INPUT(Kind.BACKWARD),
  CONV2D_WEIGHT(Kind.BACKWARD),
  SCATTER_ADD(Kind.BACKWARD),
  TAKE_BACKWARD(Kind.BACKWARD),
  PAD(Kind.BACKWARD);

  /** What an operation is to a compiler. */
  public enum Kind {
    /** Has no operands. */
    LEAF,
    /** Each output element depends on the elements at the same place. */
    ELEMENTWISE,
    /** Any other primitive. */
    CORE,
    /** Defined by its expansion. */
    COMPOSITE,
    /** The adjoint of a primitive or composite. */
    BACKWARD
  }

  private final Kind kind;

  Op(Kind kind) {
    this.kind = kind;
  }

  /** The kind of this operation. */
  public Kind kind() {
    return kind;
  }
}
