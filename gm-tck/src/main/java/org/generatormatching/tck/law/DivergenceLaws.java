package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.BregmanDivergence.Domain;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Tensor;

/** What makes a loss a Bregman divergence of the target and the prediction, in this order. */
public final class DivergenceLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<BregmanDivergence>> ALL =
      List.of(
          Law.required(
              "BR01",
              "The divergence is positive, and 0 where the prediction is the target.",
              "D(a, b) > 0 = D(a, a) for b != a",
              "check that potential and evaluate leave out the same terms",
              DivergenceLaws::positive),
          Law.required(
              "BR02",
              "The divergence is that of its potential.",
              "D(a, b) = phi(a) - phi(b) - <a - b, grad phi(b)>",
              "check factors, and which argument the gradient is taken at",
              DivergenceLaws::definition),
          Law.required(
              "BR03",
              "The target enters linearly, up to terms without the prediction.",
              "sum_i w_i D(a_i, b) - D(sum_i w_i a_i, b) is the same for all b",
              "a Huber or L1 loss and swapped arguments fail here: the loss of conditional targets"
                  + " has another minimum than the marginal generator",
              DivergenceLaws::linear),
          Law.required(
              "BR04",
              "The mean of the targets is the minimum, and the only point with gradient 0.",
              "E D(A, b) = E D(A, EA) + D(EA, b); grad_b E D(A, b) = 0 exactly at b = EA",
              "check for clipped or detached predictions",
              DivergenceLaws::mean));

  private static final int ROWS = 6;
  private static final int TARGETS = 4;
  private static final double[] WEIGHTS = {0.1, 0.4, 0.3, 0.2};
  private static final double BOUND = 1e-10;

  private DivergenceLaws() {}

  /** Values in a domain, two arrays a row. */
  private static Batch values(Domain domain, HostRng rng) {
    return Batch.of("v", values(domain, rng, ROWS, 5)).with("w", values(domain, rng, ROWS, 2, 3));
  }

  private static HostArray values(Domain domain, HostRng rng, long... dims) {
    int n = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    int width = (int) dims[dims.length - 1];
    double[] v = rng.normals(n);
    if (domain != Domain.REAL) {
      Arrays.setAll(v, i -> Math.exp(v[i]));
    }
    for (int row = 0; domain == Domain.SIMPLEX && row < n; row += width) {
      double sum = Arrays.stream(v, row, row + width).sum();
      for (int i = row; i < row + width; i++) {
        v[i] /= sum;
      }
    }
    return HostArray.of(v, dims);
  }

  private static List<Batch> targets(Domain domain, Trial trial) {
    List<Batch> r = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      r.add(values(domain, trial.rng("a").at(i)));
    }
    return r;
  }

  private static Batch mean(List<Batch> targets) {
    Batch m = targets.get(0);
    for (String n : m.arrays().keySet()) {
      double[] sum = new double[m.get(n).size()];
      for (int i = 0; i < TARGETS; i++) {
        int k = i;
        Arrays.setAll(sum, j -> sum[j] + WEIGHTS[k] * targets.get(k).get(n).get(j));
      }
      m = m.with(n, HostArray.of(sum, m.get(n).dims()));
    }
    return m;
  }

  private static Prediction prediction(BregmanDivergence d, State b) {
    return d.domain() == Domain.REAL ? Prediction.of(b) : new Prediction(b, b.map(Tensor::log));
  }

  private static Tensor loss(BregmanDivergence d, State a, State b) {
    State x = State.of("x", b.get("v").sumKeep(1).times(0));
    return d.loss(Target.dense(a), prediction(d, b), x, Times.at(0.5, b.rows()));
  }

  private static Tensor evaluate(BregmanDivergence d, State a, State b) {
    State x = State.of("x", b.get("v").sumKeep(1).times(0));
    return d.evaluate(Target.dense(a), prediction(d, b), x, Times.at(0.5, b.rows()));
  }

  private static double[] rows(Batch a, Batch b, BiFunction<State, State, Tensor> f) {
    return Interpreted.of(
            Batches.named("a", a, "b", b),
            0,
            s -> State.of("d", f.apply(s.factor("a"), s.factor("b"))))
        .get("d")
        .doubles();
  }

  private static Measurement positive(BregmanDivergence d, Trial trial) {
    Batch b = values(d.domain(), trial.rng("b"));
    List<Measurement> all = new ArrayList<>();
    double[] none = rows(b, b, (x, y) -> loss(d, x, y));
    all.add(deviation(Batches.difference(none, new double[ROWS]), BOUND, "D(b, b)"));
    for (Batch a : targets(d.domain(), trial)) {
      double least = Arrays.stream(rows(a, b, (x, y) -> loss(d, x, y))).reduce(1, Math::min);
      all.add(holds(least > 0, "D(a, b) = " + least + " for different a and b"));
    }
    return Measurement.worst(all);
  }

  private static Measurement definition(BregmanDivergence d, Trial trial) {
    Batch b = values(d.domain(), trial.rng("b"));
    List<Measurement> all = new ArrayList<>();
    for (Batch a : targets(d.domain(), trial)) {
      double[] loss = rows(a, b, (x, y) -> loss(d, x, y));
      double[] phi = rows(a, b, (x, y) -> bregman(d, x, y));
      double[] left = rows(a, b, (x, y) -> d.potential(x).plus(evaluate(d, x, y)));
      all.add(deviation(Batches.difference(loss, phi), BOUND, "loss against phi"));
      all.add(deviation(Batches.difference(left, phi), BOUND, "phi(a) + evaluate against phi"));
    }
    return Measurement.worst(all);
  }

  /** On a simplex a - b has sum 0, so that the gradient's normal part does not matter. */
  private static Tensor bregman(BregmanDivergence d, State a, State b) {
    Tensor r = d.potential(a).minus(d.potential(b));
    for (String n : b.names()) {
      Tensor slope = Gradients.of(d.potential(b).sum(), b.get(n));
      r = r.minus(Target.sumRows(a.get(n).minus(b.get(n)).times(slope)));
    }
    return r;
  }

  private static Measurement linear(BregmanDivergence d, Trial trial) {
    List<Batch> targets = targets(d.domain(), trial);
    Batch mean = mean(targets);
    List<Measurement> all = new ArrayList<>();
    double[] first = new double[0];
    double[] firstLoss = first;
    for (int j = 0; j < 3; j++) {
      Batch b = values(d.domain(), trial.rng("b").at(j));
      double[] gap = gap(targets, mean, b, (x, y) -> evaluate(d, x, y));
      double[] lossGap = gap(targets, mean, b, (x, y) -> loss(d, x, y));
      if (j == 0) {
        first = gap;
        firstLoss = lossGap;
      }
      all.add(deviation(Batches.difference(gap, first), BOUND, "evaluate"));
      all.add(deviation(Batches.difference(lossGap, firstLoss), BOUND, "loss"));
    }
    return Measurement.worst(all);
  }

  /** sum_i w_i f(a_i, b) - f(mean, b). */
  private static double[] gap(
      List<Batch> targets, Batch mean, Batch b, BiFunction<State, State, Tensor> f) {
    double[] r = rows(mean, b, f);
    Arrays.setAll(r, i -> -r[i]);
    for (int k = 0; k < TARGETS; k++) {
      double w = WEIGHTS[k];
      double[] one = rows(targets.get(k), b, f);
      Arrays.setAll(r, i -> r[i] + w * one[i]);
    }
    return r;
  }

  private static Measurement mean(BregmanDivergence d, Trial trial) {
    List<Batch> targets = targets(d.domain(), trial);
    Batch mean = mean(targets);
    Batch b = values(d.domain(), trial.rng("b"));
    BiFunction<State, State, Tensor> f = (x, y) -> loss(d, x, y);
    double[] left = gap(targets, mean, b, f);
    double[] right = gap(targets, mean, mean, f);
    double least = Arrays.stream(slope(d, targets, b)).reduce(Double.MAX_VALUE, Math::min);
    double[] atMean = slope(d, targets, mean);
    return Measurement.worst(
        List.of(
            deviation(Batches.difference(left, right), BOUND, "three-point identity"),
            deviation(
                Batches.difference(atMean, new double[ROWS]), 1e-9, "the gradient at the mean"),
            holds(least > 1e-3, "the gradient away from the mean is " + least)));
  }

  /** The largest entry of the gradient of sum_i w_i D(a_i, b) by b, along the domain, [rows]. */
  private static double[] slope(BregmanDivergence d, List<Batch> targets, Batch b) {
    Batch in = new Batch(Map.of()).join("b", b);
    for (int k = 0; k < TARGETS; k++) {
      in = in.join("a" + k, targets.get(k));
    }
    return Interpreted.of(in, 0, s -> State.of("g", slope(d, s))).get("g").doubles();
  }

  private static Tensor slope(BregmanDivergence d, State s) {
    State b = s.factor("b");
    Tensor sum = Tensor.of(0, DType.FLOAT64);
    for (int k = 0; k < TARGETS; k++) {
      sum = sum.plus(loss(d, s.factor("a" + k), b).sum().times(WEIGHTS[k]));
    }
    Tensor worst = Target.sumRows(b.get("v")).like(0);
    for (String n : b.names()) {
      Tensor g = Gradients.of(sum, b.get(n));
      if (d.domain() == Domain.SIMPLEX) {
        g = g.minus(g.meanKeep(-1));
      }
      worst = worst.max(n.equals("v") ? g.abs().amax(1) : g.abs().amax(1, 2));
    }
    return worst;
  }
}
