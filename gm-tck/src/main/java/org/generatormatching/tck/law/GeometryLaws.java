package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;

/** What a space with tangents promises; skipped on other spaces. */
public final class GeometryLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<StateSpace>> ALL =
      List.of(
          law(
              "GE01",
              "exp inverts log, also for points that nearly coincide.",
              "exp(x, log(x, y)) = y, log(x, exp(x, v)) = v for small v",
              "check small angles: series instead of sin(a)/a, atan2 instead of acos",
              GeometryLaws::inverse),
          law(
              "GE02",
              "toTangent is a projection to where log lies, and inner an inner product.",
              "P P u = P u, P log(x, y) = log(x, y), <u, v> = <v, u>, <u, u> > 0",
              "check toTangent at the right point, and the signs in inner",
              GeometryLaws::projection),
          law(
              "GE03",
              "Lengths of tangents are distances.",
              "d(x, exp(x, v)) = |v| for small v, |log(x, y)| = d(x, y)",
              "check factors between exp, distance and inner: half angles, the square root of 2",
              GeometryLaws::lengths),
          Law.stochastic(
              "GE04",
              "Tangent noise is standard normal in every direction, independent in every row.",
              "E <u, n> = 0, E <u, n>^2 = <u, u>",
              "check the scale of noise against inner, and that ambient noise is projected",
              of(GeometryLaws::noise)));

  private static final int ROWS = 32;
  private static final int DIRECTIONS = 3;

  private GeometryLaws() {}

  private static Law<StateSpace> law(
      String id,
      String statement,
      String equation,
      String advice,
      BiFunction<Manifold, Trial, Measurement> check) {
    return Law.required(id, statement, equation, advice, of(check));
  }

  private static Law.Check<StateSpace> of(BiFunction<Manifold, Trial, Measurement> check) {
    return (space, trial) ->
        space
            .geometry(Geometry.Riemannian.class)
            .map(g -> check.apply(new Manifold(space, g), trial))
            .orElseGet(() -> Measurement.skip("the space has no tangents"));
  }

  /** A space with its geometry, on the interpreter. */
  private record Manifold(StateSpace space, Geometry.Riemannian g) {
    private double eps() {
      return Batches.epsilon(space.point());
    }

    private Batch exp(Batch x, Batch v) {
      return two(x, v, g::exp);
    }

    private Batch log(Batch x, Batch y) {
      return two(x, y, g::log);
    }

    private Batch toTangent(Batch x, Batch v) {
      return two(x, v, g::toTangent);
    }

    private double[] distance(Batch x, Batch y) {
      return two(x, y, (a, b) -> State.of("d", space.distance(a, b))).get("d").doubles();
    }

    private double[] inner(Batch x, Batch u, Batch v) {
      Batch all = Batches.named("x", x, "u", u).join("v", v);
      return Interpreted.of(
              all, 0, s -> State.of("i", g.inner(s.factor("x"), s.factor("u"), s.factor("v"))))
          .get("i")
          .doubles();
    }

    private double[] length(Batch x, Batch u) {
      return Arrays.stream(inner(x, u, u)).map(Math::sqrt).toArray();
    }

    /** Tangents at x with a length. */
    private Batch tangents(Batch x, double length, HostRng rng) {
      Batch any = Batches.normals(g.tangent(), x.size(), rng);
      return two(x, toTangent(x, any), (a, u) -> u.times(g.inner(a, u, u).sqrt().rdiv(length)));
    }

    private static Batch two(Batch a, Batch b, BiFunction<State, State, State> f) {
      return Interpreted.of(
          Batches.named("a", a, "b", b), 0, s -> f.apply(s.factor("a"), s.factor("b")));
    }
  }

  private static Measurement inverse(Manifold m, Trial trial) {
    Batch x = Batches.reference(m.space, ROWS, trial.rng("x").bits());
    Batch y = Batches.reference(m.space, ROWS, trial.rng("y").bits());
    double tolerance = 1000 * m.eps() * (1 + max(m.distance(x, y)));
    List<Measurement> all = new ArrayList<>();
    double far = max(m.distance(m.exp(x, m.log(x, y)), y));
    all.add(deviation(far, tolerance, "far points"));
    double small = Math.max(1e-6, 1e4 * m.eps());
    Batch v = m.tangents(x, small, trial.rng("v"));
    Batch near = m.exp(x, v);
    all.add(deviation(max(m.distance(m.exp(x, m.log(x, near)), near)), tolerance, "near points"));
    Batch back = m.log(x, near);
    for (String n : v.arrays().keySet()) {
      double d = Batches.difference(back.get(n).doubles(), v.get(n).doubles());
      all.add(deviation(d, tolerance, "log of exp"));
    }
    Batch same = m.log(x, x);
    all.add(deviation(max(m.length(x, same)), tolerance, "log(x, x)"));
    return Measurement.worst(all);
  }

  private static Measurement projection(Manifold m, Trial trial) {
    Batch x = Batches.reference(m.space, ROWS, trial.rng("x").bits());
    Batch y = Batches.reference(m.space, ROWS, trial.rng("y").bits());
    Batch u = m.toTangent(x, Batches.normals(m.g.tangent(), ROWS, trial.rng("u")));
    Batch v = m.toTangent(x, Batches.normals(m.g.tangent(), ROWS, trial.rng("v")));
    Batch log = m.log(x, y);
    double tolerance = 1000 * m.eps() * (1 + max(m.length(x, log)) + max(m.length(x, u)));
    List<Measurement> all = new ArrayList<>();
    all.add(difference(m.toTangent(x, u), u, tolerance, "the projection of a tangent"));
    all.add(difference(m.toTangent(x, log), log, tolerance, "the projection of log(x, y)"));
    double[] uv = m.inner(x, u, v);
    double sides = Batches.difference(uv, m.inner(x, v, u));
    double scale = 1 + max(m.inner(x, u, u)) + max(m.inner(x, v, v));
    all.add(deviation(sides, 1000 * m.eps() * scale, "<u, v> - <v, u>"));
    boolean positive = Arrays.stream(m.inner(x, u, u)).allMatch(q -> q > 0);
    all.add(holds(positive, "<u, u> is not positive"));
    return Measurement.worst(all);
  }

  private static Measurement difference(Batch a, Batch b, double tolerance, String what) {
    double worst = 0;
    for (String n : b.arrays().keySet()) {
      worst = Math.max(worst, Batches.difference(a.get(n).doubles(), b.get(n).doubles()));
    }
    return deviation(worst, tolerance, what);
  }

  private static Measurement lengths(Manifold m, Trial trial) {
    Batch x = Batches.reference(m.space, ROWS, trial.rng("x").bits());
    Batch y = Batches.reference(m.space, ROWS, trial.rng("y").bits());
    double[] xy = m.distance(x, y);
    double tolerance = 1000 * m.eps() * (1 + max(xy));
    double far = Batches.difference(m.length(x, m.log(x, y)), xy);
    double worst = 0;
    for (double length : new double[] {0.01, 0.1}) {
      Batch v = m.tangents(x, length, trial.rng("v"));
      double near = Batches.difference(m.distance(x, m.exp(x, v)), m.length(x, v));
      worst = Math.max(worst, near);
    }
    return Measurement.worst(
        List.of(
            deviation(worst, tolerance, "d(x, exp(x, v)) - |v|"),
            deviation(far, tolerance, "|log(x, y)| - d(x, y)")));
  }

  private static Measurement noise(Manifold m, Trial trial) {
    int n = Batches.samples(m.space.point(), 2000, trial);
    Batch x = Batches.reference(m.space, n, trial.rng("x").bits());
    Batch noise =
        Interpreted.of(x, trial.seed(), s -> m.g.tangentNoise(Rng.root().fork("noise"), s));
    List<Measurement> all = new ArrayList<>();
    for (int j = 0; j < DIRECTIONS; j++) {
      HostRng rng = trial.rng("direction").at(j);
      Batch fixed = Batches.normals(m.g.tangent(), 1, rng);
      double[] along = along(m, x, m.toTangent(x, Batches.cycled(fixed, n)), noise);
      all.addAll(standard(along));
    }
    Batch any = m.toTangent(x, Batches.normals(m.g.tangent(), n, trial.rng("any")));
    all.addAll(standard(along(m, x, any, noise)));
    return Measurement.worst(all);
  }

  /** <u, noise> / |u|. */
  private static double[] along(Manifold m, Batch x, Batch u, Batch noise) {
    double[] length = m.length(x, u);
    double[] r = m.inner(x, u, noise);
    Arrays.setAll(r, i -> r[i] / length[i]);
    return r;
  }

  /** Mean, variance and the covariance of neighbours of what should be standard normal. */
  private static List<Measurement> standard(double[] v) {
    int n = v.length;
    double square = 0;
    double lag = 0;
    for (int i = 0; i < n; i++) {
      square += (v[i] * v[i] - 1) / Math.sqrt(2.0 * n);
      lag += i == 0 ? 0 : v[i] * v[i - 1] / Math.sqrt(n - 1.0);
    }
    return List.of(
        Measurement.score(Statistics.mean(v) * Math.sqrt(n), "mean"),
        Measurement.score(square, "variance"),
        Measurement.score(lag, "neighbouring rows"));
  }

  private static double max(double[] v) {
    return Arrays.stream(v).reduce(0, Math::max);
  }
}
