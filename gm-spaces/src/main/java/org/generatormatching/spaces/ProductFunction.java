package org.generatormatching.spaces;

import java.util.Arrays;
import java.util.Map;
import org.generatormatching.api.Point;
import org.generatormatching.api.TestFunction;

/**
 * f(x) = product over the factors of (1 + f_i(x_i)).
 *
 * @param parts f_i by the factor's name
 */
record ProductFunction(Map<String, TestFunction> parts) implements TestFunction {
  @Override
  public double value(Point x) {
    double p = 1;
    for (var e : parts.entrySet()) {
      p *= 1 + e.getValue().value(x.factor(e.getKey()));
    }
    return p;
  }

  @Override
  public boolean isFlatAtBoundary() {
    return parts.values().stream().allMatch(TestFunction::isFlatAtBoundary);
  }

  @Override
  public Point gradient(Point x) {
    Point g = Point.empty();
    for (String n : parts.keySet()) {
      g = g.join(n, at(x, n).gradient(x.factor(n)));
    }
    return g;
  }

  @Override
  public Point hessianDiagonal(Point x) {
    Point h = Point.empty();
    for (String n : parts.keySet()) {
      h = h.join(n, at(x, n).hessianDiagonal(x.factor(n)));
    }
    return h;
  }

  /** The other factors' part is a number, so they need no derivatives. */
  @Override
  public TestFunction at(Point whole, String factor) {
    double others = 1;
    for (var e : parts.entrySet()) {
      others *= e.getKey().equals(factor) ? 1 : 1 + e.getValue().value(whole.factor(e.getKey()));
    }
    TestFunction own = parts.get(factor);
    return own == null ? TestFunction.super.at(whole, factor) : new Scaled(others, own);
  }

  /** c (1 + f). */
  private record Scaled(double c, TestFunction f) implements TestFunction {
    @Override
    public double value(Point x) {
      return c * (1 + f.value(x));
    }

    @Override
    public boolean isFlatAtBoundary() {
      return f.isFlatAtBoundary();
    }

    @Override
    public Point gradient(Point x) {
      return times(f.gradient(x));
    }

    @Override
    public Point hessianDiagonal(Point x) {
      return times(f.hessianDiagonal(x));
    }

    @Override
    public Point hessian(Point x) {
      return times(f.hessian(x));
    }

    @Override
    public TestFunction at(Point whole, String factor) {
      TestFunction inner = f.at(whole, factor);
      return new Scaled(c, inner);
    }

    private Point times(Point p) {
      Point r = Point.empty();
      for (var e : p.arrays().entrySet()) {
        r = r.with(e.getKey(), Arrays.stream(e.getValue()).map(v -> c * v).toArray());
      }
      return r;
    }
  }
}
