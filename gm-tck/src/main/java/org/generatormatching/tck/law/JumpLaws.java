package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

/**
 * Laws of what an exact simulation of jumps is built on: single jumps, and the bound of their
 * rates. They say nothing of continuous processes.
 */
public final class JumpLaws {
  /** All of them. */
  public static final List<Law<TermCase>> ALL =
      List.of(
          Law.stochastic(
              "GN10",
              "Single jumps with their rates are the generator.",
              "a(t) sum_i rates_i (E f(x with x_i = landing_i) - f(x)) = L_t f(x)",
              "jumps() of the family: rates that leave one out, another law of where an entry lands",
              JumpLaws::jumpsAreTheGenerator),
          Law.required(
              "GN11",
              "No raw output gives an entry more than the bound of rates that the head tells.",
              "sum of an entry's rates <= bound, without the time factor",
              "rateBound() of the head, values that predict does not normalise",
              JumpLaws::ratesAreBounded));

  private static final int N = 2000;
  private static final int PLACES = 4;
  private static final int ROWS = 16;
  private static final double T = 0.5;

  /** Rates in FLOAT32, summed up. */
  private static final double ROUNDING = 1e-3;

  /** Rounding, and what the quadrature of an action leaves, relatively. */
  private static final double SMALL = 1e-4;

  private JumpLaws() {}

  private static Measurement none(TermCase c) {
    return Measurement.skip("family '" + c.term().family().id() + "' has no single jumps");
  }

  /** Arrays rates.*, landing.* and a of what jumps; nothing where no entry does. */
  private static State jumps(TermCase c, State value, State x, Times t) {
    if (!(c.term().parameter(value, x, t) instanceof Parameter.Linear p)) {
      return State.empty();
    }
    return c.term()
        .family()
        .jumps(x, p, Rng.root().fork("jumps"))
        .map(
            j ->
                State.of("a", p.factor().at(t))
                    .join("rates", j.rates())
                    .join("landing", j.landing()))
        .orElse(State.empty());
  }

  private static Measurement jumpsAreTheGenerator(TermCase c, Trial trial) {
    if (c.path().trait(PathTrait.Density.class).isEmpty()) {
      return Measurement.skip("the path cannot explain points");
    }
    int n = trial.samples(N);
    Batch z = Batches.cycled(c.data(), PLACES);
    Batch x = PathLaws.draw(c.path(), z, T, trial.rng("place").bits());
    PathTrait.Density density = c.path().require(PathTrait.Density.class, "GN10");
    Batch out =
        Interpreted.of(
            Batches.named("x", Batches.repeated(x, n), "z", Batches.repeated(z, n)),
            trial.seed(),
            s -> {
              Times t = Times.at(T, Shape.B);
              State end = s.factor("z");
              Drawn drawn = density.explain(s.factor("x"), end, t);
              Evidence evidence = Evidence.data(end, drawn);
              State value = c.term().head().targetOf(evidence, t).dense().orElseThrow();
              return jumps(c, value, drawn.xt(), t);
            });
    if (out.arrays().isEmpty()) {
      return none(c);
    }
    List<TestFunction> fs =
        c.path().space().testFunctions().stream().filter(c.term().family()::admits).toList();
    double[][] action = GeneratorLaws.actions(c, x, z, fs, T);
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < fs.size(); i++) {
      for (int j = 0; j < PLACES; j++) {
        double[] moved = moved(fs.get(i), x.point(j), out, j * n, n);
        double l = action[i][j];
        double off = Math.abs(Statistics.mean(moved) - l) - SMALL * (1 + Math.abs(l));
        double error = Math.max(Math.sqrt(Statistics.variance(moved) / n), 1e-9);
        all.add(Measurement.score(Math.max(0, off) / error, "test function " + i + ", place " + j));
      }
    }
    return Measurement.worst(all);
  }

  /** a sum_i rates_i (f(x with x_i = landing_i) - f(x)) of some rows. */
  private static double[] moved(TestFunction f, Point x, Batch out, int first, int n) {
    double[] sum = new double[n];
    double here = f.value(x);
    double[] a = out.get("a").doubles();
    for (String name : x.arrays().keySet()) {
      double[] rates = out.get("rates." + name).doubles();
      double[] landing = out.get("landing." + name).doubles();
      int size = x.get(name).length;
      for (int r = 0; r < n; r++) {
        for (int e = 0; e < size; e++) {
          int at = (first + r) * size + e;
          double[] there = x.get(name).clone();
          there[e] = landing[at];
          sum[r] += a[first + r] * rates[at] * (f.value(x.with(name, there)) - here);
        }
      }
    }
    return sum;
  }

  private static Measurement ratesAreBounded(TermCase c, Trial trial) {
    Head head = c.term().head();
    OptionalDouble bound = head.rateBound(c.term().family().wants());
    if (bound.isEmpty()) {
      return Measurement.skip("the head tells no bound of its rates");
    }
    Batch z = Batches.cycled(c.data(), ROWS);
    Batch normal = Batches.normals(head.raw(), ROWS, trial.rng("raw"));
    double worst = 0;
    for (double t : new double[] {0.05, T, 0.95}) {
      Batch x = PathLaws.draw(c.path(), z, t, trial.rng("place").bits());
      for (double scale : new double[] {0, 1, 10}) {
        Batch out =
            Interpreted.of(
                Batches.named("x", x, "raw", normal),
                trial.seed(),
                s -> {
                  Times time = Times.at(t, Shape.B);
                  State raw = s.factor("raw").times(scale);
                  State value = head.predict(raw, s.factor("x"), time).value();
                  return jumps(c, value, s.factor("x"), time);
                });
        for (var e : out.factor("rates").arrays().values()) {
          worst = Math.max(worst, Arrays.stream(e.doubles()).max().orElse(0));
        }
      }
    }
    return Measurement.deviation(
        worst / bound.getAsDouble(), 1 + ROUNDING, "the largest rate, of the bound");
  }
}
