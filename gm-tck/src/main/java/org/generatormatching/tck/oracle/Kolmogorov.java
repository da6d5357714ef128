package org.generatormatching.tck.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Point;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The Kolmogorov forward equation. One side is the family's definition in plain Java ({@code
 * GeneratorFamily.action}), the other the traced path, target and parameter.
 *
 * <p>The generator is the weighted sum of the terms: a mutant that is 2 % too fast is {@code
 * term.weighted(Weighting.constant(1.02))}.
 */
public final class Kolmogorov {
  /** Densities above this mark an atom. */
  private static final double ATOM = PathTrait.Density.ATOM / 2;

  /**
   * 64 units in the last place of FLOAT32: where the noise cancels, rounding is all that is left.
   */
  private static final double ROUNDING = 64 * 0x1p-24;

  private static final double NEGLIGIBLE = 1e-14;

  private Kolmogorov() {}

  /** The conditional equation of solutions with the space's own nodes and functions. */
  public static double exact(ConditionalPath path, Batch z, List<Term> terms, double t) {
    Quadrature q = path.space().quadrature().orElseThrow();
    return exact(path, z, q, terms, path.space().testFunctions(), t, 1);
  }

  /**
   * The conditional equation without noise: |s d/dt &lt;p_t, f&gt; - &lt;p_t, L_t f&gt;| relative
   * to &lt;p_t, |L_t f|&gt;, the worst over f.
   *
   * @param z one point
   * @param q nodes; one that is an atom of the path counts with the atom's mass
   * @param sign s: 1 for a solution, 0 for a generator that leaves p_t as it is
   */
  public static double exact(
      ConditionalPath path,
      Batch z,
      Quadrature q,
      List<Term> terms,
      List<TestFunction> fs,
      double t,
      double sign) {
    Nodes nodes = new Nodes(q);
    nodes.add(density(path, z, q, t), 1);
    Nodes heavy = nodes.heavy();
    PathTrait.Density d = path.require(PathTrait.Density.class, "GN01");
    Batch f =
        Interpreted.of(
            with(heavy.points, "z.", z.rows(new int[heavy.mass.length])),
            0,
            s -> {
              State at = s.only(q.points().arrays().keySet());
              State end = s.factor("z");
              Times time = Times.at(t, Shape.B);
              Evidence evidence = Evidence.data(end, d.explain(at, end, time));
              Example e = new Example(at, time, evidence, time.t());
              return parameters(
                  terms, Field.conditional(), e, j -> time.t().like(weight(terms, j, t)));
            });
    return residual(heavy, f, terms, fs, sign);
  }

  /**
   * The marginal equation for weighted data, without noise.
   *
   * @param data K points
   * @param weights K numbers that sum to 1
   * @param field the marginal generator, {@code Field.of(model)}
   * @param sign as above
   */
  public static double exact(
      ConditionalPath path,
      Batch data,
      double[] weights,
      Field field,
      Quadrature q,
      List<Term> terms,
      List<TestFunction> fs,
      double t,
      double sign) {
    Nodes nodes = new Nodes(q);
    for (int k = 0; k < weights.length; k++) {
      nodes.add(density(path, data.rows(k, k + 1), q, t), weights[k]);
    }
    Nodes heavy = nodes.heavy();
    Batch f =
        Interpreted.of(
            heavy.points,
            0,
            x -> {
              Times time = Times.at(t, Shape.B);
              return parameters(terms, field, at(x, time), j -> time.t().like(weight(terms, j, t)));
            });
    return residual(heavy, f, terms, fs, sign);
  }

  /**
   * The equation in Dynkin form by simulation, s (E f(X_t) - E f(X_s)) = E (t - s) L_R f(X_R) with
   * R uniform on [s, t]: the same noise in all three terms, R stratified. The worst |mean /
   * standard error| over f; normal if the law holds.
   *
   * @param prepared one row per simulation
   */
  public static double dynkin(
      Supervision supervision,
      Batch prepared,
      List<Term> terms,
      Field field,
      List<TestFunction> fs,
      double s,
      double t,
      long seed,
      double sign) {
    return dynkin(supervision, prepared, terms, field, fs, s, t, seed, sign, u -> u);
  }

