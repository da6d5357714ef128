package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/** What holds for every data set. */
public final class DatasetLaws {
  private static final int ROWS = 64;
  private static final int HELD_OUT = 2000;
  private static final int SPLITS = 200;

  /** DS01: a resumed run sees the same data. */
  public static final Law<Dataset> ADDRESSED =
      Law.required(
          "DS01",
          "Training rows are a function of the random stream and the step, of the promised arrays,"
              + " and finite but for cells that the data call missing; held-out rows are the same"
              + " at each call.",
          "",
          "Derive the rows of a step from rng.at(step); keep no position between calls.",
          DatasetLaws::addressed);

  /** DS02: what judges was not trained on. */
  public static final Law<Dataset> DISJOINT =
      Law.stochastic(
          "DS02",
          "Held-out rows that equal a training row are no more frequent than in a random split of"
              + " the same rows.",
          "",
          "Split by row number, once and for all; check the bounds of both parts.",
          DatasetLaws::disjoint);

  /** DS03: the density is that of the samples. */
  public static final Law<Dataset> DENSITY =
      Law.stochastic(
          "DS03",
          "An exact law draws from its own density, which integrates to the share of samples inside"
              + " the window.",
          "E f(X) = integral of f(x) p(x) dx over the window, for waves f",
          "Is the density normalised, mixture weights and Jacobians included? -inf outside the"
              + " support, never NaN.",
          (data, trial) ->
              data.law()
                  .map(law -> density(law, data.layout(), trial))
                  .orElseGet(() -> Measurement.skip("the law of the data is not known")));

  /** DS04: epochs. */
  public static final Law<Dataset> EPOCHS =
      Law.required(
          "DS04",
          "A finite set is walked through in epochs: each holds every row once, in an order of its"
              + " own.",
          "",
          "Draw a permutation per epoch, not rows with replacement.",
          (data, trial) ->
              data.trainingSet()
                  .map(all -> epochs(data, all, trial))
                  .orElseGet(() -> Measurement.skip("the training rows are not finite")));

  /** All laws of data sets. */
  public static final List<Law<Dataset>> ALL = List.of(ADDRESSED, DISJOINT, DENSITY, EPOCHS);

  private DatasetLaws() {}

  private static Measurement addressed(Dataset data, Trial trial) {
    Batch first = data.training(trial.rng("training"), 0, ROWS);
    Batch second = data.training(trial.rng("training"), 1, ROWS);
    HostRng used = trial.rng("training");
    used.bits();
    Batch again = data.training(used, 0, ROWS);
    Batch other = data.training(trial.rng("other"), 0, ROWS);
    Batch heldOut = data.heldOut(ROWS);
    boolean several = data.trainingSet().map(t -> distinct(t) > 1).orElse(true);
    List<Measurement> all = new ArrayList<>();
    all.add(Measurement.holds(first.size() == ROWS, "a step has " + first.size() + " rows"));
    all.add(Measurement.holds(first.equals(again), "a step differs at its second call"));
    all.add(Measurement.holds(!several || !first.equals(second), "two steps are equal"));
    all.add(Measurement.holds(!several || !first.equals(other), "two streams are equal"));
    all.add(arrays(data, first, "training rows"));
    all.add(arrays(data, heldOut, "held-out rows"));
    int n = heldOut.size();
    all.add(Measurement.holds(n >= 1 && n <= ROWS, n + " rows held out of " + ROWS + " asked for"));
    all.add(
        Measurement.holds(heldOut.equals(data.heldOut(ROWS)), "held-out rows differ at each call"));
    return Measurement.worst(all);
  }

  /** Whether the data say that NaN stands for a missing number in an array. */
  static boolean mayMiss(Dataset data, String array) {
    return data.layout() instanceof Dataset.Layout.Columns layout
        && layout.columns().stream().anyMatch(c -> c.name().equals(array) && c.missing());
  }

  private static Measurement arrays(Dataset data, Batch rows, String what) {
    if (!rows.signature().equals(data.signature())) {
      return Measurement.holds(
          false, what + " are " + rows.arrays() + ", promised " + data.signature().arrays());
    }
    for (var e : rows.arrays().entrySet()) {
      boolean missing = mayMiss(data, e.getKey());
      for (int i = 0; i < e.getValue().size(); i++) {
        double v = e.getValue().get(i);
        if (!Double.isFinite(v) && !(missing && Double.isNaN(v))) {
          return Measurement.holds(false, what + " have a value " + v);
        }
      }
    }
    return Measurement.holds(true, "");
  }

