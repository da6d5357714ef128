package org.generatormatching.tensor;

import java.util.List;

/** Indexing and changes of shape in the interpreter. */
final class IndexKernels {
  private IndexKernels() {}

  static Dense iota(int n) {
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      r[i] = i;
    }
    return new Dense(new int[] {n}, r);
  }

  static Dense broadcast(Dense a, int[] dims) {
    Dense out = Dense.zeros(dims);
    new StridedLoop(dims, Dense.strides(dims), a.stridesIn(dims)).copy(out.data(), 0, a.data(), 0);
    return out;
  }

  static Dense transpose(Dense a, List<Integer> order, int[] dims) {
    int[] own = Dense.strides(a.dims());
    int[] walk = new int[own.length];
    for (int i = 0; i < walk.length; i++) {
      walk[i] = own[order.get(i)];
    }
    Dense out = Dense.zeros(dims);
    new StridedLoop(dims, Dense.strides(dims), walk).copy(out.data(), 0, a.data(), 0);
    return out;
  }

  static Dense flip(Dense a, int axis) {
    if (a.size() == 0) {
      return a;
    }
    int[] walk = Dense.strides(a.dims());
    int last = walk[axis] * (a.dims()[axis] - 1);
    walk[axis] = -walk[axis];
    Dense out = Dense.zeros(a.dims());
    new StridedLoop(a.dims(), Dense.strides(a.dims()), walk).copy(out.data(), 0, a.data(), last);
    return out;
  }

  /** The part of an axis that starts at {@code from} and fills dims. */
  static Dense slice(Dense a, int axis, int from, int[] dims) {
    int[] walk = Dense.strides(a.dims());
    Dense out = Dense.zeros(dims);
    new StridedLoop(dims, Dense.strides(dims), walk)
        .copy(out.data(), 0, a.data(), from * walk[axis]);
    return out;
  }

  /** Writes a part into an axis of zeros. */
  static Dense pad(Dense a, int axis, int before, int[] dims) {
    Dense out = Dense.zeros(dims);
    place(a, axis, before, out);
    return out;
  }

  static Dense concat(List<Dense> parts, int axis, int[] dims) {
    Dense out = Dense.zeros(dims);
    int at = 0;
    for (Dense p : parts) {
      place(p, axis, at, out);
      at += p.dims()[axis];
    }
    return out;
  }

  private static void place(Dense part, int axis, int at, Dense out) {
    int[] walk = Dense.strides(out.dims());
    new StridedLoop(part.dims(), walk, Dense.strides(part.dims()))
        .copy(out.data(), at * walk[axis], part.data(), 0);
  }

  private static int checked(Tensor node, double index, int n) {
    if (!(index >= 0 && index < n)) {
      throw Problem.of(GmError.ENGINE_FAILED, "an index is out of range")
          .found((long) index)
          .expected("0.." + (n - 1))
          .at(node.site())
          .exception();
    }
    return (int) index;
  }

  static Dense gather(Tensor node, Dense a, Dense index, int axis) {
    double[] r = new double[index.size()];
    indexed(node, a.dims(), index, axis, (e, place) -> r[e] = a.data()[place]);
    return new Dense(index.dims(), r);
  }

  static Dense scatterAdd(Tensor node, Dense a, Dense index, Dense values, int axis) {
    double[] r = a.data().clone();
    indexed(node, a.dims(), index, axis, (e, place) -> r[place] += values.data()[e]);
    return new Dense(a.dims(), r);
  }

  private interface Pair {
    void at(int element, int place);
  }

  /**
   * Pairs every element of an index array with the place in the array of dims that it points to.
   */
  private static void indexed(Tensor node, int[] dims, Dense index, int axis, Pair body) {
    int n = dims[axis];
    int m = index.dims()[axis];
    int inner = Dense.count(dims, axis + 1, dims.length);
    int outer = Dense.count(index.dims(), 0, axis);
    int e = 0;
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < m; k++) {
        for (int i = 0; i < inner; i++, e++) {
          body.at(e, (o * n + checked(node, index.data()[e], n)) * inner + i);
        }
      }
    }
  }

  static Dense take(Tensor node, Dense table, Dense index, int[] dims) {
    Dense out = Dense.zeros(dims);
    int width = Dense.count(table.dims(), 1, table.rank());
    for (int i = 0; i < index.size(); i++) {
      int row = checked(node, index.data()[i], table.dims()[0]);
      System.arraycopy(table.data(), row * width, out.data(), i * width, width);
    }
    return out;
  }

  static Dense takeBackward(Tensor node, Dense g, Dense index, int[] dims) {
    Dense out = Dense.zeros(dims);
    int width = Dense.count(dims, 1, dims.length);
    for (int i = 0; i < index.size(); i++) {
      int row = checked(node, index.data()[i], dims[0]) * width;
      for (int j = 0; j < width; j++) {
        out.data()[row + j] += g.data()[i * width + j];
      }
    }
    return out;
  }

  static Dense oneHot(Dense index, int n, int[] dims) {
    Dense out = Dense.zeros(dims);
    for (int i = 0; i < index.size(); i++) {
      double k = index.data()[i];
      if (k >= 0 && k < n) {
        out.data()[i * n + (int) k] = 1;
      }
    }
    return out;
  }

  /** Sums cells of factor x factor. */
  static Dense upsampleBackward(Dense g, int factor, int[] dims) {
    Dense out = Dense.zeros(dims);
    int height = dims[2] * factor;
    int width = dims[3] * factor;
    for (int image = 0; image < dims[0] * dims[1]; image++) {
      for (int y = 0; y < height; y++) {
        int from = (image * height + y) * width;
        int to = (image * dims[2] + y / factor) * dims[3];
        for (int x = 0; x < width; x++) {
          out.data()[to + x / factor] += g.data()[from + x];
        }
      }
    }
    return out;
  }
}