  /**
   * The same with a clock: {@code clock} gives factors times of their own.
   *
   * @param clock what draws, targets and the model see for the common time
   */
  public static double dynkin(
      Supervision supervision,
      Batch prepared,
      List<Term> terms,
      Field field,
      List<TestFunction> fs,
      double s,
      double t,
      long seed,
      double sign,
      UnaryOperator<Times> clock) {
    int n = prepared.size();
    Batch first = draw(supervision, prepared, full(n, s), seed, clock, List.of(), field);
    Batch second = draw(supervision, prepared, full(n, t), seed, clock, List.of(), field);
    double[] r = stratified(n, s, t, HostRng.of(seed).fork("R"));
    Batch third = draw(supervision, prepared, r, seed, clock, terms, field);
    List<Point> before = points(first);
    List<Point> after = points(second);
    List<Point> between = points(third);
    double worst = 0;
    for (TestFunction f : admitted(fs, terms)) {
      double sum = 0;
      double squares = 0;
      double scale = 0;
      for (int i = 0; i < n; i++) {
        Point p = between.get(i);
        double moved =
            sign * (f.value(after.get(i).factor("x")) - f.value(before.get(i).factor("x")));
        double driven = (t - s) * action(terms, f, p.factor("x"), p);
        double d = moved - driven;
        sum += d;
        squares += d * d;
        scale += (Math.abs(moved) + Math.abs(driven)) / n;
      }
      boolean rounding = Math.abs(sum / n) < ROUNDING * scale;
      worst = Math.max(worst, rounding ? 0 : Math.abs(Statistics.z(sum, squares, n)));
    }
    return worst;
  }

  private static Batch density(ConditionalPath path, Batch z, Quadrature q, double t) {
    PathTrait.Density d = path.require(PathTrait.Density.class, "GN01");
    return Interpreted.of(
        with(q.points(), "z.", z.rows(new int[q.masses().length])),
        0,
        s -> {
          State x = s.only(q.points().arrays().keySet());
          State end = s.factor("z");
          Times time = Times.at(t, Shape.B);
          return State.of(
              "log", d.logDensity(x, end, time), "rate", d.logDensityRate(x, end, time));
        });
  }

  /** Nodes with their probability and its rate of change. */
  private static final class Nodes {
    private final Batch points;
    private final double[] measure;
    private final double[] mass;
    private final double[] change;

    Nodes(Quadrature q) {
      this(q.points(), q.masses(), new double[q.masses().length], new double[q.masses().length]);
    }

    private Nodes(Batch points, double[] measure, double[] mass, double[] change) {
      this.points = points;
      this.measure = measure;
      this.mass = mass;
      this.change = change;
    }

    /** Adds w p m and w dp/dt m; an atom counts with its mass. */
    void add(Batch p, double w) {
      double[] log = p.get("log").doubles();
      double[] rate = p.get("rate").doubles();
      for (int i = 0; i < mass.length; i++) {
        boolean atom = log[i] > ATOM;
        double m = atom ? Math.exp(log[i] - PathTrait.Density.ATOM) : measure[i] * Math.exp(log[i]);
        mass[i] += w * m;
        change[i] += m == 0 ? 0 : w * m * rate[i];
      }
    }

    /** Without the nodes that no sum can notice. */
    Nodes heavy() {
      double most = Arrays.stream(mass).max().orElse(0);
      int[] kept =
          IntStream.range(0, mass.length).filter(i -> !(mass[i] <= NEGLIGIBLE * most)).toArray();
      return new Nodes(
          points.rows(kept), some(measure, kept), some(mass, kept), some(change, kept));
    }

