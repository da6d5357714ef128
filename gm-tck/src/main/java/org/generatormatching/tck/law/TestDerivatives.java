package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Point;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/**
 * Derivatives of test functions against differences of fourth order along geodesics. Points may be
 * FLOAT32: then the step is large, and the bound what rounding leaves.
 */
final class TestDerivatives {
  private static final int POINTS = 6;
  private static final int DIRECTIONS = 4;
  private static final double[] STEPS = {-2, -1, 0, 1, 2};
  private static final double[] FIRST = {1 / 12.0, -8 / 12.0, 0, 8 / 12.0, -1 / 12.0};
  private static final double[] SECOND = {-1 / 12.0, 16 / 12.0, -30 / 12.0, 16 / 12.0, -1 / 12.0};

  private final List<Point> x = new ArrayList<>();
  private final List<Point> moved = new ArrayList<>();
  private final Batch tangents;
  private final boolean intrinsic;
  private final double h;
  private final double bound;

  private TestDerivatives(Geometry.Riemannian g, Batch points, Batch ambient) {
    double eps = Batches.epsilon(points.signature());
    h = Math.pow(eps, 1 / 6.0) / 2;
    bound = 30 * Math.pow(eps, 2 / 3.0) + 1e-7;
    Batch base = Batches.repeated(points, DIRECTIONS);
    tangents = tangent(g, base, ambient);
    intrinsic = tangents.arrays().equals(ambient.arrays());
    int n = base.size();
    for (int i = 0; i < n; i++) {
      x.add(base.point(i));
    }
    List<Batch> parts = new ArrayList<>();
    for (double s : STEPS) {
      Batch v = Batches.named("x", base, "v", tangents);
      parts.add(Interpreted.of(v, 0, a -> g.exp(a.factor("x"), a.factor("v").times(s * h))));
    }
    for (Batch part : parts) {
      for (int i = 0; i < n; i++) {
        moved.add(part.point(i));
      }
    }
  }

  /** Gradients along any unit tangents, Hessians along coordinates where tangents have them. */
  static Measurement measure(
      Geometry.Riemannian g, List<TestFunction> fs, Batch points, Trial trial) {
    Batch x = points.rows(0, Math.min(POINTS, points.size()));
    HostRng rng = trial.rng("tangents");
    int n = x.size() * DIRECTIONS;
    Batch any =
        unit(tangent(g, Batches.repeated(x, DIRECTIONS), Batches.normals(g.tangent(), n, rng)));
    TestDerivatives along = new TestDerivatives(g, x, any);
    TestDerivatives axes = new TestDerivatives(g, x, axes(g, n, rng));
    List<Measurement> all = new ArrayList<>();
    for (int j = 0; j < fs.size(); j++) {
      TestFunction f = fs.get(j);
      all.add(along.compare(f, FIRST, 1, f::gradient, "gradient " + j));
      if (axes.intrinsic && has(f::hessianDiagonal, x.point(0))) {
        all.add(axes.compare(f, SECOND, 2, f::hessianDiagonal, "Hessian " + j));
      }
      if (along.intrinsic && has(f::hessian, x.point(0))) {
        all.add(along.compare(f, SECOND, 2, f::hessian, "Hessian matrix " + j));
      }
    }
    return Measurement.worst(all);
  }

  private static boolean has(Function<Point, Point> derivative, Point x) {
    try {
      return !derivative.apply(x).arrays().isEmpty();
    } catch (GmException e) {
      if (e.code() == GmError.UNSUPPORTED) {
        return false;
      }
      throw e;
    }
  }

  private Measurement compare(
      TestFunction f, double[] stencil, int order, Function<Point, Point> derivative, String what) {
    int n = x.size();
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double difference = 0;
      double scale = 1;
      for (int s = 0; s < STEPS.length; s++) {
        double v = f.value(moved.get(s * n + i));
        difference += stencil[s] * v;
        scale = Math.max(scale, Math.abs(v));
      }
      double exact = pair(derivative.apply(x.get(i)), tangents.point(i), order);
      double d = Math.abs(exact - difference / Math.pow(h, order)) / (scale + Math.abs(exact));
      worst = Math.max(worst, d);
    }
    return Measurement.deviation(worst, bound, what);
  }

  /** sum_i derivative_i v_i^order: the diagonal is enough along an axis; v^T H v of a matrix. */
  private static double pair(Point derivative, Point v, int order) {
    double sum = 0;
    for (var e : derivative.arrays().entrySet()) {
      double[] u = v.get(e.getKey());
      double[] d = e.getValue();
      for (int i = 0; i < d.length; i++) {
        boolean matrix = d.length > u.length;
        sum += d[i] * (matrix ? u[i / u.length] * u[i % u.length] : Math.pow(u[i], order));
      }
    }
    return sum;
  }

  private static Batch tangent(Geometry.Riemannian g, Batch x, Batch ambient) {
    return Interpreted.of(
        Batches.named("x", x, "v", ambient), 0, s -> g.toTangent(s.factor("x"), s.factor("v")));
  }

  /** Rows scaled to length 1 in their coordinates. */
  private static Batch unit(Batch v) {
    double[] length = new double[v.size()];
    for (int i = 0; i < length.length; i++) {
      double square = 0;
      for (double[] a : v.point(i).arrays().values()) {
        for (double u : a) {
          square += u * u;
        }
      }
      length[i] = Math.sqrt(square);
    }
    Map<String, HostArray> m = new LinkedHashMap<>();
    v.arrays()
        .forEach(
            (n, a) -> {
              double[] r = a.doubles().clone();
              for (int i = 0; i < r.length; i++) {
                r[i] /= Math.max(length[i / (r.length / length.length)], 1e-300);
              }
              m.put(n, HostArray.of(a.dtype(), r, a.dims()));
            });
    return new Batch(m);
  }

  /** A random coordinate of a random array in every row. */
  private static Batch axes(Geometry.Riemannian g, int rows, HostRng rng) {
    List<String> names = g.tangent().names();
    int[] chosen = new int[rows];
    Arrays.setAll(chosen, b -> rng.below(names.size()));
    Batch all = new Batch(Map.of());
    for (int j = 0; j < names.size(); j++) {
      ArraySpec spec = g.tangent().get(names.get(j));
      double[] v = new double[Math.toIntExact(spec.shape().size(rows))];
      int width = v.length / rows;
      for (int b = 0; b < rows; b++) {
        if (chosen[b] == j) {
          v[b * width + rng.below(width)] = 1;
        }
      }
      all = all.with(names.get(j), HostArray.of(spec.dtype(), v, spec.shape().concrete(rows)));
    }
    return all;
  }
}
