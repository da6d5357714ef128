package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Simulation;
import org.generatormatching.tck.oracle.Statistics;

/**
 * Laws of steppers, measured on the conditional generator, whose laws are known at all times. The
 * steps run on the trial's engine.
 */
public final class StepLaws {
  private static final int N = 2000;
  private static final double FROM = 0.3;
  private static final double TO = 0.7;
  private static final int PLACES = 4;

  /** Steps without noise. */
  private static final double SHORT_STEP = 0.002;

  /** Steps with noise, at most, and what the mean of a function may move in one. */
  private static final double STEP = 0.04;

  private static final double MOVED = 0.1;
  private static final int FEW = 50;
  private static final int CANDIDATES = 64;
  private static final int ROWS = 256;

  /** All of them. */
  public static final List<Law<TermCase>> ALL =
      List.of(
          Law.stochastic(
              "GN04",
              "Simulated from s to t the generator ends in the path's law, as the step shrinks.",
              "2 E f(X^{h/2}_t) - E f(X^h_t) = <p_t, f> + O(h^2)",
              "the scale of the noise, sqrt(h) for h, a stepper that uses another generator than"
                  + " action()",
              StepLaws::endsInTheLaw),
          Law.stochastic(
              "GN05",
              "One small step moves the mean of every function by the generator.",
              "E f(X_{t+h}) = f(x) + h L_t f(x) + O(h^2)",
              "a stepper that simulates another generator than action() defines",
              StepLaws::stepsByTheGenerator),
          Law.required(
              "GN08",
              "Steps stay in the space, and solutions end at the data point; on a space of sites"
                  + " they do so exactly, since the rates have a pole at t = 1.",
              "X_t in S, d(X_1, z) -> 0",
              "the last step, rates frozen at the start of a step, clamps",
              StepLaws::endsAtTheData));

  private StepLaws() {}

  private static boolean simulates(TermCase c) {
    return c.path().trait(PathTrait.Density.class).isPresent() && c.role() != Role.BACKWARD;
  }

  private static Measurement endsInTheLaw(TermCase c, Trial trial) {
    if (!simulates(c) || c.role() != Role.SOLUTION) {
      return Measurement.skip("the path cannot explain points, or the term is no solution");
    }
    int n = trial.samples(N);
    int coarse = 8;
    Batch z = Batches.cycled(c.data(), n);
    Batch truth = PathLaws.draw(c.path(), z, TO, trial.rng("truth").bits());
    List<Batch> ends = new ArrayList<>();
    try (Simulation s = new Simulation(trial.backend(), c.path(), c.term(), Field.conditional())) {
      for (int steps : new int[] {coarse, 2 * coarse}) {
        Batch start = PathLaws.draw(c.path(), z, FROM, trial.rng("start").at(steps).bits());
        TimeGrid grid = TimeGrid.uniform(FROM, TO, steps);
        ends.add(s.run(start, z, grid, trial.rng("steps").at(steps).bits()));
      }
    }
    List<Measurement> all = new ArrayList<>();
    List<TestFunction> fs = c.path().space().testFunctions();
    for (int i = 0; i < fs.size(); i++) {
      if (c.term().family().admits(fs.get(i))) {
        double[] a = PathLaws.values(fs.get(i), ends.get(0));
        double[] b = PathLaws.values(fs.get(i), ends.get(1));
        double[] p = PathLaws.values(fs.get(i), truth);
        double d = 2 * Statistics.mean(b) - Statistics.mean(a) - Statistics.mean(p);
        double v = 4 * Statistics.variance(b) + Statistics.variance(a) + Statistics.variance(p);
        double bias = Math.abs(Statistics.mean(b) - Statistics.mean(a)) / coarse;
        double beyond = Math.max(0, Math.abs(d) - bias - 1e-6);
        double score = beyond / Math.max(Math.sqrt(v / n), 1e-300);
        all.add(Measurement.score(score, "test function " + i));
      }
    }
    return Measurement.worst(all);
  }