    private static double[] some(double[] v, int[] index) {
      return Arrays.stream(index).mapToDouble(i -> v[i]).toArray();
    }
  }

  private static double residual(
      Nodes nodes, Batch parameters, List<Term> terms, List<TestFunction> fs, double sign) {
    List<Point> xs = points(nodes.points);
    List<Point> ps = points(parameters);
    double worst = 0;
    for (TestFunction f : admitted(fs, terms)) {
      double left = 0;
      double right = 0;
      double scale = 0;
      for (int i = 0; i < nodes.mass.length; i++) {
        Point x = xs.get(i);
        double l = nodes.mass[i] * action(terms, f, x, ps.get(i));
        left += sign * nodes.change[i] * f.value(x);
        right += l;
        scale += Math.abs(l);
      }
      worst = Math.max(worst, Math.abs(left - right) / Math.max(scale, 1e-12));
    }
    return worst;
  }

  private static List<Point> points(Batch b) {
    List<Point> r = new ArrayList<>();
    for (int i = 0; i < b.size(); i++) {
      r.add(b.point(i));
    }
    return r;
  }

  private static double action(List<Term> terms, TestFunction f, Point x, Point parameters) {
    double sum = 0;
    for (int j = 0; j < terms.size(); j++) {
      sum += terms.get(j).family().action(f, x, parameters.factor("F" + j));
    }
    return sum;
  }

  /** The arrays of term j's parameter, weighted, under "Fj.". */
  private static State parameters(
      List<Term> terms, Field field, Example e, Function<Integer, Tensor> weights) {
    State all = State.empty();
    for (int j = 0; j < terms.size(); j++) {
      Term term = terms.get(j);
      State value = field.of(term.head(), e);
      State f = term.evaluate(value, e.xt(), e.t());
      all = all.join("F" + j, f.times(weights.apply(j)));
    }
    return all;
  }

  private static double weight(List<Term> terms, int j, double t) {
    return terms.get(j).weight().at(t);
  }

  private static Batch draw(
      Supervision supervision,
      Batch prepared,
      double[] times,
      long seed,
      UnaryOperator<Times> clock,
      List<Term> terms,
      Field field) {
    Batch in = prepared.with("time", HostArray.of(times, times.length));
    for (int j = 0; j < terms.size(); j++) {
      int term = j;
      double[] w = Arrays.stream(times).map(u -> weight(terms, term, u)).toArray();
      in = in.with("weight" + j, HostArray.of(w, w.length));
    }
    return Interpreted.of(
        in,
        seed,
        s -> {
          Times t = clock.apply(Times.of(s.get("time")));
          Example e =
              supervision.draw(Rng.root().fork("law"), s.only(prepared.arrays().keySet()), t);
          State f = parameters(terms, field, e, j -> s.get("weight" + j));
          return f.join("x", e.xt());
        });
  }

  private static Example at(State x, Times t) {
    Evidence none = Evidence.data(x, new Drawn(x, State.empty()));
    return new Example(x, t, none, t.t());
  }

  private static Batch with(Batch points, String prefix, Batch z) {
    Batch r = points;
    for (var e : z.arrays().entrySet()) {
      r = r.with(prefix + e.getKey(), e.getValue());
    }
    return r;
  }

  private static List<TestFunction> admitted(List<TestFunction> fs, List<Term> terms) {
    List<TestFunction> r = new ArrayList<>();
    for (TestFunction f : fs) {
      if (terms.stream().allMatch(t -> t.family().admits(f))) {
        r.add(f);
      }
    }
    return r;
  }

  private static double[] full(int n, double t) {
    double[] r = new double[n];
    Arrays.fill(r, t);
    return r;
  }

  private static double[] stratified(int n, double s, double t, HostRng rng) {
    int[] order = rng.permutation(n);
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      r[i] = s + (t - s) * (order[i] + rng.uniform()) / n;
    }
    return r;
  }
}
