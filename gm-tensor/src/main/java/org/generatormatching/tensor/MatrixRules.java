package org.generatormatching.tensor;

/** Types and shapes of matrix products, convolutions and the composites of networks. */
final class MatrixRules {
  private MatrixRules() {}

  static Tensor matmul(Tensor x, Tensor b) {
    Operands.floating(x, "matmul");
    Operands.sameType("matmul", x, b);
    int ra = x.shape().rank();
    int rb = b.shape().rank();
    if (ra < 2 || rb < 2 || x.shape().dim(-1) != b.shape().dim(-2)) {
      throw Operands.mismatch(GmError.SHAPE, "matmul: inner dimensions differ", x, b);
    }
    if (ra == 2 && rb > 2) {
      return x.broadcast(b.shape().range(0, rb - 2).concat(x.shape())).matmul(b);
    }
    if (rb != 2 && !x.shape().range(0, ra - 2).equals(b.shape().range(0, rb - 2))) {
      throw Operands.mismatch(
          GmError.SHAPE, "matmul: leading axes must be equal, or one side a matrix", x, b);
    }
    return new Tensor(
        Op.MATMUL, x.dtype(), x.shape().with(-1, b.shape().dim(-1)), Attribute.NONE, x, b);
  }

  static Tensor conv2d(Tensor x, Tensor kernels, int stride, int padding) {
    Operands.floating(x, "conv2d");
    Operands.sameType("conv2d", x, kernels);
    if (x.shape().rank() != 4
        || kernels.shape().rank() != 4
        || x.shape().dim(1) != kernels.shape().dim(1)
        || kernels.shape().dim(2) != kernels.shape().dim(3)
        || x.shape().batchAxis() > 0
        || kernels.shape().symbolic()) {
      throw Operands.mismatch(
          GmError.SHAPE, "conv2d needs [N, C, H, W] and [K, C, k, k]", x, kernels);
    }
    Operands.counted("the stride of conv2d", stride, 1);
    Operands.counted("the padding of conv2d", padding, 0);
    long k = kernels.shape().dim(2);
    long h = (x.shape().dim(2) + 2L * padding - k) / stride + 1;
    long w = (x.shape().dim(3) + 2L * padding - k) / stride + 1;
    if (x.shape().dim(2) + 2L * padding < k || x.shape().dim(3) + 2L * padding < k) {
      throw Operands.mismatch(
          GmError.SHAPE, "conv2d: the kernel is larger than the padded image", x, kernels);
    }
    return new Tensor(
        Op.CONV2D,
        x.dtype(),
        Shape.of(x.shape().dim(0), kernels.shape().dim(0), h, w),
        new Attribute.Convolution(stride, padding),
        x,
        kernels);
  }

  static Tensor layerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
    Operands.floating(x, "layerNorm");
    Operands.sameType("layerNorm", x, scale, shift);
    Shape d = Shape.of(x.shape().dim(-1));
    if (!scale.shape().equals(d) || !shift.shape().equals(d)) {
      throw Operands.mismatch(
          GmError.SHAPE, "layerNorm: scale and shift must be " + d, x, scale, shift);
    }
    return new Tensor(
        Op.LAYER_NORM,
        x.dtype(),
        x.shape(),
        new Attribute.Normalization(1, epsilon),
        x,
        scale,
        shift);
  }

  static Tensor groupNorm(Tensor x, int groups, Tensor scale, Tensor shift, double epsilon) {
    Operands.floating(x, "groupNorm");
    Operands.sameType("groupNorm", x, scale, shift);
    Operands.counted("the number of groups", groups, 1);
    boolean fits =
        x.shape().rank() >= 2
            && x.shape().dim(1) > 0
            && x.shape().dim(1) % groups == 0
            && scale.shape().equals(Shape.of(x.shape().dim(1)))
            && shift.shape().equals(scale.shape());
    if (!fits) {
      throw Operands.mismatch(
          GmError.SHAPE,
          "groupNorm: "
              + groups
              + " groups need [N, C, ...] with C a multiple, scale and shift [C]",
          x,
          scale,
          shift);
    }
    return new Tensor(
        Op.GROUP_NORM,
        x.dtype(),
        x.shape(),
        new Attribute.Normalization(groups, epsilon),
        x,
        scale,
        shift);
  }

  static Tensor attention(Tensor x, Tensor keys, Tensor values) {
    Operands.floating(x, "attention");
    Operands.sameType("attention", x, keys, values);
    int r = x.shape().rank();
    boolean fits =
        r >= 3
            && keys.shape().rank() == r
            && values.shape().rank() == r
            && keys.shape().dim(-1) == x.shape().dim(-1)
            && keys.shape().range(0, r - 2).equals(x.shape().range(0, r - 2))
            && keys.shape().range(0, r - 1).equals(values.shape().range(0, r - 1));
    if (!fits) {
      throw Operands.mismatch(
          GmError.SHAPE, "attention needs [..., n, d], [..., m, d], [..., m, e]", x, keys, values);
    }
    return new Tensor(
        Op.ATTENTION,
        x.dtype(),
        x.shape().with(-1, values.shape().dim(-1)),
        Attribute.NONE,
        x,
        keys,
        values);
  }

  static Tensor upsample(Tensor x, int factor) {
    Operands.floating(x, "upsample");
    Operands.counted("the factor of upsample", factor, 1);
    if (x.shape().rank() != 4 || x.shape().batchAxis() > 1) {
      throw Operands.mismatch(GmError.SHAPE, "upsample needs [N, C, H, W]", x);
    }
    Shape s = x.shape().with(2, x.shape().dim(2) * factor).with(3, x.shape().dim(3) * factor);
    return new Tensor(Op.UPSAMPLE, x.dtype(), s, new Attribute.Scale(factor), x);
  }
}
