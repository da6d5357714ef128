package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** Laws of conditional probability paths. */
public final class PathLaws {
  private static final int N = 2000;

  /** All of them. */
  public static final List<Law<PathCase>> ALL =
      List.of(
          Law.required(
              "PA01",
              "At t = 1 the path is at the data point.",
              "p_1(.|z) = delta_z",
              "the direction of time, and sigma(1) = 0 or kappa(1) = 1",
              PathLaws::ends),
          Law.stochastic(
              "PA02",
              "At t = 0 the path is the source, wherever it ends, but for what a schedule with"
                  + " kappa(0) > 0 leaves.",
              "p_0(.|z) = p_0",
              "the direction of time, and that source() is what draw() starts from",
              PathLaws::starts),
          Law.required(
              "PA03",
              "The density integrates to one, and its rate is its derivative in time.",
              "sum_i m_i p_t(x_i|z) = 1, logDensityRate = d/dt log p_t",
              "the log determinant d log sigma, and the sign of sigma'",
              PathLaws::densityIsNormalised),
          Law.stochastic(
              "PA04",
              "Draws follow the density.",
              "E f(X_t) = sum_i m_i p_t(x_i|z) f(x_i)",
              "that draw() and logDensity() use the same schedule, and the law of the noise",
              PathLaws::drawsFollowTheDensity),
          Law.required(
              "PA05",
              "The noise of a draw reproduces it, and so does the noise that explains a point.",
              "at(z, noise(x_t), t) = x_t",
              "that draw() returns the noise that it used",
              PathLaws::noiseReproduces),
          Law.required(
              "PA06",
              "Every row has its own time, and no row looks at another.",
              "draw(z, (t_1, t_2, ...))_i = draw(z, t_i)_i",
              "alignTo where a [rows] array meets the point's arrays",
              PathLaws::rowsAreIndependent));

  private PathLaws() {}

  /** Draws from the path at one time, a row per row of z. */
  static Batch draw(ConditionalPath path, Batch z, double t, long seed) {
    return Interpreted.of(
        z, seed, s -> path.draw(Rng.root().fork("draw"), s, Times.at(t, Shape.B)).xt());
  }

  /** d(x, y) of every row. */
  static double[] distances(ConditionalPath path, Batch x, Batch y) {
    Batch both = Batches.named("x", x, "y", y);
    return Interpreted.of(
            both, 0, s -> State.of("d", path.space().distance(s.factor("x"), s.factor("y"))))
        .get("d")
        .doubles();
  }

  private static Measurement ends(PathCase c, Trial trial) {
    Batch z = Batches.cycled(c.data(), 64);
    double[] d = distances(c.path(), draw(c.path(), z, 1, trial.seed()), z);
    return Measurement.deviation(Arrays.stream(d).max().orElse(Double.NaN), 1e-6, "");
  }

  private static Measurement starts(PathCase c, Trial trial) {
    int n = trial.samples(N);
    Batch source =
        Interpreted.of(
            n,
            trial.rng("source").bits(),
            () -> c.path().source().draw(Rng.root().fork("p0"), Shape.B));
    double left = left(c.path());
    List<Measurement> all = new ArrayList<>();
    for (int k = 0; k < c.data().size(); k++) {
      Batch z = Batches.cycled(c.data().rows(k, k + 1), n);
      Batch x = draw(c.path(), z, 0, trial.rng("draw").at(k).bits());
      List<TestFunction> fs = c.path().space().testFunctions();
      for (int i = 0; i < fs.size(); i++) {
        double[] a = values(fs.get(i), x);
        double[] b = values(fs.get(i), source);
        double bias = left * (Math.abs(fs.get(i).value(z.point(0))) + Math.abs(Statistics.mean(b)));
        all.add(
            Measurement.score(
                Statistics.difference(a, b, 4 * bias), "test function " + i + ", data point " + k));
      }
    }
    return Measurement.worst(all);
  }

  /** How much of the data a schedule leaves at t = 0: variance preserving ones start above 0. */
  private static double left(ConditionalPath path) {
    Times start = Times.at(0, 1);
    Tensor kappa =
        path.trait(PathTrait.Mixture.class)
            .map(m -> m.kappa().value(start))
            .or(
                () ->
                    path.trait(PathTrait.AffineGaussian.class)
                        .map(g -> g.schedule().alpha().value(start)))
            .orElse(start.t());
    return Reference.eval(kappa).doubles()[0];
  }

  /** f of every row. */
  static double[] values(TestFunction f, Batch x) {
    double[] v = new double[x.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = f.value(x.point(i));
    }
    return v;
  }

  /** {log p, d/dt log p} of nodes at times. */
  private static double[][] density(
      PathTrait.Density density, Quadrature q, Batch z, double... times) {
    Batch in = q.points().join("z", z.rows(new int[q.masses().length]));
    double[][] r = new double[times.length + 1][];
    Batch out =
        Interpreted.of(
            in,
            0,
            s -> {
              State x = s.only(q.points().arrays().keySet());
              State end = s.factor("z");
              State all = State.empty();
              for (int i = 0; i < times.length; i++) {
                Times t = Times.at(times[i], Shape.B);
                all = all.with("p" + i, density.logDensity(x, end, t));
              }
              Times middle = Times.at(times[times.length / 2], Shape.B);
              return all.with("rate", density.logDensityRate(x, end, middle));
            });
    for (int i = 0; i < times.length; i++) {
      r[i] = out.get("p" + i).doubles();
    }
    r[times.length] = out.get("rate").doubles();
    return r;
  }

