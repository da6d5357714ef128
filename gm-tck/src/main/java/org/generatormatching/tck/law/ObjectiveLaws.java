package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence.Domain;
import org.generatormatching.api.Context;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * Why learning works: the loss of conditional targets trains the marginal generator. By exact sums
 * over nodes of the space and a few weighted data points; skipped where the space has no nodes or
 * the path no density.
 */
public final class ObjectiveLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<LossCase>> ALL =
      List.of(
          Law.required(
              "OB01",
              "The conditional loss has the gradient of the marginal loss.",
              "sum_k w_k p_t(x|z_k) grad D(F^z_k(x), b) = p_t(x) grad D(F_t(x), b), summed over x",
              "check BR03, and that pair, dense and averages of the head's target agree",
              ObjectiveLaws::gradients),
          Law.required(
              "OB02",
              "The conditional loss has its minimum at the marginal generator.",
              "d/de sum_k,x w_k p_t(x|z_k) D(F^z_k(x), F_t(x) + e g(x)) = 0 at e = 0",
              "check BR04, and the head's target against its density",
              ObjectiveLaws::minimum));

  private static final double[] TIMES = {0.3, 0.8};
  private static final int NODES = 48;
  private static final int MOST_POINTS = 3;
  private static final int PARAMETERS = 4;

  private ObjectiveLaws() {}

  private static Measurement gradients(LossCase c, Trial trial) {
    return everywhere(c, trial, ObjectiveLaws::gradients);
  }

  private static Measurement minimum(LossCase c, Trial trial) {
    return everywhere(c, trial, ObjectiveLaws::minimum);
  }

  @FunctionalInterface
  private interface Check {
    Measurement at(Sums sums, Trial trial);
  }

  private static Measurement everywhere(LossCase c, Trial trial, Check check) {
    Optional<Quadrature> q = c.path().space().quadrature();
    Optional<PathTrait.Density> density = c.path().trait(PathTrait.Density.class);
    if (q.isEmpty() || density.isEmpty()) {
      return Measurement.skip("no nodes, or no density, to sum over");
    }
    List<Measurement> all = new ArrayList<>();
    for (double t : TIMES) {
      all.add(check.at(Sums.of(c, q.get(), density.get(), t, trial), trial));
    }
    return Measurement.worst(all);
  }

  /**
   * Nodes with their masses.
   *
   * @param x n nodes
   * @param data K data points
   * @param mass w_k p_t(x_i|z_k) m_i, [n, K]
   */
  private record Sums(
      LossCase c, PathTrait.Density density, double t, Batch x, Batch data, double[] mass) {
    static Sums of(LossCase c, Quadrature q, PathTrait.Density density, double t, Trial trial) {
      Batch data = c.data().rows(0, Math.min(MOST_POINTS, c.data().size()));
      int[] some = trial.rng("nodes").permutation(q.masses().length);
      int[] few = Arrays.copyOf(some, Math.min(some.length, 20 * NODES));
      // Data points are nodes too: on some paths they are atoms.
      Batch all = Batch.concat(List.of(data, q.points().rows(few)));
      double mean = Arrays.stream(q.masses()).average().orElse(1);
      double[] m = new double[all.size()];
      Arrays.setAll(m, i -> i < data.size() ? mean : q.masses()[few[i - data.size()]]);
      double[] mass = masses(density, all, data, m, t);
      int k = data.size();
      double most = Arrays.stream(mass).max().orElse(0);
      int[] heavy =
          IntStream.range(0, m.length)
              .filter(i -> !(largest(mass, i, k) < 1e-6 * most))
              .limit(NODES)
              .toArray();
      double[] kept = new double[heavy.length * k];
      Arrays.setAll(kept, i -> mass[heavy[i / k] * k + i % k]);
      return new Sums(c, density, t, all.rows(heavy), data, kept);
    }

    private static double largest(double[] mass, int node, int k) {
      return Arrays.stream(mass, node * k, node * k + k).max().orElse(0);
    }

    /** A node that is an atom for some data counts with the masses of atoms alone. */
    private static double[] masses(
        PathTrait.Density density, Batch x, Batch data, double[] m, double t) {
      int k = data.size();
      Batch in =
          Batches.named("x", Batches.repeated(x, k), "z", Batches.cycled(data, k * x.size()));
      double[] log =
          Interpreted.of(
                  in,
                  0,
                  s ->
                      State.of(
                          "log",
                          density.logDensity(s.factor("x"), s.factor("z"), Times.at(t, Shape.B))))
              .get("log")
              .doubles();
      double[] w = weights(k);
      double[] mass = new double[log.length];
      for (int i = 0; i < log.length; i++) {
        boolean atoms = largest(log, i / k, k) > PathTrait.Density.ATOM / 2;
        double p = m[i / k] * Math.exp(log[i]);
        mass[i] = w[i % k] * (atoms ? Math.exp(log[i] - PathTrait.Density.ATOM) : p);
      }
      return mass;
    }

    private static double[] weights(int k) {
      double[] w = new double[k];
      Arrays.setAll(w, i -> (2 + i) / (k * (k + 3) / 2.0));
      return w;
    }

    Head head() {
      return c.head();
    }

    int n() {
      return x.size();
    }

    int k() {
      return data.size();
    }

    State nodes() {
      return constant(x);
    }

    Times times() {
      return Times.at(t, n());
    }

    /** The marginal generator at the nodes. */
    State exact() {
      ExactModel model = new ExactModel(c.path(), data, weights(k()));
      return model.at(nodes(), times(), Context.none()).of(head()).value();
    }

    /** sum_k w_k p_t(x|z_k) D(F^z_k(x), b(x)) over all nodes. */
    Tensor conditional(Prediction b) {
      State each = constant(Batches.repeated(x, k()));
      State z = constant(Batches.cycled(data, n() * k()));
      Times at = Times.at(t, (long) n() * k());
      Evidence e = Evidence.data(z, density.explain(each, z, at));
      Prediction wide = new Prediction(b.value().repeatRows(k()), b.log().repeatRows(k()));
      Tensor d = c.divergence().loss(head().targetOf(e, at), wide, each, at);
      return weighted(d, mass);
    }

    /** sum p_t(x) D(c F_t(x), b(x)) over all nodes. */
    Tensor marginal(Prediction b, double factor) {
      double[] p = new double[n()];
      for (int i = 0; i < mass.length; i++) {
        p[i / k()] += mass[i];
      }
      State f = exact().times(factor);
      Target target = Target.dense(f.zip(b.value(), (v, like) -> v.cast(like.dtype())));
      return weighted(c.divergence().evaluate(target, b, nodes(), times()), p);
    }

    private static Tensor weighted(Tensor d, double[] mass) {
      Tensor p = Tensor.of(HostArray.of(mass));
      Tensor wide = d.cast(DType.FLOAT64);
      return p.eq(0).where(wide.like(0), wide).times(p).sum();
    }

    private static State constant(Batch b) {
      State s = State.empty();
      for (var e : b.arrays().entrySet()) {
        s = s.with(e.getKey(), Tensor.of(e.getValue()));
      }
      return s;
    }
  }

  private static Measurement gradients(Sums s, Trial trial) {
    Tensor theta = Tensor.input("theta", DType.FLOAT64, Shape.of(PARAMETERS));
    HostRng rng = trial.rng("network");
    State raw = State.empty();
    for (var e : s.head().raw().arrays().entrySet()) {
      raw = raw.with(e.getKey(), network(theta, e.getValue(), s.n(), rng));
    }
    Prediction b = s.head().predict(raw, s.nodes(), s.times());
    Tensor left = Gradients.of(s.conditional(b), theta);
    Tensor right = Gradients.of(s.marginal(b, 1), theta);
    Tensor twice = Gradients.of(s.marginal(b, 2), theta);
    HostArray at = HostArray.of(rng.normals(PARAMETERS));
    List<HostArray> g =
        Reference.eval(List.of(left, right, twice), 1, Map.of(theta, at), NoiseKey.none());
    // Relative to the target's part alone, so that a large gradient of the rest hides nothing.
    double scale = Batches.difference(g.get(2).doubles(), g.get(1).doubles());
    double off = Batches.difference(g.get(0).doubles(), g.get(1).doubles()) / scale;
    return Measurement.worst(
        List.of(
            holds(scale > 0, "the target has no part in the gradient"),
            deviation(off, bound(s), "at t = " + s.t)));
  }

  /** sum_j theta_j g_j with fixed irregular g_j [n, ...]. */
  private static Tensor network(Tensor theta, ArraySpec spec, int n, HostRng rng) {
    Tensor sum = null;
    for (int j = 0; j < PARAMETERS; j++) {
      int size = Math.toIntExact(spec.shape().size(n));
      HostArray g = HostArray.of(rng.normals(size), spec.shape().concrete(n));
      Tensor part = Tensor.of(g).times(theta.at(0, j).times(0.3));
      sum = sum == null ? part : sum.plus(part);
    }
    return java.util.Objects.requireNonNull(sum).cast(spec.dtype());
  }

  private static double bound(Sums s) {
    double eps =
        Math.max(Batches.epsilon(s.head().raw()), Batches.epsilon(s.c.path().space().point()));
    return 1e4 * eps;
  }

  private static Measurement minimum(Sums s, Trial trial) {
    Tensor e = Tensor.input("e", DType.FLOAT64, Shape.scalar());
    Tensor loss = s.conditional(moved(s, e, trial.rng("direction")));
    Tensor first = Gradients.of(loss, e);
    Tensor second = Gradients.of(first, e);
    List<HostArray> v =
        Reference.eval(List.of(first, second), 1, Map.of(e, HostArray.scalar(0)), NoiseKey.none());
    double curvature = v.get(1).item();
    double step = Math.abs(v.get(0).item() / curvature);
    return Measurement.worst(
        List.of(
            holds(curvature > 0, "the second derivative is " + curvature),
            deviation(step, bound(s), "Newton's step at t = " + s.t)));
  }

  /** The marginal generator moved by e along a fixed irregular direction of the domain. */
  private static Prediction moved(Sums s, Tensor e, HostRng rng) {
    Domain domain = s.c.divergence().domain();
    State value = State.empty();
    State log = State.empty();
    for (var a : s.exact().arrays().entrySet()) {
      Tensor f = a.getValue().cast(DType.FLOAT64);
      Tensor g = Tensor.of(HostArray.of(rng.normals((int) f.shape().size(1)), f.shape().dims()));
      Tensor b = domain == Domain.REAL ? f.plus(g.times(e)) : f.times(g.times(e).exp());
      if (domain == Domain.SIMPLEX) {
        b = b.div(b.sumKeep(-1));
      }
      value = value.with(a.getKey(), b.cast(a.getValue().dtype()));
      if (domain != Domain.REAL) {
        Tensor none = b.le(0);
        Tensor l = none.where(b.like(-1e30), none.where(b.like(1), b).log());
        log = log.with(a.getKey(), l.cast(a.getValue().dtype()));
      }
    }
    return new Prediction(value, log);
  }
}
