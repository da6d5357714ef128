package org.generatormatching.tensor;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/**
 * An array in Java memory, row major. Immutable by convention: the factories keep the given storage
 * without a copy, so whoever hands it over must not write to it afterwards.
 *
 * <p>Storage by element type: FLOAT32 and BFLOAT16 {@code float[]}, FLOAT64 {@code double[]}, INT64
 * {@code long[]}, BOOL {@code boolean[]}.
 */
public final class HostArray implements Argument {
  private final DType dtype;
  private final long[] dims;
  private final Object data;

  private HostArray(DType dtype, Object data, int length, long... dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    if (n != length) {
      throw Problem.of(GmError.SHAPE, "the number of values does not fill the shape")
          .found(length + " values for " + Arrays.toString(dims))
          .expected(n)
          .at(CallSite.find())
          .exception();
    }
    this.dtype = dtype;
    this.data = data;
    this.dims = dims.clone();
  }

  /** FLOAT32 values; without dimensions a vector. */
  public static HostArray of(float[] values, long... dims) {
    return new HostArray(DType.FLOAT32, values, values.length, shape(values.length, dims));
  }

  /** FLOAT64 values; without dimensions a vector. */
  public static HostArray of(double[] values, long... dims) {
    return new HostArray(DType.FLOAT64, values, values.length, shape(values.length, dims));
  }

  /** INT64 values; without dimensions a vector. */
  public static HostArray of(long[] values, long... dims) {
    return new HostArray(DType.INT64, values, values.length, shape(values.length, dims));
  }

  /** BOOL values; without dimensions a vector. */
  public static HostArray of(boolean[] values, long... dims) {
    return new HostArray(DType.BOOL, values, values.length, shape(values.length, dims));
  }

  /** A FLOAT64 scalar: the way to hand a changing number (t, h, a temperature) to a program. */
  public static HostArray scalar(double value) {
    return new HostArray(DType.FLOAT64, new double[] {value}, 1);
  }

  /** Values of any type from doubles: rounded to float, or truncated to long, or {@code != 0}. */
  public static HostArray of(DType dtype, double[] values, long... dims) {
    int n = values.length;
    Object data;
    switch (dtype) {
      case FLOAT64 -> data = values;
      case FLOAT32 -> {
        float[] f = new float[n];
        for (int i = 0; i < n; i++) {
          f[i] = (float) values[i];
        }
        data = f;
      }
      case BFLOAT16 -> {
        float[] f = new float[n];
        for (int i = 0; i < n; i++) {
          f[i] = roundToBfloat16((float) values[i]);
        }
        data = f;
      }
      case INT64 -> {
        long[] l = new long[n];
        for (int i = 0; i < n; i++) {
          l[i] = (long) values[i];
        }
        data = l;
      }
      default -> {
        boolean[] b = new boolean[n];
        for (int i = 0; i < n; i++) {
          b[i] = values[i] != 0;
        }
        data = b;
      }
    }
    return new HostArray(dtype, data, n, dims);
  }

  /** Zeros of a type and shape. */
  public static HostArray zeros(DType dtype, long... dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    return of(dtype, new double[Math.toIntExact(n)], dims);
  }

  private static long[] shape(int length, long[] dims) {
    return dims.length == 0 ? new long[] {length} : dims;
  }

