package org.generatormatching.tensor;

/**
 * A value of the interpreter: row-major doubles, whatever the element type (truth values are 0 and
 * 1). The data are never written after they were made, so that reshaped values share them.
 *
 * <p>INT64 values are exact up to 2^53.
 */
record Dense(int[] dims, double[] data) {
  static Dense zeros(int[] dims) {
    return new Dense(dims, new double[count(dims, 0, dims.length)]);
  }

  static Dense of(HostArray a) {
    long[] d = a.dims();
    int[] dims = new int[d.length];
    for (int i = 0; i < d.length; i++) {
      dims[i] = Math.toIntExact(d[i]);
    }
    return new Dense(dims, a.doubles());
  }

  static int[] dims(Shape shape, int batch) {
    long[] d = shape.concrete(batch);
    int[] r = new int[d.length];
    for (int i = 0; i < d.length; i++) {
      r[i] = Math.toIntExact(d[i]);
    }
    return r;
  }

  /** The product of the dimensions from (inclusive) to (exclusive). */
  static int count(int[] dims, int from, int to) {
    int n = 1;
    for (int i = from; i < to; i++) {
      n = Math.multiplyExact(n, dims[i]);
    }
    return n;
  }

  static int[] strides(int[] dims) {
    int[] r = new int[dims.length];
    int n = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      r[i] = n;
      n *= dims[i];
    }
    return r;
  }

  /** Steps through this value along the axes of a shape that it broadcasts to. */
  int[] stridesIn(int[] out) {
    int[] own = strides(dims);
    int[] r = new int[out.length];
    int lead = out.length - dims.length;
    for (int i = 0; i < dims.length; i++) {
      r[lead + i] = dims[i] == 1 ? 0 : own[i];
    }
    return r;
  }

  int rank() {
    return dims.length;
  }

  int size() {
    return data.length;
  }

  HostArray toHost(DType dtype) {
    long[] d = new long[dims.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = dims[i];
    }
    return HostArray.of(dtype, data, d);
  }
}