  /**
   * Real data hold equal rows, so that equality alone proves nothing. If the split is fair, the
   * number of held-out rows with a twin among the training rows has the law that it has over random
   * splits of all rows. More is an overlap, fewer is no fault. The fewer values rows can take, the
   * less an overlap shows.
   *
   * <p>Of the normal statistic and the root of the Poisson deviance the smaller counts: one is too
   * large for few twins, the other where many rows are equal.
   */
  private static Measurement disjoint(Dataset data, Trial trial) {
    Optional<Batch> training = data.trainingSet();
    if (training.isEmpty()) {
      return Measurement.skip("the training rows are not finite");
    }
    Batch held = data.heldOut(HELD_OUT);
    int[] rows = classes(keys(Batch.concat(List.of(held, training.get()))));
    int n = held.size();
    int found = twins(rows, n);
    double[] by = new double[trial.samples(SPLITS)];
    HostRng rng = trial.rng("splits");
    for (int s = 0; s < by.length && found > 0; s++) {
      by[s] = twins(Arrays.stream(rng.permutation(rows.length)).map(i -> rows[i]).toArray(), n);
    }
    double usual = Statistics.mean(by);
    double more = found - usual;
    double z = 0;
    if (more > 0) {
      double deviance = 2 * (found * Math.log(found / Math.max(usual, 1e-9)) - more);
      double deviation = Math.sqrt(Math.max(Statistics.variance(by), 1e-300));
      z = Math.min(more / deviation, Math.sqrt(deviance));
    }
    String where = found + " of " + n + " held-out rows equal a training row, usual are " + usual;
    return Measurement.score(z, where);
  }

  /** How many of the first n rows occur among the others. */
  private static int twins(int[] rows, int n) {
    boolean[] others = new boolean[rows.length];
    for (int i = n; i < rows.length; i++) {
      others[rows[i]] = true;
    }
    int r = 0;
    for (int i = 0; i < n; i++) {
      r += others[rows[i]] ? 1 : 0;
    }
    return r;
  }

  /** Equal keys to equal numbers from 0. */
  private static int[] classes(long[] keys) {
    Map<Long, Integer> number = new HashMap<>();
    int[] r = new int[keys.length];
    for (int i = 0; i < r.length; i++) {
      int next = number.size();
      r[i] = number.computeIfAbsent(keys[i], k -> next);
    }
    return r;
  }

  /** A 64-bit hash of each row: among a million different rows two agree once in 10^7 tries. */
  private static long[] keys(Batch rows) {
    int n = rows.size();
    long[] r = new long[n];
    for (HostArray a : rows.arrays().values()) {
      int width = a.size() / n;
      for (int i = 0; i < a.size(); i++) {
        long h = (r[i / width] ^ Double.doubleToLongBits(a.get(i))) * 0x9e3779b97f4a7c15L;
        r[i / width] = h ^ (h >>> 29);
      }
    }
    return r;
  }

  private static long distinct(Batch rows) {
    return Arrays.stream(keys(rows)).distinct().count();
  }

  private static Measurement epochs(Dataset data, Batch all, Trial trial) {
    int n = all.size();
    HostRng rng = trial.rng("epochs");
    Map<Long, Integer> expected = count(keys(all));
    long[] first = keys(data.training(rng, 0, n));
    long[] second = keys(data.training(rng, 1, n));
    boolean complete = count(first).equals(expected) && count(second).equals(expected);
    if (!complete) {
      return Measurement.holds(false, "an epoch is not the training set");
    }
    // Small sets may fall into one order twice by chance.
    boolean fresh = expected.size() < 20 || !Arrays.equals(first, second);
    return Measurement.holds(fresh, "two epochs have one order");
  }

  private static Map<Long, Integer> count(long[] keys) {
    Map<Long, Integer> r = new HashMap<>();
    for (long k : keys) {
      r.merge(k, 1, Integer::sum);
    }
    return r;
  }

  private static Measurement density(Dataset.ExactLaw law, Dataset.Layout layout, Trial trial) {
    Batch samples = law.sample(trial.rng("samples"), trial.samples(PlaneDensity.SAMPLES));
    for (int i = 0; i < ROWS; i++) {
      double log = law.logDensity(samples.point(i));
      if (!Double.isFinite(log)) {
        return Measurement.holds(false, "log p = " + log + " at a sample of the law itself");
      }
    }
    return layout instanceof Dataset.Layout.Plane plane
        ? PlaneDensity.compare(law, plane, samples, trial)
        : Measurement.skip("only laws in the plane are compared with their density");
  }
}
