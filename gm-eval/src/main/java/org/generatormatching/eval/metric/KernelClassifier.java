package org.generatormatching.eval.metric;

import java.util.Arrays;

/**
 * Tells two samples apart by kernel ridge regression on labels -1 and 1 (a least-squares support
 * vector machine).
 *
 * <p>\(f(x) = \sum_i a_i k(x, x_i)\), \((K + \lambda I) a = y\), decision by the sign of f. Columns
 * are divided by their standard deviation in the training rows. The kernel is a mean over {@value
 * #SCALES} widths, so that coarse and fine differences are both seen: \(k(x, x') = \frac13 \sum_s
 * e^{-D(x,x')/(m 4^{-s})}\), s = 0, 1, 2, m = the median of D among training rows, D the squared
 * Euclidean distance or the sum of absolute differences.
 *
 * <p>Closed form: no initial weights, no early stopping, nothing random, hence no luck. Cost: a
 * Cholesky factorisation, n^3 / 3 for n training rows.
 *
 * <p>Source: J. A. K. Suykens and J. Vandewalle, "Least squares support vector machine
 * classifiers", Neural Processing Letters 9 (1999), without the bias because both classes are
 * equally large.
 */
final class KernelClassifier {
  private static final int SCALES = 3;
  private static final double RIDGE = 0.1;

  private final TwoSampleClassifier.Kernel kernel;
  private final double[] unit;
  private final double[][] points;
  private final double median;
  private final double[] weights;

  /**
   * Fits.
   *
   * @param x training rows
   * @param y their labels, -1 or 1
   * @param sharedUnit whether columns share one unit: then none is magnified more than 20-fold
   *     against the average column, so that a column which is nearly constant stays unimportant
   */
  KernelClassifier(
      TwoSampleClassifier.Kernel kernel, double[][] x, double[] y, boolean sharedUnit) {
    this.kernel = kernel;
    unit = units(new Rows(x), sharedUnit);
    points = new Rows(x).over(unit).values();
    int n = x.length;
    double[][] k = new double[n][];
    double[] all = new double[n * (n - 1) / 2];
    int at = 0;
    for (int i = 0; i < n; i++) {
      k[i] = new double[i + 1];
      for (int j = 0; j < i; j++) {
        k[i][j] = kernel.distance(points[i], points[j]);
        all[at++] = k[i][j];
      }
    }
    Arrays.sort(all);
    double middle = all.length == 0 ? 0 : all[all.length / 2];
    median = middle > 0 ? middle : 1;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        k[i][j] = similarity(k[i][j]);
      }
      k[i][i] = 1 + RIDGE;
    }
    weights = solve(k, y);
  }

  private static double[] units(Rows rows, boolean sharedUnit) {
    double[] d = rows.deviations();
    double average = Math.sqrt(Arrays.stream(d).map(v -> v * v).average().orElse(0));
    double least = sharedUnit ? average / 20 : 0;
    return Arrays.stream(d).map(v -> Math.max(v, least)).map(v -> v > 0 ? v : 1).toArray();
  }

  private double similarity(double distance) {
    double wide = Math.exp(-distance / median);
    double middle = wide * wide * wide * wide;
    double narrow = middle * middle * middle * middle;
    return (wide + middle + narrow) / SCALES;
  }

  /** f(x): positive for the class labelled 1. */
  double decide(double[] x) {
    double[] z = new double[x.length];
    for (int j = 0; j < z.length; j++) {
      z[j] = x[j] / unit[j];
    }
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += weights[i] * similarity(kernel.distance(z, points[i]));
    }
    return sum;
  }

  /** Solves k a = y for a positive definite k given by its lower triangle, which is overwritten. */
  private static double[] solve(double[][] k, double[] y) {
    int n = y.length;
    double[] a = y.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = k[i][j] - dot(k[i], k[j], j);
        k[i][j] = i == j ? Math.sqrt(rest) : rest / k[j][j];
      }
      a[i] = (a[i] - dot(k[i], a, i)) / k[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      a[i] /= k[i][i];
      for (int j = 0; j < i; j++) {
        a[j] -= k[i][j] * a[i];
      }
    }
    return a;
  }

  /** Four sums side by side: one would wait for its own last addition. */
  private static double dot(double[] a, double[] b, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
