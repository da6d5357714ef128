package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Point;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Peak;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

/**
 * Laws of generators: the family's definition in plain Java against the traced path, target and
 * parameter.
 */
public final class GeneratorLaws {
  private static final int ROWS = 64;

  /** All of them. */
  public static final List<Law<TermCase>> ALL =
      List.of(
          new Law<>(
              "GN01",
              Kind.REQUIRED,
              "The generator carries the path: the Kolmogorov forward equation. By quadrature or"
                  + " exact sums where the path has a density and the space nodes, else in Dynkin"
                  + " form by simulation.",
              "s d/dt <p_t, f> = <p_t, L_t f>, s = 1 for solutions, 0 for divergence-free parts, -1"
                  + " for backward ones",
              "signs, a missing 1/2, the schedule's derivative, a rate that is off, 1/t for"
                  + " 1/(1-t)",
              GeneratorLaws::forwardEquation),
          Law.required(
              "GN02",
              "The generator of a constant is zero, and it is linear in its parameter.",
              "L 1 = 0, L(a F + b G) = a L(F) + b L(G)",
              "masses that are not compared with f(x), parameters used non-linearly in action()",
              GeneratorLaws::linear),
          Law.required(
              "GN03",
              "At a maximum of f no generator is positive.",
              "f(x) = max f implies L f(x) <= 0",
              "negative rates and variances",
              GeneratorLaws::maximumPrinciple),
          Law.required(
              "GN06",
              "Targets lie in the legal set.",
              "F^z_t(x) in Omega",
              "ParameterSet.isMember, and the sign of what is taken for a rate or a variance",
              GeneratorLaws::targetsAreLegal),
          Law.required(
              "GN07",
              "Parts of a superposition add up to the generator.",
              "w F + (1 - w) F = F",
              "Parameter.weighted, TimeFactor.times, Relaxation.times",
              GeneratorLaws::partsAddUp));

  private GeneratorLaws() {}

  private static Measurement forwardEquation(TermCase c, Trial trial) {
    ParameterShape.require(c);
    return new ForwardEquation(c.path(), c.data(), List.of(c.term()), c.role().sign())
        .measure(trial);
  }

  /** Positive numbers that differ and sum to one. */
  static double[] weights(int n) {
    double[] w = new double[n];
    Arrays.setAll(w, i -> (i + 1.0) * 2 / (n * (n + 1.0)));
    return w;
  }

  /** Points of the path, targets of two data points at each, as parameters. */
  private record Seen(List<Point> x, List<Point> first, List<Point> second) {}

