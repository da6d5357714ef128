package org.generatormatching.tensor;

/**
 * Special functions in float64 for the interpreter, to about 1e-14 relative away from their zeros.
 *
 * <p>Sources: Abramowitz and Stegun 1964: 7.1.6 and 7.1.14 (error function), 6.1.33 and 6.1.41 (log
 * gamma), 6.3.18 (digamma), 6.4.10 (polygamma as a Hurwitz zeta function) and 23.2.9
 * (Euler-Maclaurin).
 */
final class SpecialFunctions {
  private static final double EULER = 0.5772156649015329;
  private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

  /** Bernoulli numbers B2, B4, ... */
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330
  };

  /** Above this the asymptotic series are below rounding. */
  private static final double ASYMPTOTIC = 12;

  /** (-1)^k (zeta(k) - 1) / k for k = 2, 3, ...: the series of log gamma around 2. */
  private static final double[] AROUND_TWO = aroundTwo();

  private SpecialFunctions() {}

  private static double[] aroundTwo() {
    double[] r = new double[28];
    for (int k = 2; k < r.length + 2; k++) {
      r[k - 2] = (k % 2 == 0 ? 1 : -1) * hurwitz(k, 2) / k;
    }
    return r;
  }

  static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /**
   * The error function: a series of positive terms below 3, where the alternating one would cancel,
   * and a continued fraction of its complement above.
   */
  static double erf(double x) {
    double z = Math.abs(x);
    if (!(z < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double gauss = Math.exp(-z * z) / Math.sqrt(Math.PI);
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int n = 1; term > 1e-17 * sum; n++) {
        term *= 2 * z * z / (2 * n + 1);
        sum += term;
      }
      return Math.copySign(2 * gauss * sum, x);
    }
    double fraction = 0;
    for (int k = 40; k >= 1; k--) {
      fraction = k / 2.0 / (z + fraction);
    }
    return Math.copySign(1 - gauss / (z + fraction), x);
  }

  /** Phi(x) + x phi(x), the derivative of x Phi(x). */
  static double geluSlope(double x) {
    double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    return 0.5 * (1 + erf(x * Math.sqrt(0.5))) + x * density;
  }

  /** The derivative of x sigmoid(x). */
  static double siluSlope(double x) {
    double q = sigmoid(x);
    return q * (1 + x * (1 - q));
  }

  /** log Gamma(x) for x &gt; 0; NaN for negative x. */
  static double lgamma(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
      return x == 0 || x > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (x < 0.5) {
      return logGammaAroundTwo(x) - Math.log1p(x) - Math.log(x);
    }
    if (x < 1.5) {
      return logGammaAroundTwo(x - 1) - Math.log1p(x - 1);
    }
    if (x < ASYMPTOTIC) {
      double y = x;
      double product = 1;
      while (y >= 2.5) {
        y -= 1;
        product *= y;
      }
      return logGammaAroundTwo(y - 2) + Math.log(product);
    }
    double series = 0;
    double power = 1 / x;
    for (int j = 1; j <= BERNOULLI.length; j++) {
      series += BERNOULLI[j - 1] / (2.0 * j * (2 * j - 1)) * power;
      power /= x * x;
    }
    return (x - 0.5) * (Math.log(x) - 1) - 0.5 + HALF_LOG_TWO_PI + series;
  }

  /** log Gamma(2 + z) for |z| &lt;= 1/2; its leading term is exact near the zero at z = 0. */
  private static double logGammaAroundTwo(double z) {
    double sum = 0;
    for (int k = AROUND_TWO.length - 1; k >= 0; k--) {
      sum = sum * z + AROUND_TWO[k];
    }
    return z * (1 - EULER + z * sum);
  }

  /** The n-th derivative of digamma for x &gt; 0; NaN for negative x. */
  static double polygamma(long n, double x) {
    if (!(x >= 0)) {
      return Double.NaN;
    }
    if (n == 0) {
      return digamma(x);
    }
    double factorial = 1;
    for (long k = 2; k <= n; k++) {
      factorial *= k;
    }
    return (n % 2 == 0 ? -1 : 1) * factorial * hurwitz(n + 1, x);
  }

  private static double digamma(double x) {
    double shift = 0;
    double y = x;
    while (y < ASYMPTOTIC) {
      shift -= 1 / y;
      y += 1;
    }
    double series = 0;
    double power = 1 / (y * y);
    for (int j = 1; j <= BERNOULLI.length; j++) {
      series += BERNOULLI[j - 1] / (2.0 * j) * power;
      power /= y * y;
    }
    return shift + Math.log(y) - 0.5 / y - series;
  }

  /** The sum over k &gt;= 0 of (q + k)^(-s), for s &gt; 1 and q &gt;= 0, by Euler-Maclaurin. */
  static double hurwitz(double s, double q) {
    if (q == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double sum = 0;
    double y = q;
    while (y < ASYMPTOTIC + s) {
      sum += Math.pow(y, -s);
      y += 1;
    }
    double power = Math.pow(y, -s);
    sum += power * (y / (s - 1) + 0.5);
    double factor = s / (2 * y);
    for (int j = 1; j <= BERNOULLI.length; j++) {
      sum += BERNOULLI[j - 1] * factor * power;
      factor *= (s + 2 * j - 1) * (s + 2 * j) / ((2.0 * j + 1) * (2 * j + 2) * y * y);
    }
    return sum;
  }
}
