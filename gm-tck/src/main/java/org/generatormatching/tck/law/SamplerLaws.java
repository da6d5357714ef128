package org.generatormatching.tck.law;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Simulation;
import org.generatormatching.tck.oracle.Statistics;

/**
 * Laws of samplers, with the exact marginal model of a few data points. They run on the trial's
 * engine.
 */
public final class SamplerLaws {
  private static final int N = 1000;
  private static final int STEPS = 8;
  private static final double NEARER = 0.75;
  private static final String PASSED =
      "the steps of a continuous process pass the atoms of this path";

  /** All of them. */
  public static final List<Law<SamplerCase>> ALL =
      List.of(
          Law.stochastic(
              "SA01",
              "With the exact generator samples end in the law of the data.",
              "P(X_1 = z_k) = w_k",
              "the last step, the times of the model's evaluations, the source",
              SamplerLaws::endsInTheData),
          Law.required(
              "SA02",
              "A sample does not depend on the range in which it is asked for.",
              "sample(0, 70)_i = sample(a, b)_{i - a}, bit for bit",
              "noise addressed by the row of a batch instead of the sample's index",
              SamplerLaws::rangesAgree),
          Law.required(
              "SA03",
              "The last step is made: with a single data point samples end nearer to it than the"
                  + " path is one step before.",
              "E d(X_1, z) < 3/4 E d(x_t, z), t the last time but one",
              "a loop that ends one step early, points of the step before",
              SamplerLaws::lastStepIsMade));

  private SamplerLaws() {}

  /** Whether data points are atoms of the path before its end, between which the process moves. */
  private static boolean passesAtoms(SamplerCase c) {
    ConditionalPath path = c.term().path();
    return path.trait(PathTrait.Mixture.class).isPresent()
        && path.space().point().arrays().values().stream().allMatch(a -> a.dtype().floating())
        && c.term().term().family().isContinuous();
  }

  private static Model model(SamplerCase c) {
    TermCase t = c.term();
    return new ExactModel(t.path(), t.data(), GeneratorLaws.weights(t.data().size()));
  }

  private static Batch sample(SamplerCase c, Trial trial, long first, int n, int steps) {
    return sample(c, model(c), trial, first, n, TimeGrid.cosine(steps));
  }

  private static Batch sample(
      SamplerCase c, Model model, Trial trial, long first, int n, TimeGrid grid) {
    SampleRequest request =
        SampleRequest.of(List.of(c.term().term()), c.term().path().source(), n, grid, trial.seed())
            .range(first, n);
    return c.sampler().sample(trial.backend(), model, request).points();
  }

  /**
   * The share of samples nearest to every data point, each against its weight, beyond what halving
   * the steps changes: with eight times the samples the error of 64 steps is seen too.
   */
  private static Measurement endsInTheData(SamplerCase c, Trial trial) {
    if (passesAtoms(c)) {
      return Measurement.skip(PASSED);
    }
    int n = trial.samples(N);
    double[] w = GeneratorLaws.weights(c.term().data().size());
    double[] coarse = shares(c, sample(c, trial, 0, n, 32));
    double[] fine = shares(c, sample(c, trial, 0, n, 64));
    double worst = 0;
    for (int k = 0; k < w.length; k++) {
      double bias = 1.5 * Math.abs(fine[k] - coarse[k]);
      double beyond = Math.max(0, Math.abs(fine[k] - w[k]) - bias);
      worst = Math.max(worst, beyond / Math.sqrt(w[k] * (1 - w[k]) / n));
    }
    return new Measurement.Score(
        w.length == 1 ? Math.abs(fine[0] - 1) * 1e9 : worst, w.length, Arrays.toString(fine));
  }

  private static double[] shares(SamplerCase c, Batch x) {
    Batch data = c.term().data();
    double[][] distance = new double[data.size()][];
    for (int k = 0; k < distance.length; k++) {
      Batch z = Batches.cycled(data.rows(k, k + 1), x.size());
      Batch both = Batches.named("x", x, "z", z);
      distance[k] =
          Interpreted.of(
                  both,
                  0,
                  s ->
                      State.of("d", c.term().path().space().distance(s.factor("x"), s.factor("z"))))
              .get("d")
              .doubles();
    }
    double[] share = new double[distance.length];
    for (int i = 0; i < x.size(); i++) {
      int nearest = 0;
      for (int k = 1; k < share.length; k++) {
        nearest = distance[k][i] < distance[nearest][i] ? k : nearest;
      }
      share[nearest] += 1.0 / x.size();
    }
    return share;
  }

  private static Measurement rangesAgree(SamplerCase c, Trial trial) {
    Batch whole = sample(c, trial, 0, 70, 4);
    for (int[] range : new int[][] {{0, 30}, {30, 70}, {69, 70}}) {
      Batch part = sample(c, trial, range[0], range[1] - range[0], 4);
      for (String n : whole.arrays().keySet()) {
        double[] expected = whole.rows(range[0], range[1]).get(n).doubles();
        if (!Arrays.equals(expected, part.get(n).doubles())) {
          return Measurement.holds(false, "samples " + range[0] + " to " + range[1] + " differ");
        }
      }
    }
    return Measurement.holds(true, "");
  }

  private static Measurement lastStepIsMade(SamplerCase c, Trial trial) {
    int n = trial.samples(N);
    ConditionalPath path = c.term().path();
    TimeGrid grid = TimeGrid.uniform(STEPS);
    double before = grid.at(STEPS - 1);
    Batch one = c.term().data().rows(0, 1);
    Batch z = one.rows(new int[n]);
    Batch late = PathLaws.draw(path, z, before, trial.rng("late").bits());
    double near = Statistics.mean(PathLaws.distances(path, late, z));
    if (path.trait(PathTrait.Density.class).isPresent()) {
      Batch end = alone(c, z, grid, trial);
      if (Statistics.mean(PathLaws.distances(path, end, z)) / near >= NEARER) {
        return Measurement.skip(
            "the term's own steps do not end at the data, for they are too few");
      }
    }
    Model model = new ExactModel(path, one, new double[] {1});
    Batch end = sample(c, model, trial, 0, n, grid);
    double left = Statistics.mean(PathLaws.distances(path, end, z));
    return Measurement.deviation(
        left / near, NEARER, "distance left, of the path's at t = " + before);
  }

  /** The term by a loop of the kit's own. */
  private static Batch alone(SamplerCase c, Batch z, TimeGrid grid, Trial trial) {
    ConditionalPath path = c.term().path();
    Batch start = PathLaws.draw(path, z, 0, trial.rng("start").bits());
    try (Simulation s =
        new Simulation(trial.backend(), path, c.term().term(), Field.conditional())) {
      return s.run(start, z, grid, trial.rng("alone").bits());
    }
  }
}