  private static Measurement stepsByTheGenerator(TermCase c, Trial trial) {
    if (!simulates(c)) {
      return Measurement.skip("the path cannot explain points, or the term goes backwards");
    }
    int n = trial.samples(N);
    List<TestFunction> fs =
        c.path().space().testFunctions().stream().filter(c.term().family()::admits).toList();
    Batch ends = Batches.cycled(c.data(), CANDIDATES);
    Batch points = PathLaws.draw(c.path(), ends, 0.5, trial.rng("place").bits());
    int[] places = lively(GeneratorLaws.actions(c, points, ends, fs, 0.5));
    Batch x = points.rows(places);
    Batch z = ends.rows(places);
    double[][] action = GeneratorLaws.actions(c, x, z, fs, 0.5);
    OneStep steps = new OneStep(c, trial, x, z, fs, n);
    double fastest =
        Arrays.stream(action).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    double h = c.term().stepper().reversible() ? SHORT_STEP : Math.min(STEP, MOVED / fastest);
    double[][][] coarse = steps.moved(h);
    double[][][] fine = steps.moved(h / 2);
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < fs.size(); i++) {
      for (int j = 0; j < PLACES; j++) {
        double a = Statistics.mean(coarse[i][j]) / h;
        double b = Statistics.mean(fine[i][j]) / (h / 2);
        double v =
            Statistics.variance(coarse[i][j]) / (h * h)
                + 4 * Statistics.variance(fine[i][j]) / (h * h / 4);
        double l = action[i][j];
        if (Arrays.stream(fine[i][j]).filter(d -> d != 0).count() < FEW
            && !c.term().stepper().reversible()) {
          // so few events do not tell their own variance: that of jumps of size 1
          v = Math.max(v, 9 * Math.abs(l) / h);
        }
        double bias = 4 * h * Math.abs(b - a) + 1e-3 * (1 + Math.abs(l));
        double declared = c.term().head().discretisationError() * Math.abs(l);
        double beyond = Math.max(0, Math.abs(2 * b - a - l) - bias - declared);
        double score = beyond / Math.max(Math.sqrt(v / n), 1e-9);
        all.add(Measurement.score(score, "test function " + i + ", place " + j));
      }
    }
    return Measurement.worst(all);
  }

  /**
   * The first places at which the generator does anything: a chain at its end has no more to do.
   */
  private static int[] lively(double[][] action) {
    return IntStream.range(0, CANDIDATES)
        .boxed()
        .sorted(Comparator.comparing(j -> Arrays.stream(action).allMatch(f -> f[j] == 0)))
        .limit(PLACES)
        .mapToInt(j -> j)
        .toArray();
  }

  /** Many single steps from a few places. */
  private record OneStep(TermCase c, Trial trial, Batch x, Batch z, List<TestFunction> fs, int n) {
    /** f(X_{t+h}) - f(x) by function, place and repetition. */
    double[][][] moved(double h) {
      int[] rows = new int[PLACES * n];
      Arrays.setAll(rows, i -> i / n);
      Batch y;
      try (Simulation s =
          new Simulation(trial.backend(), c.path(), c.term(), Field.conditional())) {
        long seed = trial.rng("step").fork(Double.toString(h)).bits();
        y = s.run(x.rows(rows), z.rows(rows), TimeGrid.uniform(0.5, 0.5 + h, 1), seed);
      }
      double[][][] r = new double[fs.size()][PLACES][n];
      for (int i = 0; i < fs.size(); i++) {
        double[] v = PathLaws.values(fs.get(i), y);
        for (int j = 0; j < PLACES; j++) {
          double f = fs.get(i).value(x.point(j));
          int base = j * n;
          Arrays.setAll(r[i][j], k -> v[base + k] - f);
        }
      }
      return r;
    }
  }

  private static Measurement endsAtTheData(TermCase c, Trial trial) {
    if (!simulates(c)) {
      return Measurement.skip("the path cannot explain points, or the term goes backwards");
    }
    int steps = 32;
    if (c.role() == Role.DIVERGENCE_FREE) {
      double outside = end(c, trial, 0.5, TimeGrid.uniform(0.5, 0.6, steps)).outside;
      return Measurement.deviation(outside, 0, "share of points outside the space");
    }
    End coarse = end(c, trial, 0, TimeGrid.uniform(0, 1, steps));
    if (coarse.outside > 0) {
      return Measurement.deviation(coarse.outside, 0, "share of points outside the space");
    }
    if (c.path().space().geometry(Geometry.Sites.class).isPresent()) {
      return Measurement.deviation(coarse.left, 1e-3, "sites left, of those that were to jump");
    }
    if (coarse.left <= 2.0 / steps) {
      return Measurement.deviation(coarse.left, 2.0 / steps, "distance left, of the first one");
    }
    End fine = end(c, trial, 0, TimeGrid.uniform(0, 1, 4 * steps));
    return Measurement.deviation(
        fine.left / coarse.left, 0.75, "distance left with a fourth of the step, of that before");
  }

  /** The mean distance to the data at the end over that at the start; the share of non-members. */
  private record End(double left, double outside) {}

  private static End end(TermCase c, Trial trial, double from, TimeGrid grid) {
    Batch z = Batches.cycled(c.data(), ROWS);
    Batch start = PathLaws.draw(c.path(), z, from, trial.rng("start").bits());
    Batch end;
    try (Simulation s = new Simulation(trial.backend(), c.path(), c.term(), Field.conditional())) {
      end = s.run(start, z, grid, trial.rng("steps").bits());
    }
    Batch all = Batches.named("x", end, "z", z).join("s", start);
    Batch out =
        Interpreted.of(
            all,
            0,
            s -> {
              var space = c.path().space();
              State r = State.of("ok", space.isMember(s.factor("x")));
              r = r.with("far", space.distance(s.factor("x"), s.factor("z")));
              return r.with("near", space.distance(s.factor("s"), s.factor("z")));
            });
    double far = Statistics.mean(out.get("far").doubles());
    double near = Math.max(Statistics.mean(out.get("near").doubles()), 1e-9);
    return new End(far / near, 1 - Statistics.mean(out.get("ok").doubles()));
  }
}
