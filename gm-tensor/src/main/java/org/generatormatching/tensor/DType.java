package org.generatormatching.tensor;

/**
 * The element type of an array.
 *
 * <p>Operations need equal types and never promote: torch silently turns f32 * f64 into f64 (but
 * f32 times a rank-0 f64 into f32) while TensorFlow refuses, so a program that relied on promotion
 * would mean two different things. {@link Tensor#cast} is the only way from one type to another.
 */
public enum DType {
  /** IEEE 754 binary32. */
  FLOAT32(4, true),
  /** IEEE 754 binary64. */
  FLOAT64(8, true),
  /**
   * The upper half of a binary32; rounds to nearest, ties to even. Host arrays hold it as float.
   */
  BFLOAT16(2, true),
  /** 64-bit two's complement integer: tokens and indices. */
  INT64(8, false),
  /**
   * Truth value; only {@code and}, {@code or}, {@code not}, {@code eq} and {@code where} accept it.
   */
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  DType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether gradients flow through values of this type. */
  public boolean floating() {
    return floating;
  }
}
