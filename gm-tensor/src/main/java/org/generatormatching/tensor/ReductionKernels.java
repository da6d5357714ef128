package org.generatormatching.tensor;

import java.util.Arrays;
import java.util.List;

/** Reductions, scans, sorting and searching of the interpreter. */
final class ReductionKernels {
  private ReductionKernels() {}

  /** Sum, or maximum (NaN if any is NaN, -inf over nothing). */
  static Dense reduce(Op op, Dense a, List<Integer> axes, int[] dims) {
    int[] kept = a.dims().clone();
    axes.forEach(i -> kept[i] = 1);
    Dense out = Dense.zeros(kept);
    double[] r = out.data();
    boolean sum = op == Op.SUM;
    if (!sum) {
      Arrays.fill(r, Double.NEGATIVE_INFINITY);
    }
    StridedLoop loop = new StridedLoop(a.dims(), out.stridesIn(a.dims()), Dense.strides(a.dims()));
    int n = loop.length();
    int so = loop.step(0);
    int sa = loop.step(1);
    double[] x = a.data();
    loop.forEach(
        new int[2],
        at -> {
          int o = at[0];
          int p = at[1];
          if (sum) {
            add(r, o, so, x, p, sa, n);
          } else {
            for (int i = 0; i < n; i++) {
              r[o + i * so] = Math.max(r[o + i * so], x[p + i * sa]);
            }
          }
        });
    return new Dense(dims, r);
  }

  private static void add(double[] r, int o, int so, double[] x, int p, int sa, int n) {
    if (so == 0) {
      double s = 0;
      for (int i = 0; i < n; i++) {
        s += x[p + i * sa];
      }
      r[o] += s;
    } else {
      for (int i = 0; i < n; i++) {
        r[o + i * so] += x[p + i * sa];
      }
    }
  }

  /** One line of an array along an axis: where it starts and how far its elements are apart. */
  interface Line {
    void at(int start, int line);
  }

  /** Visits every line along an axis; lines are numbered in row-major order of the other axes. */
  static void lines(int[] dims, int axis, Line body) {
    int n = dims[axis];
    int inner = Dense.count(dims, axis + 1, dims.length);
    int outer = Dense.count(dims, 0, axis);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        body.at(o * n * inner + i, o * inner + i);
      }
    }
  }

  private static int step(Dense a, int axis) {
    return Dense.count(a.dims(), axis + 1, a.rank());
  }

  /** Position of the first largest value; NaN counts as the largest. */
  static Dense argmax(Dense a, int axis, int[] dims) {
    Dense out = Dense.zeros(dims);
    int n = a.dims()[axis];
    int step = step(a, axis);
    lines(
        a.dims(),
        axis,
        (start, line) -> {
          int best = 0;
          for (int i = 1; i < n; i++) {
            if (before(a.data()[start + best * step], a.data()[start + i * step])) {
              best = i;
            }
          }
          out.data()[line] = best;
        });
    return out;
  }

  static Dense cumsum(Dense a, int axis) {
    double[] r = a.data().clone();
    int n = a.dims()[axis];
    int step = step(a, axis);
    lines(
        a.dims(),
        axis,
        (start, line) -> {
          for (int i = 1; i < n; i++) {
            r[start + i * step] += r[start + (i - 1) * step];
          }
        });
    return new Dense(a.dims(), r);
  }

  /** The stable ascending order; NaN comes last. */
  static Dense argsort(Dense a, int axis) {
    double[] r = new double[a.size()];
    int n = a.dims()[axis];
    int step = step(a, axis);
    double[] key = new double[n];
    int[] order = new int[n];
    int[] spare = new int[n];
    lines(
        a.dims(),
        axis,
        (start, line) -> {
          for (int i = 0; i < n; i++) {
            key[i] = a.data()[start + i * step];
            order[i] = i;
          }
          int[] sorted = mergeSort(key, order, spare);
          for (int i = 0; i < n; i++) {
            r[start + i * step] = sorted[i];
          }
        });
    return new Dense(a.dims(), r);
  }

  /**
   * Bottom-up merge sort of indices by their keys; returns whichever of the two arrays holds them.
   */
  private static int[] mergeSort(double[] key, int[] order, int[] spare) {
    int n = key.length;
    int[] from = order;
    int[] to = spare;
    for (int width = 1; width < n; width *= 2) {
      for (int low = 0; low < n; low += 2 * width) {
        merge(key, from, to, low, Math.min(low + width, n), Math.min(low + 2 * width, n));
      }
      int[] t = from;
      from = to;
      to = t;
    }
    return from;
  }

  private static void merge(double[] key, int[] from, int[] to, int low, int middle, int high) {
    int i = low;
    int j = middle;
    for (int k = low; k < high; k++) {
      boolean left = j >= high || (i < middle && !before(key[from[j]], key[from[i]]));
      to[k] = left ? from[i++] : from[j++];
    }
  }

  /** a &lt; b, with NaN above all numbers and 0 equal to -0. */
  private static boolean before(double a, double b) {
    return a < b || (Double.isNaN(b) && !Double.isNaN(a));
  }

  static Dense searchSorted(Dense rows, Dense values, boolean right) {
    int n = rows.dims()[rows.rank() - 1];
    int m = values.dims()[values.rank() - 1];
    double[] r = new double[values.size()];
    for (int i = 0; i < r.length; i++) {
      int start = rows.rank() == 1 ? 0 : i / m * n;
      double v = values.data()[i];
      int low = 0;
      int high = n;
      while (low < high) {
        int middle = (low + high) >>> 1;
        double x = rows.data()[start + middle];
        if (right ? !before(v, x) : before(x, v)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      r[i] = low;
    }
    return new Dense(values.dims(), r);
  }

  /** y (u - sum(u y)) along an axis. */
  static Dense softmaxBackward(Dense u, Dense y, int axis) {
    double[] r = new double[u.size()];
    int n = u.dims()[axis];
    int step = step(u, axis);
    lines(
        u.dims(),
        axis,
        (start, line) -> {
          double inner = 0;
          for (int i = 0, p = start; i < n; i++, p += step) {
            inner += u.data()[p] * y.data()[p];
          }
          for (int i = 0, p = start; i < n; i++, p += step) {
            r[p] = y.data()[p] * (u.data()[p] - inner);
          }
        });
    return new Dense(u.dims(), r);
  }

  /** u - e^y sum(u) along an axis. */
  static Dense logSoftmaxBackward(Dense u, Dense y, int axis) {
    double[] r = new double[u.size()];
    int n = u.dims()[axis];
    int step = step(u, axis);
    lines(
        u.dims(),
        axis,
        (start, line) -> {
          double sum = 0;
          for (int i = 0, p = start; i < n; i++, p += step) {
            sum += u.data()[p];
          }
          for (int i = 0, p = start; i < n; i++, p += step) {
            r[p] = u.data()[p] - Math.exp(y.data()[p]) * sum;
          }
        });
    return new Dense(u.dims(), r);
  }
}
