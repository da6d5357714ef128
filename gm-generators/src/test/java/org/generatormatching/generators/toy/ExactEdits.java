package org.generatormatching.generators.toy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.generators.toy.parts.EditProcess;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/**
 * The exact marginal model of an edit process between two laws on few strings: all pairs and all
 * sets of arrived columns are alternatives of the evidence.
 */
final class ExactEdits implements Model {
  private final EditProcess process;
  private final State z;
  private final State noise;
  private final State strings;
  private final State words;
  private final Tensor pair;
  private final Tensor arrived;

  ExactEdits(EditProcess process, Batch words, double[] source, double[] data) {
    this.process = process;
    this.words = Exact.state(words);
    int n = process.space().capacity();
    int masks = 1 << n;
    List<Integer> from = new ArrayList<>();
    List<Integer> to = new ArrayList<>();
    List<Double> weight = new ArrayList<>();
    for (int i = 0; i < source.length; i++) {
      for (int j = 0; source[i] > 0 && j < data.length; j++) {
        for (int m = 0; data[j] > 0 && m < masks; m++) {
          from.add(i);
          to.add(j);
          weight.add(source[i] * data[j]);
        }
      }
    }
    Batch pairs = pairs(words, array(from), array(to));
    this.z = Exact.state(process.prepare(HostRng.of(0), pairs, new Batch(Map.of())));
    double[] on = new double[from.size() * n];
    Arrays.setAll(on, i -> (i / n % masks) >> (i % n) & 1);
    Tensor switched = Tensor.of(HostArray.of(on, from.size(), n));
    this.noise = State.of("zt", switched.eq(1).where(z.get("z1"), z.get("z0")));
    this.strings = process.project(z, noise);
    this.pair = Tensor.of(HostArray.of(weight.stream().mapToDouble(Double::doubleValue).toArray()));
    this.arrived = switched.sum(1);
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Pairs of strings, as an edit process prepares them. */
  static Batch pairs(Batch words, int[] from, int[] to) {
    Batch none = new Batch(Map.of());
    return none.join("x0", words.rows(from)).join("x1", words.rows(to));
  }

  /** Number of alternatives. */
  long size() {
    return arrived.shape().dim(0);
  }

  /** The probability of every alternative at the times, [rows, K]. */
  private Tensor probability(Times t) {
    int n = process.space().capacity();
    Tensor on = process.kappa().value(t).unsqueeze(1).pow(arrived);
    Tensor off = process.kappa().rest(t).unsqueeze(1).pow(arrived.rsub(n));
    return on.times(off).times(pair);
  }

  /** The probability of every alternative that gives the strings x, [rows, K]. */
  private Tensor probability(State x, Times t) {
    Tensor p = probability(t);
    return code(x).unsqueeze(1).eq(code(strings)).where(p, p.like(0));
  }

  /** A number per string. */
  private Tensor code(State x) {
    int n = process.space().capacity();
    double[] place = new double[n];
    Arrays.setAll(place, i -> Math.pow(process.space().alphabet(), i));
    Tensor places = Tensor.of(HostArray.of(DType.INT64, place, n));
    return x.get("tokens").times(places).sum(1).times(n + 1).plus(x.get("length"));
  }

  /** log p_t(x), [rows]. */
  Tensor logLaw(State x, Times t) {
    return probability(x, t).sum(1).log();
  }

  /** The posterior of every alternative, zeros for strings that the process never reaches. */
  private Tensor posterior(State x, Times t) {
    Tensor p = probability(x, t);
    Tensor sum = p.sumKeep(1);
    return p.div(sum.eq(0).where(sum.like(1), sum));
  }

  /** Everything that could have made x. */
  Evidence evidence(State x, Times t) {
    long rows = x.rows();
    Drawn drawn = new Drawn(x.repeatRows(size()), tiled(noise, rows));
    State all = tiled(z, rows);
    return new Evidence(all, Times.end(rows * size()), drawn, Optional.of(posterior(x, t)));
  }

  private static State tiled(State s, long rows) {
    return s.map(
        v ->
            v.broadcast(v.shape().insert(0, rows))
                .reshape(v.shape().with(0, rows * v.shape().dim(0))));
  }

  /** All alternatives as evidence about their own strings. */
  Evidence alternatives() {
    return Evidence.data(z, new Drawn(strings, noise));
  }

  /** The probabilities of {@link #alternatives} at one time, [K]. */
  Tensor probabilities(double t) {
    return probability(Times.at(t, 1)).squeeze(0);
  }

  /**
   * Targets depend on the alternative alone and its probability on the number of arrived columns,
   * so that sums over alternatives per word and number are made once.
   */
  @Override
  public Predictions at(State x, Times t, Context context) {
    int n = process.space().capacity();
    Tensor m = Tensor.iota(n + 1).cast(DType.FLOAT64);
    Tensor number = arrived.unsqueeze(1).eq(m).cast(DType.FLOAT64);
    Tensor word = code(strings).unsqueeze(1).eq(code(words)).cast(DType.FLOAT64);
    Tensor groups = product(word.times(pair.unsqueeze(1)), number).mT();
    Tensor on = process.kappa().value(t).unsqueeze(1).pow(m);
    Tensor off = process.kappa().rest(t).unsqueeze(1).pow(m.rsub(n));
    Tensor here = code(x).unsqueeze(1).eq(code(words)).cast(DType.FLOAT64);
    Tensor weights = product(here, on.times(off));
    Tensor reached = weights.matmul(constant(groups.sumKeep(1)));
    return head -> {
      State each = head.target(alternatives(), Times.at(0, size())).dense().orElseThrow();
      return Prediction.exp(each.map(v -> mean(v, groups, weights, reached)));
    };
  }

  /** All products of two rows: [rows, a] and [rows, b] give [rows, a * b]. */
  private static Tensor product(Tensor a, Tensor b) {
    Tensor wide = a.unsqueeze(2).times(b.unsqueeze(1));
    return wide.reshape(a.shape().dim(0), a.shape().dim(1) * b.shape().dim(1));
  }

  /** Computed now, once, and not in every step. */
  private static Tensor constant(Tensor t) {
    return Tensor.of(Reference.eval(t));
  }

  private Tensor mean(Tensor each, Tensor groups, Tensor weights, Tensor reached) {
    Tensor flat = each.reshape(size(), each.shape().range(1, each.shape().rank()).coefficient());
    Tensor sum = weights.matmul(constant(groups.matmul(flat)));
    Tensor rate = sum.div(reached.eq(0).where(reached.like(1), reached));
    Tensor log = rate.eq(0).where(rate.like(-1e30), rate.eq(0).where(rate.like(1), rate).log());
    return log.reshape(each.shape().with(0, weights.shape().dim(0)));
  }
}
