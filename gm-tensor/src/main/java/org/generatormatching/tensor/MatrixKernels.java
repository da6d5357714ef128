package org.generatormatching.tensor;

/** Matrix products and convolutions of the interpreter. */
final class MatrixKernels {
  /** Rows of the right matrix that share one pass over two rows of the result. */
  private static final int DEPTH = 4;

  /**
   * Right matrices narrower than this are transposed first: their rows are too short to loop over.
   */
  private static final int NARROW = 8;

  private MatrixKernels() {}

  /** [..., n, k] times [k, m] or [..., k, m]. */
  static Dense matmul(Dense a, Dense b, int[] dims) {
    Dense out = Dense.zeros(dims);
    int k = a.dims()[a.rank() - 1];
    int m = b.dims()[b.rank() - 1];
    if (out.size() == 0 || k == 0) {
      return out;
    }
    if (b.rank() == 2) {
      product(a.data(), 0, b.data(), 0, out.data(), 0, a.size() / k, k, m);
      return out;
    }
    int n = a.dims()[a.rank() - 2];
    int batch = out.size() / (n * m);
    for (int q = 0; q < batch; q++) {
      product(a.data(), q * n * k, b.data(), q * k * m, out.data(), q * n * m, n, k, m);
    }
    return out;
  }

  private static void product(
      double[] a, int a0, double[] b, int b0, double[] r, int r0, int n, int k, int m) {
    if (m < NARROW) {
      narrow(a, a0, transposed(b, b0, k, m), r, r0, n, k, m);
      return;
    }
    int i = 0;
    for (; i + 2 <= n; i += 2) {
      int l = 0;
      for (; l + DEPTH <= k; l += DEPTH) {
        block(a, a0 + i * k + l, k, b, b0 + l * m, r, r0 + i * m, m);
      }
      for (; l < k; l++) {
        row(a[a0 + i * k + l], b, b0 + l * m, r, r0 + i * m, m);
        row(a[a0 + i * k + k + l], b, b0 + l * m, r, r0 + i * m + m, m);
      }
    }
    for (int l = 0; i < n && l < k; l++) {
      row(a[a0 + i * k + l], b, b0 + l * m, r, r0 + i * m, m);
    }
  }

  /**
   * Adds DEPTH rows of the right matrix to two rows of the result: few stores for many products.
   */
  private static void block(double[] a, int p, int k, double[] b, int q, double[] r, int o, int m) {
    double x0 = a[p];
    double x1 = a[p + 1];
    double x2 = a[p + 2];
    double x3 = a[p + 3];
    double y0 = a[p + k];
    double y1 = a[p + k + 1];
    double y2 = a[p + k + 2];
    double y3 = a[p + k + 3];
    int q1 = q + m;
    int q2 = q1 + m;
    int q3 = q2 + m;
    int o1 = o + m;
    for (int j = 0; j < m; j++) {
      double b0 = b[q + j];
      double b1 = b[q1 + j];
      double b2 = b[q2 + j];
      double b3 = b[q3 + j];
      r[o + j] += x0 * b0 + x1 * b1 + x2 * b2 + x3 * b3;
      r[o1 + j] += y0 * b0 + y1 * b1 + y2 * b2 + y3 * b3;
    }
  }

  private static void row(double x, double[] b, int q, double[] r, int o, int m) {
    for (int j = 0; j < m; j++) {
      r[o + j] += x * b[q + j];
    }
  }

  private static void narrow(
      double[] a, int a0, double[] columns, double[] r, int r0, int n, int k, int m) {
    for (int i = 0; i < n; i++) {
      int p = a0 + i * k;
      for (int j = 0; j < m; j++) {
        int q = j * k;
        double s = 0;
        for (int l = 0; l < k; l++) {
          s += a[p + l] * columns[q + l];
        }
        r[r0 + i * m + j] = s;
      }
    }
  }

  private static double[] transposed(double[] b, int b0, int k, int m) {
    double[] r = new double[k * m];
    for (int l = 0; l < k; l++) {
      for (int j = 0; j < m; j++) {
        r[j * k + l] = b[b0 + l * m + j];
      }
    }
    return r;
  }

  /** A stretch of one output row that one kernel entry touches. */
  private interface Stretch {
    void at(int x, int w, int y, int length);
  }

  /**
   * Visits image [N, C, H, W], kernels [K, C, k, k] and result [N, K, h, w] together: element i of
   * a stretch stands at x + i stride in the image and at y + i in the result.
   */
  private static void convolve(int[] x, int[] w, int[] y, Attribute.Convolution c, Stretch body) {
    int side = w[2];
    for (int image = 0; image < y[0] * y[1]; image++) {
      int sample = image / y[1];
      int kernel = image % y[1];
      for (int entry = 0; entry < x[1] * side * side; entry++) {
        int channel = entry / (side * side);
        int down = entry / side % side - c.padding();
        int right = entry % side - c.padding();
        int from = first(right, c.stride());
        int to = Math.min(y[3], end(right, x[3], c.stride()));
        for (int row = first(down, c.stride());
            row < Math.min(y[2], end(down, x[2], c.stride()));
            row++) {
          int line = ((sample * x[1] + channel) * x[2] + row * c.stride() + down) * x[3] + right;
          int at = (image * y[2] + row) * y[3];
          if (from < to) {
            body.at(
                line + from * c.stride(),
                kernel * x[1] * side * side + entry,
                at + from,
                to - from);
          }
        }
      }
    }
  }

  /** The first position whose image index is not negative. */
  private static int first(int offset, int stride) {
    return offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  }

  /** The position after the last whose image index is inside. */
  private static int end(int offset, int n, int stride) {
    return offset >= n ? 0 : (n - offset - 1) / stride + 1;
  }

  static Dense conv2d(Dense x, Dense w, int[] dims, Attribute.Convolution c) {
    Dense out = Dense.zeros(dims);
    double[] r = out.data();
    int s = c.stride();
    convolve(
        x.dims(),
        w.dims(),
        dims,
        c,
        (px, pw, py, n) -> {
          double k = w.data()[pw];
          for (int i = 0; i < n; i++) {
            r[py + i] += k * x.data()[px + i * s];
          }
        });
    return out;
  }

  /** The adjoint with respect to the image. */
  static Dense conv2dInput(Dense g, Dense w, int[] dims, Attribute.Convolution c) {
    Dense out = Dense.zeros(dims);
    double[] r = out.data();
    int s = c.stride();
    convolve(
        dims,
        w.dims(),
        g.dims(),
        c,
        (px, pw, py, n) -> {
          double k = w.data()[pw];
          for (int i = 0; i < n; i++) {
            r[px + i * s] += k * g.data()[py + i];
          }
        });
    return out;
  }

  /** The adjoint with respect to the kernels. */
  static Dense conv2dWeight(Dense g, Dense x, int[] dims, Attribute.Convolution c) {
    Dense out = Dense.zeros(dims);
    double[] r = out.data();
    int s = c.stride();
    convolve(
        x.dims(),
        dims,
        g.dims(),
        c,
        (px, pw, py, n) -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            sum += g.data()[py + i] * x.data()[px + i * s];
          }
          r[pw] += sum;
        });
    return out;
  }
}
