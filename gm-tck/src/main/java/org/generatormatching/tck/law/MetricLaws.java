package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Law.Check;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/**
 * What holds for every metric on data that it can judge by; data that it refuses are left out.
 *
 * <p>Perfect samples are fresh points where the law of the data is known. Finite data are split
 * anew for every repetition, into samples, reference and training rows: the parts are exchangeable,
 * so that the samples are perfect exactly, and repetitions are independent.
 */
public final class MetricLaws {
  private static final int ROWS = 24;
  private static final int HELD_OUT = 5000;
  private static final int REPEATS = 96;
  private static final int SORTED = 48;
  private static final int TRIES = 24;
  private static final int KINDS = 4;

  /** ME01: the floor is what perfect samples give. */
  public static final Law<MetricCase> FLOOR =
      Law.stochastic(
          "ME01",
          "The floor is the mean value of perfect samples.",
          "E value(data, data') = floor",
          "The floor is that of samples of the same size against the same reference. Count a point's"
              + " distance to itself on both sides, or on neither.",
          checked(MetricLaws::floor));

  /** ME02: worse samples score worse. */
  public static final Law<MetricCase> DIRECTION =
      Law.required(
          "ME02",
          "Of samples shifted by two standard deviations, scaled by three, noised by two, or all"
              + " equal, each score notices at least one kind, and takes none for better.",
          "P(value(worse) is worse than value(perfect)) near 1",
          "Does the metric look at its samples, and say in which direction it improves?",
          checked(MetricLaws::direction));

  /** ME03: the value is a function of a set of points. */
  public static final Law<MetricCase> ORDER =
      Law.stochastic(
          "ME03",
          "The same arguments give the same values, bit for bit, and sorted samples the same values"
              + " on average.",
          "E value(sorted) = E value",
          "Draw from the seed only. Of too many rows take random ones, not the first.",
          checked(MetricLaws::order));

  /** All laws of metrics. */
  public static final List<Law<MetricCase>> ALL = List.of(FLOOR, DIRECTION, ORDER);

  private MetricLaws() {}

  private static Check<MetricCase> checked(Check<MetricCase> check) {
    return (c, trial) -> {
      try {
        return check.measure(c, trial);
      } catch (GmException e) {
        if (e.code() == GmError.UNSUPPORTED || e.code() == GmError.DATA) {
          return Measurement.skip(e.problems().get(0).toString());
        }
        throw e;
      }
    };
  }

  private static Measurement floor(MetricCase c, Trial trial) {
    double[][] over = new double[trial.samples(REPEATS)][];
    List<Metric.Score> scores = List.of();
    for (int r = 0; r < over.length; r++) {
      scores = evaluate(c, trial, Repetition.of(c.dataset(), trial, r, ROWS), r);
      over[r] = scores.stream().mapToDouble(s -> s.value() - s.floor()).toArray();
    }
    return worst(over, scores);
  }