  /** Rounds to the nearest bfloat16, ties to even; NaN stays NaN. */
  public static float roundToBfloat16(float x) {
    if (Float.isNaN(x)) {
      return x;
    }
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** The dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** Number of elements. */
  public int size() {
    return Array.getLength(data);
  }

  /** The storage of a FLOAT32 or BFLOAT16 array itself; do not write to it. */
  public float[] floats() {
    return storage(float[].class);
  }

  /** The storage of an INT64 array itself; do not write to it. */
  public long[] longs() {
    return storage(long[].class);
  }

  /** The storage of a BOOL array itself; do not write to it. */
  public boolean[] booleans() {
    return storage(boolean[].class);
  }

  private <T> T storage(Class<T> kind) {
    if (!kind.isInstance(data)) {
      throw Problem.of(GmError.DTYPE, "the array does not hold " + kind.getSimpleName())
          .found(dtype)
          .at(CallSite.find())
          .exception();
    }
    return kind.cast(data);
  }

  /**
   * All values as doubles: the storage itself of a FLOAT64 array (do not write to it), else a copy.
   */
  public double[] doubles() {
    if (data instanceof double[] d) {
      return d;
    }
    double[] r = new double[size()];
    for (int i = 0; i < r.length; i++) {
      r[i] = get(i);
    }
    return r;
  }

  /** One value by its flat index. */
  public double get(int i) {
    if (data instanceof float[] f) {
      return f[i];
    }
    if (data instanceof double[] d) {
      return d[i];
    }
    if (data instanceof long[] l) {
      return l[i];
    }
    return ((boolean[]) data)[i] ? 1 : 0;
  }

  /** The value of an array with one element. */
  public double item() {
    if (size() != 1) {
      throw Problem.of(GmError.SHAPE, "item() needs one element").found(this).exception();
    }
    return get(0);
  }

  /** The same values in another shape; shares the storage. */
  public HostArray reshape(long... newDims) {
    return new HostArray(dtype, data, size(), newDims);
  }

  /** Another element type; the same array if it has that type already. */
  public HostArray cast(DType to) {
    return to == dtype ? this : of(to, doubles(), dims);
  }

  /** The rows of several arrays of one type and row shape, one after the other, copied. */
  public static HostArray concat(List<HostArray> parts) {
    HostArray first = parts.get(0);
    int n = 0;
    long rows = 0;
    for (HostArray p : parts) {
      long[] like = p.dims.clone();
      like[0] = first.dims[0];
      if (p.dtype != first.dtype || !Arrays.equals(like, first.dims)) {
        throw Problem.of(GmError.SHAPE, "arrays with different rows cannot be joined")
            .found(p)
            .expected(first)
            .at(CallSite.find())
            .exception();
      }
      n += p.size();
      rows += p.dims[0];
    }
    Object r = Array.newInstance(first.data.getClass().getComponentType(), n);
    int at = 0;
    for (HostArray p : parts) {
      System.arraycopy(p.data, 0, r, at, p.size());
      at += p.size();
    }
    long[] d = first.dims.clone();
    d[0] = rows;
    return new HostArray(first.dtype, r, n, d);
  }

  /** Rows from (inclusive) to (exclusive) of the leading axis, copied. */
  public HostArray rows(int from, int to) {
    int[] index = new int[to - from];
    for (int i = 0; i < index.length; i++) {
      index[i] = from + i;
    }
    return rows(index);
  }

  /** The listed rows of the leading axis, copied. */
  public HostArray rows(int[] index) {
    int width = dims[0] == 0 ? 0 : Math.toIntExact(size() / dims[0]);
    Object r = Array.newInstance(data.getClass().getComponentType(), width * index.length);
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(data, index[i] * width, r, i * width, width);
    }
    long[] d = dims.clone();
    d[0] = index.length;
    return new HostArray(dtype, r, width * index.length, d);
  }

  /** Equal type, dimensions and bits (NaN equals NaN, 0 differs from -0). */
  @Override
  public boolean equals(Object o) {
    return o instanceof HostArray a
        && dtype == a.dtype
        && Arrays.equals(dims, a.dims)
        && (data instanceof float[] f
            ? Arrays.equals(f, a.floats())
            : data instanceof double[] d
                ? Arrays.equals(d, a.doubles())
                : data instanceof long[] l
                    ? Arrays.equals(l, a.longs())
                    : Arrays.equals((boolean[]) data, a.booleans()));
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(dims) + Arrays.hashCode(doubles());
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(dims);
  }
}
