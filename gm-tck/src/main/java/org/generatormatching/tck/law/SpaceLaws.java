package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

/** What every state space promises. */
public final class SpaceLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<StateSpace>> ALL =
      List.of(
          Law.required(
              "SP01",
              "Draws of the reference law are points of the space, corrupted points are not.",
              "P(isMember(X_0)) = 1",
              "check isMember for NaN, infinity and tokens out of range, and the shapes of draws",
              SpaceLaws::members),
          Law.required(
              "SP02",
              "The distance is a metric.",
              "d(x, x) = 0, d(x, y) = d(y, x) > 0, d(x, w) <= d(x, y) + d(y, w)",
              "check for a missing square root, for half angles, and for an acos of rounded numbers",
              SpaceLaws::metric),
          Law.required(
              "SP03",
              "Test functions are finite, tell points apart, and have the derivatives that they"
                  + " state.",
              "<grad f(x), v> = d/ds f(exp(x, s v)), Hess f(x)_ii = d^2/ds^2 f(exp(x, s e_i))",
              "check the factors of gradient and Hessian against the scale of exp",
              SpaceLaws::functions),
          Law.required(
              "SP04",
              "The quadrature has points of the space as nodes and integrates over it.",
              "flat: sum_i m_i N(x_i; 0, I) (1, |x_i|^2) = (1, d); finite: all points, mass 1 each",
              "check spacing and edge weights, and that no point of a finite space is missing",
              SpaceLaws::quadrature),
          Law.required(
              "SP05",
              "Every row is treated for itself, whatever the leading axis is.",
              "F([x_1 .. x_B])_b = F([x_b]), and the same on repeated rows",
              "check for sums over the leading axis and for a fixed number of rows",
              SpaceLaws::rows),
          Law.stochastic(
              "SP06",
              "Rows of the reference law are independent draws of one law, whatever the seed.",
              "E f(X_b) is equal for all b and seeds, Cov(f(X_b), f(X_b')) = 0",
              "check that noise is drawn per row, from the stream that was given",
              SpaceLaws::independent),
          Law.optional(
              "SP07",
              "The reference law of a curved or bounded space is uniform with respect to its"
                  + " quadrature.",
              "E f(X_0) = sum_i m_i f(x_i) / sum_i m_i",
              "check how the reference law is drawn: normalised normals, not uniform angles",
              SpaceLaws::uniform));

  private static final int ROWS = 32;

  private SpaceLaws() {}

  private static Measurement members(StateSpace space, Trial trial) {
    Batch x = Batches.reference(space, ROWS, trial.rng("x").bits());
    List<Measurement> all = new ArrayList<>();
    all.add(
        holds(
            x.signature().equals(space.point()),
            "draws have " + x.signature() + " and points " + space.point()));
    all.add(holds(count(space, x) == ROWS, "a draw is not a point"));
    space
        .point()
        .arrays()
        .forEach(
            (n, a) -> {
              for (double bad : corruptions(a)) {
                Batch y = x.with(n, corrupted(x.get(n), bad, trial.rng(n)));
                all.add(holds(count(space, y) == 0, bad + " in '" + n + "' passes for a point"));
              }
            });
    return Measurement.worst(all);
  }

  private static double[] corruptions(ArraySpec a) {
    if (a.dtype().floating()) {
      return new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    }
    return a.dtype() == DType.INT64 ? new double[] {-1, 1L << 40} : new double[0];
  }

  /** One number of every row replaced. */
  private static HostArray corrupted(HostArray a, double bad, HostRng rng) {
    double[] v = a.doubles().clone();
    int width = v.length / Math.toIntExact(a.dims()[0]);
    for (int b = 0; b < a.dims()[0]; b++) {
      v[b * width + rng.below(width)] = bad;
    }
    return HostArray.of(a.dtype(), v, a.dims());
  }

  private static int count(StateSpace space, Batch x) {
    int n = 0;
    for (boolean b : member(space, x)) {
      n += b ? 1 : 0;
    }
    return n;
  }

  private static boolean[] member(StateSpace space, Batch x) {
    return Interpreted.of(x, 0, s -> State.of("in", space.isMember(s))).get("in").booleans();
  }

  private static double[] distance(StateSpace space, Batch x, Batch y) {
    return Interpreted.of(
            Batches.named("x", x, "y", y),
            0,
            s -> State.of("d", space.distance(s.factor("x"), s.factor("y"))))
        .get("d")
        .doubles();
  }

  private static Measurement metric(StateSpace space, Trial trial) {
    Batch x = Batches.points(space, ROWS, trial, "x");
    Batch w = Batches.points(space, ROWS, trial, "w");
    double[] xw = distance(space, x, w);
    double tolerance =
        1000 * Batches.epsilon(space.point()) * (1 + Arrays.stream(xw).max().orElse(0));
    List<Measurement> all = new ArrayList<>();
    double self = Batches.difference(distance(space, x, x), new double[xw.length]);
    all.add(deviation(self, tolerance, "d(x, x)"));
    double sides = Batches.difference(xw, distance(space, w, x));
    all.add(deviation(sides, tolerance, "d(x, y) - d(y, x)"));
    for (int i = 0; i < xw.length; i++) {
      boolean same = x.rows(i, i + 1).arrays().equals(w.rows(i, i + 1).arrays());
      all.add(holds(same || xw[i] > 0, "different points at distance " + xw[i]));
    }
    List<Batch> third = new ArrayList<>(List.of(Batches.points(space, ROWS, trial, "y")));
    third.add(between(x, w, trial.rng("between")));
    space.geometry(Geometry.Riemannian.class).ifPresent(g -> third.add(middle(g, x, w)));
    for (Batch y : third) {
      all.add(deviation(detour(space, x, y, w, xw), tolerance, "d(x, w) - d(x, y) - d(y, w)"));
    }
    return Measurement.worst(all);
  }

  /** The largest d(x, w) - d(x, y) - d(y, w) over the rows in which y is a point. */
  private static double detour(StateSpace space, Batch x, Batch y, Batch w, double[] xw) {
    boolean[] in = member(space, y);
    double[] xy = distance(space, x, y);
    double[] yw = distance(space, y, w);
    return IntStream.range(0, xw.length)
        .filter(i -> in[i])
        .mapToDouble(i -> xw[i] - xy[i] - yw[i])
        .map(d -> Math.max(d, 0))
        .reduce(0, Math::max);
  }

  /** Means of numbers and a mixture of tokens: close to the shortest way where it is a point. */
  private static Batch between(Batch x, Batch w, HostRng rng) {
    Batch y = new Batch(Map.of());
    for (String n : x.arrays().keySet()) {
      HostArray a = x.get(n);
      double[] v = a.doubles().clone();
      double[] to = w.get(n).doubles();
      for (int i = 0; i < v.length; i++) {
        boolean stay = rng.uniform() < 0.5;
        v[i] = a.dtype().floating() ? (v[i] + to[i]) / 2 : stay ? v[i] : to[i];
      }
      y = y.with(n, HostArray.of(a.dtype(), v, a.dims()));
    }
    return y;
  }

  private static Batch middle(Geometry.Riemannian g, Batch x, Batch w) {
    return Interpreted.of(
        Batches.named("x", x, "w", w),
        0,
        s -> g.exp(s.factor("x"), g.log(s.factor("x"), s.factor("w")).times(0.5)));
  }

  private static Measurement functions(StateSpace space, Trial trial) {
    List<TestFunction> fs = space.testFunctions();
    Batch x = Batches.points(space, ROWS, trial, "x");
    List<Measurement> all = new ArrayList<>();
    all.add(holds(fs.size() >= 2, "only " + fs.size() + " test functions"));
    for (int j = 0; j < fs.size(); j++) {
      double[] v = values(fs.get(j), x);
      boolean finite = Arrays.stream(v).allMatch(Double::isFinite);
      all.add(holds(finite, "function " + j + " is not finite"));
      boolean differs = Statistics.variance(v) > 0 || same(x);
      all.add(holds(differs, "function " + j + " is constant"));
    }
    space
        .geometry(Geometry.Riemannian.class)
        .ifPresent(g -> all.add(TestDerivatives.measure(g, fs, x, trial)));
    return Measurement.worst(all);
  }

  /** Whether all rows are one point. */
  private static boolean same(Batch x) {
    return x.arrays().equals(x.rows(new int[x.size()]).arrays());
  }

  private static double[] values(TestFunction f, Batch x) {
    return IntStream.range(0, x.size()).mapToDouble(i -> f.value(x.point(i))).toArray();
  }

  private static Measurement quadrature(StateSpace space, Trial trial) {
    Optional<Quadrature> found = space.quadrature();
    if (found.isEmpty()) {
      return Measurement.skip("the space has no quadrature");
    }
    Quadrature q = found.get();
    List<Measurement> all = new ArrayList<>();
    all.add(holds(q.masses().length > 0, "there are no nodes"));
    all.add(holds(count(space, q.points()) == q.masses().length, "a node is not a point"));
    boolean legal = Arrays.stream(q.masses()).allMatch(m -> m >= 0 && Double.isFinite(m));
    all.add(holds(legal, "a mass is negative or not finite"));
    if (space.geometry(Geometry.Flat.class).isPresent()) {
      all.add(normal(space, q));
    }
    if (space.point().arrays().values().stream().noneMatch(a -> a.dtype().floating())) {
      Batch x = Batches.reference(space, ROWS, trial.rng("x").bits());
      Set<Map<String, HostArray>> nodes = rows(q.points());
      all.add(holds(nodes.size() == q.masses().length, "two nodes are one point"));
      all.add(holds(nodes.containsAll(rows(x)), "a draw of the reference law is not a node"));
      boolean one = Arrays.stream(q.masses()).allMatch(m -> m == 1);
      all.add(holds(one, "a point of a finite space has a mass other than 1"));
    }
    return Measurement.worst(all);
  }

  private static Set<Map<String, HostArray>> rows(Batch b) {
    Set<Map<String, HostArray>> r = new HashSet<>();
    for (int i = 0; i < b.size(); i++) {
      r.add(b.rows(i, i + 1).arrays());
    }
    return r;
  }

  /** The standard normal density and its second moment on flat space. */
  private static Measurement normal(StateSpace space, Quadrature q) {
    double total = 0;
    double second = 0;
    long d = space.point().arrays().values().stream().mapToLong(a -> a.shape().coefficient()).sum();
    for (int i = 0; i < q.masses().length; i++) {
      double r2 = 0;
      for (double[] v : q.points().point(i).arrays().values()) {
        r2 += Arrays.stream(v).map(u -> u * u).sum();
      }
      double p = q.masses()[i] * Math.exp(-r2 / 2 - d / 2.0 * Math.log(2 * Math.PI));
      total += p;
      second += p * r2 / d;
    }
    double worst = Math.max(Math.abs(total - 1), Math.abs(second - 1));
    return deviation(worst, 1e-5, "mass " + total + ", second moment " + second);
  }

  private static Measurement rows(StateSpace space, Trial trial) {
    Batch good = Batches.points(space, 4, trial, "x");
    Batch other = Batches.points(space, 4, trial, "y");
    List<Measurement> all = new ArrayList<>();
    all.add(Rows.alone(good, s -> State.of("member", space.isMember(s))));
    for (var e : space.point().arrays().entrySet()) {
      for (double bad : corruptions(e.getValue())) {
        HostArray first = good.get(e.getKey());
        HostArray broken = corrupted(first.rows(0, 1), bad, trial.rng("corrupt"));
        HostArray mixed = HostArray.concat(List.of(broken, first.rows(1, good.size())));
        Batch x = good.with(e.getKey(), mixed);
        all.add(Rows.alone(x, s -> State.of("member", space.isMember(s))));
      }
    }
    Batch pair = Batches.named("x", good, "y", other);
    all.add(
        Rows.alone(pair, s -> State.of("distance", space.distance(s.factor("x"), s.factor("y")))));
    Optional<Geometry.Riemannian> curved = space.geometry(Geometry.Riemannian.class);
    if (curved.isPresent()) {
      Geometry.Riemannian g = curved.get();
      all.add(Rows.alone(pair, s -> g.log(s.factor("x"), s.factor("y"))));
      all.add(Rows.alone(pair, s -> g.exp(s.factor("x"), g.log(s.factor("x"), s.factor("y")))));
    }
    Batch twice =
        Interpreted.of(3, trial.seed(), () -> space.reference().draw(Rng.root(), Shape.batch(2)));
    all.add(holds(twice.size() == 6, "the reference law draws another number of rows than asked"));
    return Measurement.worst(all);
  }

  private static Measurement independent(StateSpace space, Trial trial) {
    int n = Batches.samples(space.point(), 1000, trial);
    Batch x = Batches.reference(space, n, trial.rng("x").bits());
    Batch y = Batches.reference(space, n, trial.rng("y").bits());
    List<Measurement> all = new ArrayList<>();
    int[] even = IntStream.range(0, n).filter(i -> i % 2 == 0).toArray();
    int[] odd = IntStream.range(0, n).filter(i -> i % 2 == 1).toArray();
    for (TestFunction f : space.testFunctions()) {
      double[] fx = values(f, x);
      double[] fy = values(f, y);
      all.add(Measurement.score(Statistics.difference(fx, fy, 0), "means of two seeds"));
      double sides = Statistics.difference(pick(fx, even), pick(fx, odd), 0);
      all.add(Measurement.score(sides, "means of even and odd rows"));
      all.add(Measurement.score(correlation(fx, fy), "the same row of two seeds"));
      double lag = correlation(Arrays.copyOfRange(fx, 0, n - 1), Arrays.copyOfRange(fx, 1, n));
      all.add(Measurement.score(lag, "neighbouring rows"));
    }
    return Measurement.worst(all);
  }

  private static double[] pick(double[] v, int[] index) {
    return Arrays.stream(index).mapToDouble(i -> v[i]).toArray();
  }

  /** sqrt(n) times the correlation: normal for independent samples. */
  private static double correlation(double[] a, double[] b) {
    double ma = Statistics.mean(a);
    double mb = Statistics.mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - ma) * (b[i] - mb);
    }
    double scale = Math.sqrt(Statistics.variance(a) * Statistics.variance(b));
    return scale < 1e-24 ? 0 : sum / scale / Math.sqrt(a.length);
  }

  private static Measurement uniform(StateSpace space, Trial trial) {
    Optional<Quadrature> found = space.quadrature();
    boolean curved =
        space.geometry(Geometry.Riemannian.class).isPresent()
            && space.geometry(Geometry.Flat.class).isEmpty();
    boolean bounded = space.geometry(Geometry.Bounded.class).isPresent();
    if (found.isEmpty() || !(curved || bounded)) {
      return Measurement.skip("the interface does not say which law is the reference here");
    }
    Quadrature q = found.get();
    double[] m = q.masses();
    double total = Arrays.stream(m).sum();
    Batch x =
        Batches.reference(
            space, Batches.samples(space.point(), 1000, trial), trial.rng("x").bits());
    List<Measurement> all = new ArrayList<>();
    for (TestFunction f : space.testFunctions()) {
      double[] nodes = values(f, q.points());
      double mean = IntStream.range(0, m.length).mapToDouble(i -> m[i] * nodes[i]).sum() / total;
      double[] v = values(f, x);
      double error = Math.sqrt(Statistics.variance(v) / v.length);
      all.add(Measurement.score((Statistics.mean(v) - mean) / error, "a test function's mean"));
    }
    return Measurement.worst(all);
  }
}
