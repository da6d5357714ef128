package org.generatormatching.generators.kit;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Statistics of tests. */
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

  /** The normal distribution function, absolute error 1e-7. */
  public static double normalCdf(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double poly =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * poly;
    return x >= 0 ? 1 - tail : tail;
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
