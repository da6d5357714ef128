package org.generatormatching.spaces;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.Point;
import org.generatormatching.api.TestFunction;

/**
 * f(x) = g(sum_i c_i w(y_i)) with y_i in [0, 1] the place of coordinate i between the walls and
 * direction cosines c_i = cos(1.7 i + 0.3) / sqrt(d). Flat at the walls where w is.
 *
 * @param low the lower wall
 * @param width between the walls
 * @param inner w
 * @param outer g
 * @param isFlatAtBoundary whether w' is 0 at 0 and 1
 */
record BoxFunction(double low, double width, Curve inner, Curve outer, boolean isFlatAtBoundary)
    implements TestFunction {
  /** A function of one number with its first two derivatives. */
  record Curve(DoubleUnaryOperator value, DoubleUnaryOperator first, DoubleUnaryOperator second) {
    static Curve identity() {
      return new Curve(v -> v, v -> 1, v -> 0);
    }

    /** cos(k pi y). */
    static Curve wave(int k) {
      double w = k * Math.PI;
      return new Curve(
          y -> Math.cos(w * y), y -> -w * Math.sin(w * y), y -> -w * w * Math.cos(w * y));
    }

    static Curve exp() {
      return new Curve(Math::exp, Math::exp, Math::exp);
    }

    /** sin(2 v). */
    static Curve sine() {
      return new Curve(v -> Math.sin(2 * v), v -> 2 * Math.cos(2 * v), v -> -4 * Math.sin(2 * v));
    }
  }

  static List<TestFunction> all(double low, double high) {
    double width = high - low;
    return List.of(
        new BoxFunction(low, width, Curve.wave(1), Curve.identity(), true),
        new BoxFunction(low, width, Curve.wave(2), Curve.identity(), true),
        new BoxFunction(low, width, Curve.wave(1), Curve.exp(), true),
        new BoxFunction(low, width, Curve.identity(), Curve.identity(), false),
        new BoxFunction(low, width, Curve.identity(), Curve.sine(), false));
  }

  private static double direction(int i, int d) {
    return Math.cos(1.7 * i + 0.3) / Math.sqrt(d);
  }

  private double place(double x) {
    return (x - low) / width;
  }

  private double sum(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += direction(i, x.length) * inner.value.applyAsDouble(place(x[i]));
    }
    return sum;
  }

  /** d/dx_i of the sum. */
  private double slope(double[] x, int i) {
    return direction(i, x.length) * inner.first.applyAsDouble(place(x[i])) / width;
  }

  @Override
  public double value(Point p) {
    return outer.value.applyAsDouble(sum(p.get(Euclidean.X)));
  }

  @Override
  public Point gradient(Point p) {
    double[] x = p.get(Euclidean.X);
    double g = outer.first.applyAsDouble(sum(x));
    double[] r = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      r[i] = g * slope(x, i);
    }
    return Point.of(Euclidean.X, r);
  }

  @Override
  public Point hessian(Point p) {
    double[] x = p.get(Euclidean.X);
    int d = x.length;
    double s = sum(x);
    double g = outer.first.applyAsDouble(s);
    double h = outer.second.applyAsDouble(s);
    double[] r = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        r[i * d + j] = h * slope(x, i) * slope(x, j);
      }
      double bend = inner.second.applyAsDouble(place(x[i])) / (width * width);
      r[i * d + i] += g * direction(i, d) * bend;
    }
    return Point.of(Euclidean.X, r);
  }
}
