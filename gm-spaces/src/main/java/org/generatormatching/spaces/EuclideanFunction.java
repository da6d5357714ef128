package org.generatormatching.spaces;

import java.util.List;
import org.generatormatching.api.Point;
import org.generatormatching.api.TestFunction;

/**
 * f(x) = g(c . x, |x|^2 / d): smooth functions that couple all coordinates, with direction cosines
 * c_i = cos(1.7 i + phase) / sqrt(d) for which no two coordinates are alike.
 *
 * @param phase chooses the direction
 * @param outer g and its derivatives
 */
record EuclideanFunction(double phase, Outer outer) implements TestFunction {
  /** A function of a = c . x and q = |x|^2 / d. */
  @FunctionalInterface
  interface Outer {
    /** {g, g_a, g_q, g_aa, g_aq, g_qq}. */
    double[] at(double a, double q);
  }

  /** Mean, spread, waves, a bump and a product of both. */
  static List<TestFunction> all(int d) {
    return List.of(
        new EuclideanFunction(0.3, (a, q) -> new double[] {a, 1, 0, 0, 0, 0}),
        new EuclideanFunction(0.3, (a, q) -> new double[] {q, 0, 1, 0, 0, 0}),
        new EuclideanFunction(1.1, EuclideanFunction::wave),
        new EuclideanFunction(2.3, EuclideanFunction::bump),
        new EuclideanFunction(0.9, (a, q) -> new double[] {a * q, q, a, 0, 1, 0}));
  }

  private static double[] wave(double a, double q) {
    double s = Math.sin(2 * a + 0.5);
    double c = Math.cos(2 * a + 0.5);
    return new double[] {s, 2 * c, 0, -4 * s, 0, 0};
  }

  /** cos(a) e^-q. */
  private static double[] bump(double a, double q) {
    double e = Math.exp(-q);
    double c = Math.cos(a) * e;
    double s = Math.sin(a) * e;
    return new double[] {c, -s, -c, -c, s, c};
  }

  private double direction(int i, int d) {
    return Math.cos(1.7 * i + phase) / Math.sqrt(d);
  }

  private double[] outerAt(double[] x) {
    double a = 0;
    double q = 0;
    for (int i = 0; i < x.length; i++) {
      a += direction(i, x.length) * x[i];
      q += x[i] * x[i] / x.length;
    }
    return outer.at(a, q);
  }

  @Override
  public double value(Point p) {
    return outerAt(p.get(Euclidean.X))[0];
  }

  @Override
  public Point gradient(Point p) {
    double[] x = p.get(Euclidean.X);
    double[] g = outerAt(x);
    double[] r = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      r[i] = g[1] * direction(i, x.length) + g[2] * 2 * x[i] / x.length;
    }
    return Point.of(Euclidean.X, r);
  }

  @Override
  public Point hessian(Point p) {
    double[] x = p.get(Euclidean.X);
    double[] g = outerAt(x);
    int d = x.length;
    double[] r = new double[d * d];
    for (int i = 0; i < d; i++) {
      double c = direction(i, d);
      double u = 2 * x[i] / d;
      for (int j = 0; j < d; j++) {
        double e = direction(j, d);
        double v = 2 * x[j] / d;
        r[i * d + j] = g[3] * c * e + g[4] * (c * v + e * u) + g[5] * u * v;
      }
      r[i * d + i] += g[2] * 2 / d;
    }
    return Point.of(Euclidean.X, r);
  }
}