  private static Seen seen(TermCase c, Trial trial, int n, double t) {
    Batch data = Batches.cycled(c.data(), n + 1);
    Batch in = Batches.named("z", data.rows(0, n), "o", data.rows(1, n + 1));
    Batch out =
        Interpreted.of(
            in,
            trial.seed(),
            s -> {
              Times time = Times.at(t, Shape.B);
              Drawn d = c.path().draw(Rng.root().fork("draw"), s.factor("z"), time);
              State r = State.empty().join("x", d.xt());
              r = r.join("F", parameter(c, s.factor("z"), d, time));
              Optional<PathTrait.Density> density = c.path().trait(PathTrait.Density.class);
              Drawn other =
                  density.isEmpty() ? d : density.get().explain(d.xt(), s.factor("o"), time);
              return r.join(
                  "G", parameter(c, s.factor(density.isEmpty() ? "z" : "o"), other, time));
            });
    List<Point> x = new ArrayList<>();
    List<Point> f = new ArrayList<>();
    List<Point> g = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Point p = out.point(i);
      x.add(p.factor("x"));
      f.add(p.factor("F"));
      g.add(p.factor("G"));
    }
    return new Seen(x, f, g);
  }

  /** (L_t f)(x) of every function at every row, for the generator that goes to z. */
  static double[][] actions(TermCase c, Batch x, Batch z, List<TestFunction> fs, double t) {
    PathTrait.Density density = c.path().require(PathTrait.Density.class, "an action");
    Batch f =
        Interpreted.of(
            Batches.named("x", x, "z", z),
            0,
            s -> {
              Times time = Times.at(t, Shape.B);
              State end = s.factor("z");
              return parameter(c, end, density.explain(s.factor("x"), end, time), time);
            });
    double[][] r = new double[fs.size()][x.size()];
    for (int i = 0; i < r.length; i++) {
      for (int j = 0; j < x.size(); j++) {
        r[i][j] = c.term().family().action(fs.get(i), x.point(j), f.point(j));
      }
    }
    return r;
  }

  private static State parameter(TermCase c, State z, Drawn drawn, Times t) {
    return c.term().evaluate(target(c, z, drawn, t), drawn.xt(), t);
  }

  private static State target(TermCase c, State z, Drawn drawn, Times t) {
    return c.term().head().targetOf(Evidence.data(z, drawn), t).dense().orElseThrow();
  }

  private static Point combined(double a, Point f, double b, Point g) {
    Map<String, double[]> m = new LinkedHashMap<>();
    f.arrays()
        .forEach(
            (n, v) -> {
              double[] w = g.get(n);
              double[] r = new double[v.length];
              Arrays.setAll(r, i -> a * v[i] + b * w[i]);
              m.put(n, r);
            });
    return new Point(m);
  }

  private static Measurement linear(TermCase c, Trial trial) {
    GeneratorFamily family = c.term().family();
    Seen seen = seen(c, trial, 24, 0.5);
    TestFunction one = Peak.constant(c.path().space());
    double worst = 0;
    for (int i = 0; i < seen.x.size(); i++) {
      Point x = seen.x.get(i);
      Point f = seen.first.get(i);
      Point g = seen.second.get(i);
      worst = Math.max(worst, Math.abs(family.action(one, x, f)));
      for (TestFunction test : c.path().space().testFunctions()) {
        if (family.admits(test)) {
          double lf = family.action(test, x, f);
          double lg = family.action(test, x, g);
          double both = family.action(test, x, combined(0.3, f, 0.7, g));
          double scale = 1 + Math.abs(lf) + Math.abs(lg);
          worst = Math.max(worst, Math.abs(both - 0.3 * lf - 0.7 * lg) / scale);
        }
      }
    }
    return Measurement.deviation(worst, 1e-9, "");
  }

  private static Measurement maximumPrinciple(TermCase c, Trial trial) {
    StateSpace space = c.path().space();
    if (Peak.at(space, Point.empty()).isEmpty()) {
      return Measurement.skip("no peaks are known on this space");
    }
    Seen seen = seen(c, trial, 48, 0.5);
    double worst = 0;
    for (int i = 0; i < seen.x.size(); i++) {
      Point x = seen.x.get(i);
      TestFunction peak = Peak.at(space, x).orElseThrow();
      if (!c.term().family().admits(peak)) {
        return Measurement.skip("the family does not admit peaks");
      }
      worst = Math.max(worst, c.term().family().action(peak, x, seen.first.get(i)));
    }
    return Measurement.deviation(worst, 1e-9, "");
  }

  private static Measurement targetsAreLegal(TermCase c, Trial trial) {
    ParameterShape.require(c);
    Batch z = Batches.cycled(c.data(), ROWS);
    double worst = 0;
    for (double t : new double[] {0.05, 0.5, 0.95}) {
      Batch out =
          Interpreted.of(
              z,
              trial.seed(),
              s -> {
                Times time = Times.at(t, Shape.B);
                Drawn d = c.path().draw(Rng.root().fork("draw"), s, time);
                State f = parameter(c, s, d, time);
                var omega = c.term().family().parameters(c.path().space());
                return State.of("ok", omega.isMember().apply(f));
              });
      double bad = Arrays.stream(out.get("ok").doubles()).filter(v -> v == 0).count();
      worst = Math.max(worst, bad / ROWS);
    }
    return Measurement.deviation(worst, 0, "share of targets outside the legal set");
  }

  private static Measurement partsAddUp(TermCase c, Trial trial) {
    if (c.role() == Role.BACKWARD) {
      return Measurement.skip("backward parts are weighed by predictor-correctors");
    }
    Batch z = Batches.cycled(c.data(), ROWS);
    Batch out =
        Interpreted.of(
            z,
            trial.seed(),
            s -> {
              Times time = Times.at(0.6, Shape.B);
              Drawn d = c.path().draw(Rng.root().fork("draw"), s, time);
              Parameter p = c.term().parameter(target(c, s, d, time), d.xt(), time);
              State whole = p.value(d.xt(), time);
              State some = p.weighted(time.t().like(0.3)).value(d.xt(), time);
              State rest = p.weighted(time.t().like(0.7)).value(d.xt(), time);
              State r = State.empty().join("whole", whole);
              return r.join("parts", some.plus(rest));
            });
    double worst = 0;
    Batch whole = out.factor("whole");
    for (String n : whole.arrays().keySet()) {
      double[] a = whole.get(n).doubles();
      double[] b = out.factor("parts").get(n).doubles();
      for (int i = 0; i < a.length; i++) {
        worst = Math.max(worst, Math.abs(a[i] - b[i]) / (1 + Math.abs(a[i])));
      }
    }
    return Measurement.deviation(worst, 1e-6, "");
  }
}