  /** p m of every node; an atom counts with its mass. */
  private static double[] masses(double[] log, Quadrature q) {
    double[] p = new double[log.length];
    for (int i = 0; i < p.length; i++) {
      boolean atom = log[i] > PathTrait.Density.ATOM / 2;
      p[i] = atom ? Math.exp(log[i] - PathTrait.Density.ATOM) : q.masses()[i] * Math.exp(log[i]);
    }
    return p;
  }

  private static Measurement densityIsNormalised(PathCase c, Trial trial) {
    Optional<PathTrait.Density> density = c.path().trait(PathTrait.Density.class);
    Optional<Quadrature> q = c.path().space().quadrature().map(n -> n.with(c.data()));
    if (density.isEmpty() || q.isEmpty()) {
      return Measurement.skip(density.isEmpty() ? "no density" : "no quadrature on this space");
    }
    List<Measurement> all = new ArrayList<>();
    for (double t : PathTimes.of(c.path())) {
      double dt = 0.02 * Math.min(t, 1 - t);
      double[] at = {t - 2 * dt, t - dt, t, t + dt, t + 2 * dt};
      double[][] d = density(density.get(), q.get(), c.data().rows(0, 1), at);
      double[][] p = new double[5][];
      for (int i = 0; i < 5; i++) {
        p[i] = masses(d[i], q.get());
      }
      double mass = Arrays.stream(p[2]).sum();
      double difference = 0;
      double scale = 1e-12;
      for (int i = 0; i < p[2].length; i++) {
        double slope = (8 * (p[3][i] - p[1][i]) - (p[4][i] - p[0][i])) / (12 * dt);
        double claimed = p[2][i] == 0 ? 0 : p[2][i] * d[5][i];
        difference += Math.abs(slope - claimed);
        scale += Math.abs(slope);
      }
      all.add(Measurement.deviation(Math.abs(mass - 1), 1e-4, "mass at t = " + t));
      all.add(Measurement.deviation(difference / scale, 1e-3, "rate at t = " + t));
    }
    return Measurement.worst(all);
  }

  private static Measurement drawsFollowTheDensity(PathCase c, Trial trial) {
    Optional<PathTrait.Density> density = c.path().trait(PathTrait.Density.class);
    Optional<Quadrature> q = c.path().space().quadrature().map(n -> n.with(c.data()));
    if (density.isEmpty() || q.isEmpty()) {
      return Measurement.skip(density.isEmpty() ? "no density" : "no quadrature on this space");
    }
    int n = trial.samples(N);
    Batch z = c.data().rows(0, 1);
    List<Measurement> all = new ArrayList<>();
    for (double t : new double[] {0, 0.3, 0.7}) {
      double[] p = masses(density(density.get(), q.get(), z, t)[0], q.get());
      Batch x = draw(c.path(), Batches.cycled(z, n), t, trial.rng("draw").bits());
      List<TestFunction> fs = c.path().space().testFunctions();
      for (int i = 0; i < fs.size(); i++) {
        double[] exact = values(fs.get(i), q.get().points());
        double mean = 0;
        for (int j = 0; j < p.length; j++) {
          mean += p[j] == 0 ? 0 : p[j] * exact[j];
        }
        double[] seen = values(fs.get(i), x);
        double error = Math.sqrt(Statistics.variance(seen) / n);
        double d = Statistics.mean(seen) - mean;
        double score = Math.abs(d) < 1e-6 ? 0 : d / Math.max(error, 1e-300);
        all.add(Measurement.score(score, "test function " + i + " at t = " + t));
      }
    }
    return Measurement.worst(all);
  }

  private static Measurement noiseReproduces(PathCase c, Trial trial) {
    Optional<PathTrait.Interpolant> interpolant = c.path().trait(PathTrait.Interpolant.class);
    if (interpolant.isEmpty()) {
      return Measurement.skip("no interpolant");
    }
    Optional<PathTrait.Density> density = c.path().trait(PathTrait.Density.class);
    Batch z = Batches.cycled(c.data(), 64);
    double worst = 0;
    for (double t : new double[] {0, 0.3, 0.9, 1}) {
      Batch out =
          Interpreted.of(
              z,
              trial.seed(),
              s -> {
                Times time = Times.at(t, Shape.B);
                Drawn d = c.path().draw(Rng.root().fork("draw"), s, time);
                State again = interpolant.get().at(s, d.noise(), time);
                State all =
                    State.of("d", c.path().space().distance(d.xt(), again).cast(DType.FLOAT64));
                if (density.isPresent() && t < 1) {
                  State noise = density.get().explain(d.xt(), s, time).noise();
                  State once = interpolant.get().at(s, noise, time);
                  all = all.with("e", c.path().space().distance(d.xt(), once).cast(DType.FLOAT64));
                }
                return all;
              });
      for (HostArray a : out.arrays().values()) {
        worst = Math.max(worst, Arrays.stream(a.doubles()).max().orElse(Double.NaN));
      }
    }
    return Measurement.deviation(worst, 1e-5, "");
  }

  private static Measurement rowsAreIndependent(PathCase c, Trial trial) {
    int n = 12;
    double[] times = new double[n];
    Arrays.setAll(times, i -> (i + 0.5) / n);
    Batch z = Batches.cycled(c.data(), n);
    Batch in = z.with("time", HostArray.of(times, n));
    Batch mixed =
        Interpreted.of(
            in,
            trial.seed(),
            s -> {
              State end = s.only(z.arrays().keySet());
              return c.path().draw(Rng.root().fork("draw"), end, Times.of(s.get("time"))).xt();
            });
    double worst = 0;
    for (int i = 0; i < n; i++) {
      Batch alone = draw(c.path(), z, times[i], trial.seed());
      double[] d = distances(c.path(), mixed.rows(i, i + 1), alone.rows(i, i + 1));
      worst = Math.max(worst, d[0]);
    }
    return Measurement.deviation(worst, 1e-6, "");
  }
}
