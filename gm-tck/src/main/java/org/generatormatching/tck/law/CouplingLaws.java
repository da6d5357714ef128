package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Coupling.Coupled;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/** What holds for every coupling, on normal batches of the plane. */
public final class CouplingLaws {
  private static final int[] SIZES = {1, 2, 5, 16, 64};
  private static final int LABELLED_BATCHES = 200;
  private static final int LABELLED_ROWS = 16;

  /** CO01: the plan keeps both marginals. */
  public static final Law<Coupling> MARGINALS =
      Law.required(
          "CO01",
          "The pairs use every source row and every data row equally much.",
          "sum of w over the pairs of source row i = 1/n = sum of w over the pairs of data row j",
          "Pairs that are drawn from a plan with replacement leave rows out: return the plan"
              + " itself, or draw without replacement. Weights sum to 1.",
          (coupling, trial) -> {
            List<Measurement> all = new ArrayList<>();
            for (int n : SIZES) {
              all.add(marginals(plan(coupling, trial, n), n));
            }
            return Measurement.worst(all);
          });

  /** CO02: the plan is a function of its arguments and its cost is a number. */
  public static final Law<Coupling> REPEATABLE =
      Law.required(
          "CO02",
          "The same batches and random numbers give the same pairs, at a finite cost.",
          "",
          "Draw from the given stream only, and keep nothing between calls.",
          (coupling, trial) -> {
            for (int n : SIZES) {
              Coupled first = plan(coupling, trial, n);
              if (!Double.isFinite(first.cost())) {
                return Measurement.holds(false, "the cost is " + first.cost() + " at n = " + n);
              }
              if (!same(first, plan(coupling, trial, n))) {
                return Measurement.holds(false, "two calls differ at n = " + n);
              }
            }
            return Measurement.holds(true, "");
          });

  /** CO03: the conditions of data tell nothing of their partners. */
  public static final Law<Coupling> CONDITIONS =
      Law.stochastic(
          "CO03",
          "Given the condition of its data row, a source row follows the law of the source.",
          "E[(c - mean c) x_0] = 0 over the pairs, c a label that shifts the data",
          "Pair within rows of equal conditions, or without a look at the data. A cost between"
              + " source and data alone sends each label to its own part of the source, and samples"
              + " for a label start from the whole of it.",
          CouplingLaws::conditions);

  /** All laws of couplings. */
  public static final List<Law<Coupling>> ALL = List.of(MARGINALS, REPEATABLE, CONDITIONS);

  private CouplingLaws() {}

  private static Coupled plan(Coupling coupling, Trial trial, int n) {
    HostRng rng = trial.rng("coupling").at(n);
    Batch none = new Batch(Map.of());
    return coupling.pair(
        rng.fork("plan"), points(rng.fork("source"), n, 0), points(rng, n, 2), none);
  }

  private static Measurement conditions(Coupling coupling, Trial trial) {
    int batches = trial.samples(LABELLED_BATCHES);
    double sum = 0;
    double squares = 0;
    for (int b = 0; b < batches; b++) {
      HostRng rng = trial.rng("labels").at(b);
      long[] label = new long[LABELLED_ROWS];
      double[] x1 = rng.normals(2 * LABELLED_ROWS);
      double mean = 0;
      for (int i = 0; i < label.length; i++) {
        label[i] = rng.below(2);
        x1[2 * i] += 2 * label[i];
        mean += (double) label[i] / label.length;
      }
      Batch source = points(rng.fork("source"), LABELLED_ROWS, 0);
      Coupled plan =
          coupling.pair(
              rng.fork("plan"),
              source,
              Batch.of("x", HostArray.of(DType.FLOAT32, x1, LABELLED_ROWS, 2)),
              Batch.of("label", HostArray.of(label)));
      double s = 0;
      for (int k = 0; k < plan.weights().length; k++) {
        double c = label[plan.data()[k]] - mean;
        s += plan.weights()[k] * c * source.get("x").get(2 * plan.source()[k]);
      }
      sum += s;
      squares += s * s;
    }
    return Measurement.score(
        Statistics.z(sum, squares, batches), "label and first coordinate of the source");
  }

  private static Batch points(HostRng rng, int n, double shift) {
    double[] x = Arrays.stream(rng.normals(2 * n)).map(v -> v + shift).toArray();
    return Batch.of("x", HostArray.of(DType.FLOAT32, x, n, 2));
  }

  /** How far row sums are from 1/n, relative to 1/n. */
  private static Measurement marginals(Coupled plan, int n) {
    int pairs = plan.weights().length;
    String at = " at n = " + n;
    if (plan.source().length != pairs || plan.data().length != pairs) {
      return Measurement.holds(false, "sources, data and weights differ in number" + at);
    }
    double[] source = new double[n];
    double[] data = new double[n];
    for (int k = 0; k < pairs; k++) {
      int i = plan.source()[k];
      int j = plan.data()[k];
      double w = plan.weights()[k];
      if (i < 0 || i >= n || j < 0 || j >= n || !(w >= 0)) {
        return Measurement.holds(false, "pair (" + i + ", " + j + ") of weight " + w + at);
      }
      source[i] += n * w;
      data[j] += n * w;
    }
    double worst = 0;
    String where = "";
    for (int i = 0; i < n; i++) {
      double s = Math.abs(source[i] - 1);
      double d = Math.abs(data[i] - 1);
      if (Math.max(s, d) > worst) {
        worst = Math.max(s, d);
        where = (s > d ? "source" : "data") + " row " + i + at;
      }
    }
    return Measurement.deviation(worst, 1e-6, where);
  }

  private static boolean same(Coupled a, Coupled b) {
    return Arrays.equals(a.source(), b.source())
        && Arrays.equals(a.data(), b.data())
        && Arrays.equals(a.weights(), b.weights())
        && a.cost() == b.cost();
  }
}