  private static Measurement direction(MetricCase c, Trial trial) {
    double[][] noticed = new double[0][];
    List<Metric.Score> perfect = List.of();
    for (int r = 0; r < TRIES; r++) {
      Repetition clean = Repetition.of(c.dataset(), trial, r, ROWS);
      perfect = evaluate(c, trial, clean, r);
      noticed = r == 0 ? new double[perfect.size()][KINDS] : noticed;
      for (int k = 0; k < KINDS; k++) {
        List<Metric.Score> worse = evaluate(c, trial, worse(clean, k, trial.rng("noise").at(r)), r);
        for (int i = 0; i < perfect.size(); i++) {
          double d = badness(worse.get(i)) - badness(perfect.get(i));
          // NaN says nothing.
          noticed[i][k] += d > 0 ? 1 : d == 0 ? 0.5 : 0;
        }
      }
    }
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < perfect.size(); i++) {
      double most = Arrays.stream(noticed[i]).max().orElse(0) / TRIES;
      double least = Arrays.stream(noticed[i]).min().orElse(0);
      String where =
          perfect.get(i).name()
              + " is worse in "
              + Arrays.toString(noticed[i])
              + " of "
              + TRIES
              + " tries of each kind";
      all.add(Measurement.deviation(least == 0 ? 1 : 1 - most, 0.25, where));
    }
    return Measurement.worst(all);
  }

  private static Measurement order(MetricCase c, Trial trial) {
    double[][] change = new double[trial.samples(SORTED)][];
    List<Metric.Score> scores = List.of();
    for (int r = 0; r < change.length; r++) {
      Repetition drawn = Repetition.of(c.dataset(), trial, r, ROWS);
      scores = evaluate(c, trial, drawn, r);
      if (r == 0 && !scores.equals(evaluate(c, trial, drawn, r))) {
        return Measurement.holds(false, "the same arguments give different values");
      }
      List<Metric.Score> sorted = evaluate(c, trial, drawn.with(sorted(drawn.samples)), r);
      change[r] = new double[scores.size()];
      for (int i = 0; i < scores.size(); i++) {
        double value = scores.get(i).value();
        double d = sorted.get(i).value() - value;
        // Sums in another order round differently.
        change[r][i] = Math.abs(d) <= 1e-9 * Math.abs(value) ? 0 : d;
      }
    }
    return worst(change, scores);
  }

  /** The worst of the means of all columns, each as a normal statistic. */
  private static Measurement worst(double[][] rows, List<Metric.Score> scores) {
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      int score = i;
      double[] v = Arrays.stream(rows).mapToDouble(row -> row[score]).toArray();
      double sum = Arrays.stream(v).sum();
      double squares = Arrays.stream(v).map(x -> x * x).sum();
      double t = Statistics.z(sum, squares, v.length) * Math.sqrt(1 - 1.0 / v.length);
      all.add(Measurement.score(normal(t, v.length - 1), scores.get(i).name()));
    }
    return Measurement.worst(all);
  }

  /** Student's t with n degrees of freedom as a normal statistic (Wallace 1959). */
  private static double normal(double t, int n) {
    return (8.0 * n + 1) / (8.0 * n + 3) * Math.sqrt(n * Math.log1p(t * t / n));
  }

  private static double badness(Metric.Score s) {
    return switch (s.better()) {
      case LOWER -> s.value();
      case HIGHER -> -s.value();
      case FLOOR -> Math.abs(s.value() - s.floor());
    };
  }

  private static List<Metric.Score> evaluate(MetricCase c, Trial trial, Repetition r, int seed) {
    return c.metric()
        .evaluate(new Metric.Setting(trial.backend(), r.dataset, r.samples, r.reference, seed));
  }

  /** Worse samples: shifted, scaled, noised, or all the first row, as whole numbers always are. */
  private static Repetition worse(Repetition r, int kind, HostRng rng) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    r.samples
        .arrays()
        .forEach(
            (name, a) ->
                m.put(
                    name,
                    a.dtype().floating() && kind < KINDS - 1
                        ? worse(a, kind, rng.fork(name))
                        : a.rows(new int[r.samples.size()])));
    return r.with(new Batch(m));
  }

  private static HostArray worse(HostArray a, int kind, HostRng rng) {
    double[] v = a.doubles();
    double mean = Statistics.mean(v);
    double deviation = Math.sqrt(Statistics.variance(v));
    double[] w =
        Arrays.stream(v)
            .map(
                x ->
                    switch (kind) {
                      case 0 -> x + 2 * deviation;
                      case 1 -> mean + 3 * (x - mean);
                      default -> x + 2 * deviation * rng.normal();
                    })
            .toArray();
    return HostArray.of(a.dtype(), w, a.dims());
  }

  /** The rows in the order of the sums of their numbers. */
  private static Batch sorted(Batch rows) {
    int n = rows.size();
    double[] key = new double[n];
    for (HostArray a : rows.arrays().values()) {
      for (int i = 0; i < a.size(); i++) {
        key[(int) ((long) i * n / a.size())] += a.get(i);
      }
    }
    return rows.rows(
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> key[i]))
            .mapToInt(i -> i)
            .toArray());
  }

  /** Perfect samples with what a metric may compare them with. */
  private record Repetition(Dataset dataset, Batch samples, Batch reference) {
    static Repetition of(Dataset data, Trial trial, int repetition, int rows) {
      HostRng rng = trial.rng("metric").at(repetition);
      if (data.law().isPresent() || data.trainingSet().isEmpty()) {
        HostRng s = rng.fork("samples");
        Batch samples =
            data.law().map(l -> l.sample(s, rows)).orElseGet(() -> data.training(s, 0, rows));
        HostRng f = rng.fork("reference");
        Batch reference =
            data.law().map(l -> l.sample(f, rows)).orElseGet(() -> data.training(f, 0, rows));
        return new Repetition(data, samples, reference);
      }
      Batch all = Batch.concat(List.of(data.trainingSet().get(), data.heldOut(HELD_OUT)));
      int n = Math.min(rows, all.size() / 3);
      Batch shuffled = all.rows(rng.permutation(all.size()));
      Batch reference = shuffled.rows(n, 2 * n);
      Dataset split = new Split(data, shuffled.rows(2 * n, all.size()), reference);
      return new Repetition(split, shuffled.rows(0, n), reference);
    }

    Repetition with(Batch other) {
      return new Repetition(dataset, other, reference);
    }
  }

  /** The rows of finite data, split otherwise. */
  private record Split(Dataset data, Batch rows, Batch held) implements Dataset {
    @Override
    public Signature signature() {
      return data.signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int n) {
      HostRng r = rng.at(step);
      return rows.rows(IntStream.range(0, n).map(i -> r.below(rows.size())).toArray());
    }

    @Override
    public Optional<Batch> trainingSet() {
      return Optional.of(rows);
    }

    @Override
    public Batch heldOut(int n) {
      return held.rows(0, Math.min(n, held.size()));
    }

    @Override
    public Layout layout() {
      return data.layout();
    }

    @Override
    public String citation() {
      return data.citation();
    }
  }
}
