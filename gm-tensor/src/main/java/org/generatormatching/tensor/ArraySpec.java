package org.generatormatching.tensor;

/**
 * Type and shape of one named array of a {@link Signature}.
 *
 * @param dtype element type
 * @param shape shape with its leading batch axis, where it has one
 */
public record ArraySpec(DType dtype, Shape shape) {
  /** A FLOAT32 array of one row per sample: [B, dims...]. */
  public static ArraySpec floats(long... dims) {
    return new ArraySpec(DType.FLOAT32, Shape.of(Shape.B).concat(Shape.of(dims)));
  }

  /** An INT64 array of one row per sample: [B, dims...]. */
  public static ArraySpec tokens(long... dims) {
    return new ArraySpec(DType.INT64, Shape.of(Shape.B).concat(Shape.of(dims)));
  }

  /** A FLOAT64 scalar: a number that changes from call to call. */
  public static ArraySpec number() {
    return new ArraySpec(DType.FLOAT64, Shape.scalar());
  }

  @Override
  public String toString() {
    return dtype + "" + shape;
  }
}
