package org.generatormatching.tck.oracle;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Statistics of laws and tests. */
public final class Statistics {
  /**
   * Kolmogorov-Smirnov distances beyond this over sqrt(n) have probability 1e-6: 2 e^(-2 c^2) =
   * 1e-6.
   */
  public static final double KS_1E6 = Math.sqrt(Math.log(2e6) / 2);

  private Statistics() {}

  /** mean / standard error from sums. Differences that are all rounding errors count as 0. */
  public static double z(double sum, double squares, int n) {
    double mean = sum / n;
    double variance = Math.max(squares / n - mean * mean, 0);
    double error = Math.sqrt(variance / n);
    return Math.abs(mean) < 1e-12 ? 0 : mean / Math.max(error, 1e-300);
  }

  /** The order of convergence that errors with h and h/2 show. */
  public static double order(double coarse, double fine) {
    return Math.log(coarse / fine) / Math.log(2);
  }

  /** Kolmogorov-Smirnov distance of a sample from a law without atoms. */
  public static double ks(double[] sample, DoubleUnaryOperator cdf) {
    double[] y = sample.clone();
    Arrays.sort(y);
    double worst = 0;
    for (int i = 0; i < y.length; i++) {
      double c = cdf.applyAsDouble(y[i]);
      double above = (i + 1.0) / y.length - c;
      worst = Math.max(worst, Math.max(above, c - (double) i / y.length));
    }
    return worst;
  }

  /**
   * Q(z), the probability that a normal variable exceeds z &gt;= 0, to full relative precision: by
   * the series of the distribution function for small z, by Laplace's continued fraction phi(z) /
   * (z + 1/(z + 2/(z + ...))) for large ones.
   */
  public static double tail(double z) {
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int k = 1; term > 1e-17 * sum; k++) {
        term *= z * z / (2 * k + 1);
        sum += term;
      }
      return 0.5 - density * sum;
    }
    double fraction = z;
    for (int k = 200; k >= 1; k--) {
      fraction = z + k / fraction;
    }
    return density / fraction;
  }

  /** The normal distribution function. */
  public static double normalCdf(double x) {
    return x >= 0 ? 1 - tail(x) : tail(-x);
  }

  /** The z that a normal variable exceeds in absolute value with probability p in (0, 1]. */
  public static double twoSided(double p) {
    double low = 0;
    double high = 40;
    while (high - low > 1e-12 * high) {
      double middle = (low + high) / 2;
      if (2 * tail(middle) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * The statistic of the difference of two means, normal if they are equal.
   *
   * @param a a sample
   * @param b an independent sample
   * @param bias what the means may differ by
   */
  public static double difference(double[] a, double[] b, double bias) {
    double error = Math.sqrt(variance(a) / a.length + variance(b) / b.length);
    double d = Math.max(0, Math.abs(mean(a) - mean(b)) - bias);
    return d < 1e-12 ? 0 : d / Math.max(error, 1e-300);
  }

  /** The variance of an array around its mean. */
  public static double variance(double[] v) {
    double mean = mean(v);
    double sum = 0;
    for (double x : v) {
      sum += (x - mean) * (x - mean);
    }
    return sum / Math.max(v.length - 1, 1);
  }

  /** Mean of an array. */
  public static double mean(double[] v) {
    return Arrays.stream(v).average().orElse(Double.NaN);
  }

  /** Root mean square difference. */
  public static double rms(double[] a, double[] b) {
    double s = 0;
    for (int i = 0; i < a.length; i++) {
      s += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(s / a.length);
  }
}
