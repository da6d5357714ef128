package org.generatormatching.tck.oracle;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Point;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;

/** Test functions that a law places itself. */
public final class Peak {
  private Peak() {}

  /** f = 1, with gradients that are zeros of the tangent's widths. */
  public static TestFunction constant(StateSpace space) {
    return new TestFunction() {
      @Override
      public double value(Point x) {
        return 1;
      }

      @Override
      public Point gradient(Point x) {
        return zeros(space);
      }

      @Override
      public Point hessianDiagonal(Point x) {
        return zeros(space);
      }

      @Override
      public Point hessian(Point x) {
        return squared(zeros(space));
      }
    };
  }

  private static Point zeros(StateSpace space) {
    Map<String, double[]> m = new LinkedHashMap<>();
    var tangent = space.geometry(Geometry.Riemannian.class).map(Geometry.Riemannian::tangent);
    for (Map.Entry<String, ArraySpec> e : tangent.orElse(space.point()).arrays().entrySet()) {
      m.put(e.getKey(), new double[Math.toIntExact(e.getValue().shape().coefficient())]);
    }
    return new Point(m);
  }

  /** Diagonal matrices. */
  private static Point squared(Point diagonal) {
    Map<String, double[]> m = new LinkedHashMap<>();
    diagonal
        .arrays()
        .forEach(
            (n, h) -> {
              double[] full = new double[h.length * h.length];
              for (int i = 0; i < h.length; i++) {
                full[i * h.length + i] = h[i];
              }
              m.put(n, full);
            });
    return new Point(m);
  }

  /**
   * A smooth function with its greatest value, 0, at a point: minus the squared distance on flat
   * spaces, minus the number of sites that differ on spaces of sites.
   */
  public static Optional<TestFunction> at(StateSpace space, Point top) {
    if (space.geometry(Geometry.Flat.class).isPresent()) {
      return Optional.of(new Parabola(top));
    }
    if (space.geometry(Geometry.Sites.class).isPresent()) {
      return Optional.of(y -> -differing(top.get("tokens"), y.get("tokens")));
    }
    return Optional.empty();
  }

  private static double differing(double[] a, double[] b) {
    int n = 0;
    for (int i = 0; i < a.length; i++) {
      n += a[i] == b[i] ? 0 : 1;
    }
    return n;
  }

  private record Parabola(Point top) implements TestFunction {
    @Override
    public double value(Point x) {
      double sum = 0;
      for (String n : top.arrays().keySet()) {
        double[] a = x.get(n);
        double[] b = top.get(n);
        for (int i = 0; i < a.length; i++) {
          sum -= (a[i] - b[i]) * (a[i] - b[i]);
        }
      }
      return sum;
    }

    @Override
    public Point gradient(Point x) {
      Map<String, double[]> m = new LinkedHashMap<>();
      for (String n : top.arrays().keySet()) {
        double[] a = x.get(n);
        double[] b = top.get(n);
        double[] g = new double[a.length];
        Arrays.setAll(g, i -> -2 * (a[i] - b[i]));
        m.put(n, g);
      }
      return new Point(m);
    }

    @Override
    public Point hessianDiagonal(Point x) {
      Map<String, double[]> m = new LinkedHashMap<>();
      for (String n : top.arrays().keySet()) {
        double[] h = new double[x.get(n).length];
        Arrays.fill(h, -2);
        m.put(n, h);
      }
      return new Point(m);
    }

    @Override
    public Point hessian(Point x) {
      return squared(hessianDiagonal(x));
    }
  }
}
