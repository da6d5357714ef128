package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** What every head promises between a network's output, conditional targets and parameters. */
public final class HeadLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<HeadCase>> ALL =
      List.of(
          Law.required(
              "HE01",
              "Any raw output becomes a legal value with a finite logarithm, of the target's"
                  + " arrays.",
              "log finite, e^log = value",
              "check overflow of exp and log 0 in predict: a forbidden entry has log -1e30",
              HeadLaws::link),
          Law.required(
              "HE02",
              "The parameter is affine in the value.",
              "P(c v + (1 - c) w) = c P(v) + (1 - c) P(w)",
              "move links, clips and normalisations from toParameter into predict",
              HeadLaws::affine),
          Law.required(
              "HE03",
              "Targets pair with duals as their dense values do; a posterior averages them.",
              "<F, d> = sum F d, <F, d> = sum_k w_k <F^k, d>, w_k = 0 skips NaN",
              "check pair against dense, and where instead of multiplying by a weight 0",
              HeadLaws::pairing),
          Law.required(
              "HE04",
              "Targets of data are finite up to both ends.",
              "F^z(x_t) finite at t in {0, 1e-9, 1/2, 1 - 1e-9}",
              "write the target in the noise of the draw and divide by nothing that vanishes, or"
                  + " move a factor of time into the parameter",
              HeadLaws::finite),
          Law.required(
              "HE05",
              "predict takes what raw promises, row by row, for any leading axis.",
              "predict([r_1 .. r_B])_b = predict([r_b])",
              "check for sums over the leading axis and for a fixed number of rows",
              HeadLaws::signature),
          Law.required(
              "HE06",
              "On a path that starts masked no site moves to the mask, and one that shows a token"
                  + " does not move at all, whatever the raw output.",
              "rates[l, mask] = 0; rates[l, k] = 0 for k != x_l != mask",
              "forbid these entries in predict, with the log -1e30",
              HeadLaws::mask));

  private static final int ROWS = 6;
  private static final int MASKED = 32;
  private static final int ALTERNATIVES = 3;
  private static final double LEAST = -2e30;

  private HeadLaws() {}

  /** Points on the way to data at irregular inner times: arrays x.*, z.*, noise.*, t, s. */
  private static Batch drawn(HeadCase c, int rows, Trial trial) {
    HostRng rng = trial.rng("times");
    double[] t = new double[rows];
    Arrays.setAll(t, i -> 0.15 + 0.7 * rng.uniform());
    return drawn(c, t, trial);
  }

  private static Batch drawn(HeadCase c, double[] t, Trial trial) {
    double[] s = Arrays.stream(t).map(u -> 1 - u).toArray();
    Batch in =
        new Batch(Map.of())
            .join("z", Batches.cycled(c.data(), t.length))
            .with("t", HostArray.of(t, t.length))
            .with("s", HostArray.of(s, s.length));
    return Interpreted.of(
        in,
        trial.seed(),
        a -> {
          State z = a.factor("z");
          Drawn d = c.path().draw(Rng.root().fork("draw"), z, TimesOf.times(a));
          return a.join("x", d.xt()).join("noise", d.noise());
        });
  }

  private static Evidence evidence(State s) {
    return Evidence.data(s.factor("z"), new Drawn(s.factor("x"), s.factor("noise")));
  }

  private static Prediction predict(Head head, State s) {
    return head.predict(s.factor("raw"), s.factor("x"), TimesOf.times(s));
  }

  /** A prediction's arrays under value.* and log.*. */
  private static State both(Prediction p) {
    return State.empty().join("value", p.value()).join("log", p.log());
  }

  private static Measurement link(HeadCase c, Trial trial) {
    Head head = c.head();
    Batch x = drawn(c, ROWS, trial);
    Batch dense = Interpreted.of(x, 0, s -> dense(head, s));
    Batch normal = Batches.normals(head.raw(), ROWS, trial.rng("raw"));
    List<Measurement> all = new ArrayList<>();
    for (double scale : new double[] {0, 1, 3, 10}) {
      Batch p = predicted(head, x, scaled(normal, v -> scale * v));
      all.add(legal(p, "normal raw output times " + scale));
      for (var e : dense.arrays().entrySet()) {
        HostArray value = p.arrays().get("value." + e.getKey());
        boolean alike = value != null && Arrays.equals(value.dims(), e.getValue().dims());
        all.add(holds(alike, "the target has " + dense.arrays() + ", the value " + p.arrays()));
      }
    }
    for (double v : new double[] {-30, -1, 1, 30}) {
      all.add(legal(predicted(head, x, scaled(normal, u -> v)), "raw output " + v));
    }
    // Beyond e^709, where FLOAT64 overflows, in which the interpreter computes FLOAT32 as well: a
    // rate may become infinite, but a law over tokens may not break.
    for (double v : new double[] {-1000, 1000}) {
      Batch p = predicted(head, x, scaled(normal, u -> u < 0 ? v : 0));
      boolean number =
          p.factor("value").arrays().values().stream()
              .noneMatch(a -> Arrays.stream(a.doubles()).anyMatch(Double::isNaN));
      all.add(holds(number, "NaN for raw outputs 0 and " + v));
      all.add(holds(Batches.finite(p.factor("log")), "log is not finite for 0 and " + v));
    }
    return Measurement.worst(all);
  }

  private static State dense(Head head, State s) {
    return head.target(evidence(s), TimesOf.times(s)).dense().orElse(State.empty());
  }

  private static Batch predicted(Head head, Batch x, Batch raw) {
    return Interpreted.of(x.join("raw", raw), 0, s -> both(predict(head, s)));
  }

  private static Batch scaled(Batch b, DoubleUnaryOperator f) {
    Batch r = b;
    for (var e : b.arrays().entrySet()) {
      double[] v = Arrays.stream(e.getValue().doubles()).map(f).toArray();
      r = r.with(e.getKey(), HostArray.of(e.getValue().dtype(), v, e.getValue().dims()));
    }
    return r;
  }

  /** Finite values, and logarithms that are theirs where there are any. */
  private static Measurement legal(Batch p, String what) {
    Batch value = p.factor("value");
    Batch log = p.factor("log");
    boolean names = log.arrays().isEmpty() || log.arrays().keySet().equals(value.arrays().keySet());
    List<Measurement> all = new ArrayList<>();
    all.add(holds(Batches.finite(value), what + ": a value is not finite"));
    all.add(holds(Batches.finite(log), what + ": a logarithm is not finite"));
    all.add(holds(names, "logarithms of " + log.arrays().keySet()));
    for (var e : log.arrays().entrySet()) {
      HostArray v = value.arrays().get(e.getKey());
      double[] l = e.getValue().doubles();
      boolean alike = v != null && Arrays.equals(v.dims(), e.getValue().dims());
      all.add(holds(alike, "value and logarithm have different shapes"));
      all.add(holds(Arrays.stream(l).allMatch(u -> u >= LEAST), "a logarithm below -1e30"));
      double eps = Batches.epsilon(e.getValue().dtype());
      for (int i = 0; alike && v != null && i < l.length; i++) {
        double off = Math.abs(Math.exp(l[i]) - v.get(i)) / (1e-30 + Math.exp(l[i]) + v.get(i));
        all.add(deviation(off, 1000 * eps, what + ": e^log is not the value"));
      }
    }
    return Measurement.worst(all);
  }

  private static Measurement affine(HeadCase c, Trial trial) {
    Head head = c.head();
    Batch x = drawn(c, ROWS, trial);
    Batch v = values(head, x, trial.rng("v"));
    Batch w = values(head, x, trial.rng("w"));
    double eps = Batches.epsilon(v.signature());
    List<Measurement> all = new ArrayList<>();
    for (CoordinateId wanted : head.gives()) {
      Batch pv = parameter(head, wanted, x, v);
      Batch pw = parameter(head, wanted, x, w);
      for (double share : new double[] {0.3, 3}) {
        Batch mix = parameter(head, wanted, x, mixed(v, w, share));
        Batch expected = mixed(pv, pw, share);
        for (var e : mix.arrays().entrySet()) {
          double scale = 1e-3;
          for (double u : pv.get(e.getKey()).doubles()) {
            scale = Math.max(scale, Math.abs(u));
          }
          double d = Batches.difference(e.getValue().doubles(), expected.get(e.getKey()).doubles());
          eps = Math.max(eps, Batches.epsilon(e.getValue().dtype()));
          all.add(deviation(d / scale, 1e4 * eps, wanted + ": " + e.getKey()));
        }
      }
    }
    return Measurement.worst(all);
  }

  private static Batch values(Head head, Batch x, HostRng rng) {
    return predicted(head, x, Batches.normals(head.raw(), ROWS, rng)).factor("value");
  }

  private static Batch parameter(Head head, CoordinateId wanted, Batch x, Batch value) {
    return Interpreted.of(
        x.join("value", value),
        0,
        s -> head.evaluate(wanted, s.factor("value"), s.factor("x"), TimesOf.times(s)));
  }

  /** c v + (1 - c) w. */
  private static Batch mixed(Batch v, Batch w, double c) {
    Batch r = v;
    for (var e : v.arrays().entrySet()) {
      double[] a = e.getValue().doubles().clone();
      double[] b = w.get(e.getKey()).doubles();
      Arrays.setAll(a, i -> c * a[i] + (1 - c) * b[i]);
      r = r.with(e.getKey(), HostArray.of(e.getValue().dtype(), a, e.getValue().dims()));
    }
    return r;
  }

  private static Measurement pairing(HeadCase c, Trial trial) {
    int n = ROWS * ALTERNATIVES;
    Batch x = drawn(c, n, trial);
    double[] t = x.get("t").doubles().clone();
    Arrays.setAll(t, i -> x.get("t").get(i - i % ALTERNATIVES));
    Batch same = drawn(c, t, trial);
    Batch raw = Batches.normals(c.head().raw(), n, trial.rng("raw"));
    Batch value = predicted(c.head(), same, raw).factor("value");
    Batch dual = Batches.normals(value.signature(), n, trial.rng("dual"));
    Batch one = Interpreted.of(same.join("dual", dual), 0, s -> single(c.head(), s));
    List<Measurement> all = new ArrayList<>();
    double eps = Batches.epsilon(dual.signature());
    all.add(compared(one, 1e3 * eps));
    int[] first = new int[ROWS];
    Arrays.setAll(first, i -> i * ALTERNATIVES);
    Batch shared = Batches.repeated(dual.rows(first), ALTERNATIVES);
    Batch each = Interpreted.of(same.join("dual", shared), 0, s -> single(c.head(), s));
    double[] weights = weights(trial.rng("posterior"));
    double[] mean = new double[ROWS];
    double[] scale = new double[ROWS];
    for (int i = 0; i < n; i++) {
      double u = weights[i] * each.get("pair").get(i);
      mean[i / ALTERNATIVES] += u;
      scale[i / ALTERNATIVES] += Math.abs(u) + weights[i] * each.get("scale").get(i);
    }
    Batch in = poisoned(same).with("posterior", HostArray.of(weights, n)).join("dual", shared);
    Batch average = averaged(c.head(), in);
    for (int i = 0; i < ROWS; i++) {
      double d = Math.abs(average.get("pair").get(i) - mean[i]) / (1e-3 + scale[i]);
      all.add(deviation(d, 1e3 * eps, "pair with a posterior"));
      if (average.arrays().containsKey("dense")) {
        double e = Math.abs(average.get("dense").get(i) - mean[i]) / (1e-3 + scale[i]);
        all.add(deviation(e, 1e3 * eps, "dense values with a posterior"));
      }
    }
    return Measurement.worst(all);
  }

  /** pair, the sum over dense values, and the sum of absolute values. */
  private static State single(Head head, State s) {
    return paired(head.target(evidence(s), TimesOf.times(s)), s.factor("dual"));
  }

  private static State paired(Target target, State dual) {
    State r = State.of("pair", target.pair(dual).cast(DType.FLOAT64));
    Optional<State> dense = target.dense();
    Tensor scale = r.get("pair").abs();
    if (dense.isPresent()) {
      State product = wide(dense.get()).zip(wide(dual), Tensor::times);
      r = r.with("dense", sum(product));
      scale = sum(product.map(Tensor::abs));
    }
    return r.with("scale", scale);
  }

  private static State wide(State s) {
    return s.map(v -> v.cast(DType.FLOAT64));
  }

  private static Tensor sum(State s) {
    return s.arrays().values().stream().map(Target::sumRows).reduce(Tensor::plus).orElseThrow();
  }

  private static Measurement compared(Batch b, double bound) {
    if (!b.arrays().containsKey("dense")) {
      return Measurement.skip("the target has no dense values");
    }
    double worst = 0;
    for (int i = 0; i < b.size(); i++) {
      double d = Math.abs(b.get("pair").get(i) - b.get("dense").get(i));
      worst = Math.max(worst, d / (1e-3 + b.get("scale").get(i)));
    }
    return deviation(worst, bound, "pair against dense");
  }

  /** Random weights of every row's alternatives, 0 for the first. */
  private static double[] weights(HostRng rng) {
    double[] w = new double[ROWS * ALTERNATIVES];
    for (int b = 0; b < ROWS; b++) {
      double sum = 0;
      for (int k = 1; k < ALTERNATIVES; k++) {
        w[b * ALTERNATIVES + k] = 0.2 + rng.uniform();
        sum += w[b * ALTERNATIVES + k];
      }
      for (int k = 1; k < ALTERNATIVES; k++) {
        w[b * ALTERNATIVES + k] /= sum;
      }
    }
    return w;
  }

  /** NaN in all numbers of every row's first alternative, but not in its time. */
  private static Batch poisoned(Batch b) {
    Batch r = b;
    for (var e : b.arrays().entrySet()) {
      HostArray a = e.getValue();
      boolean time = e.getKey().equals("t") || e.getKey().equals("s");
      if (a.dtype().floating() && !time) {
        double[] v = a.doubles().clone();
        int width = v.length / b.size();
        for (int i = 0; i < v.length; i++) {
          v[i] = i / width % ALTERNATIVES == 0 ? Double.NaN : v[i];
        }
        r = r.with(e.getKey(), HostArray.of(a.dtype(), v, a.dims()));
      }
    }
    return r;
  }

  /** Pair and dense sums of the averaged target: the alternatives as [B, ...] rows of B*K. */
  private static Batch averaged(Head head, Batch in) {
    Batch rows = new Batch(Map.of());
    for (var e : in.arrays().entrySet()) {
      long[] dims = e.getValue().dims();
      long[] split = new long[dims.length + 1];
      split[0] = ROWS;
      split[1] = ALTERNATIVES;
      System.arraycopy(dims, 1, split, 2, dims.length - 1);
      rows = rows.with(e.getKey(), e.getValue().reshape(split));
    }
    return Interpreted.of(
        rows,
        0,
        s -> {
          Tensor posterior = s.get("posterior");
          State all = s.map(HeadLaws::flat);
          Evidence e = evidence(all);
          Evidence weighted =
              new Evidence(e.z(), Times.end(e.z().rows()), e.drawn(), Optional.of(posterior));
          State first = s.map(v -> v.at(1, 0));
          return paired(head.targetOf(weighted, TimesOf.times(first)), first.factor("dual"));
        });
  }

  /** [B, K, ...] to [B*K, ...]. */
  private static Tensor flat(Tensor v) {
    Shape shape = v.shape();
    return v.reshape(shape.without(0).with(0, shape.dim(0) * shape.dim(1)));
  }

  private static Measurement finite(HeadCase c, Trial trial) {
    List<Measurement> all = new ArrayList<>();
    for (double t : new double[] {0, 1e-9, 0.5, 1 - 1e-9}) {
      double[] times = new double[ROWS];
      Arrays.fill(times, t);
      Batch x = drawn(c, times, trial);
      Batch raw = Batches.normals(c.head().raw(), ROWS, trial.rng("raw"));
      Batch value = predicted(c.head(), x, raw).factor("value");
      Batch dual = scaled(value, v -> 1);
      Batch f =
          Interpreted.of(
              x.join("dual", dual), 0, s -> single(c.head(), s).join("dense", dense(c.head(), s)));
      all.add(holds(Batches.finite(f), "the target at t = " + t + " is not finite"));
    }
    return Measurement.worst(all);
  }

  private static Measurement signature(HeadCase c, Trial trial) {
    Head head = c.head();
    boolean axis =
        head.raw().arrays().values().stream()
            .allMatch(a -> a.shape().rank() > 0 && a.shape().dim(0) == Shape.B);
    if (!axis) {
      return holds(false, "raw arrays " + head.raw() + " without a leading axis B");
    }
    Batch x = drawn(c, ROWS, trial);
    Batch raw = Batches.normals(head.raw(), ROWS, trial.rng("raw"));
    return Rows.alone(x.join("raw", raw), s -> both(predict(head, s)));
  }

  private static Measurement mask(HeadCase c, Trial trial) {
    OptionalInt mask =
        c.path()
            .trait(PathTrait.Mixture.class)
            .map(PathTrait.Mixture::mask)
            .orElse(OptionalInt.empty());
    if (mask.isEmpty() || !c.head().gives().contains(CoordinateId.SITE_RATES)) {
      return Measurement.skip("no mask, or no rates of sites");
    }
    Batch x = drawn(c, MASKED, trial);
    Batch raw = Batches.normals(c.head().raw(), MASKED, trial.rng("raw"));
    Batch out = Interpreted.of(x.join("raw", raw), 0, s -> forbidden(c.head(), s, mask.getAsInt()));
    double[] share = out.get("share").doubles();
    return deviation(
        Arrays.stream(share).max().orElse(Double.NaN), 1e-9, "share of the rates of a point");
  }

  private static State forbidden(Head head, State s, int mask) {
    Tensor rates =
        head.evaluate(
                CoordinateId.SITE_RATES, predict(head, s).value(), s.factor("x"), TimesOf.times(s))
            .get("rates");
    Tensor tokens = s.get("x.tokens").unsqueeze(-1);
    Tensor k = Tensor.iota(rates.shape().dim(2));
    Tensor bad = k.eq(mask).or(tokens.ne(mask).and(k.ne(tokens)));
    Tensor sum = Target.sumRows(bad.where(rates, rates.like(0)));
    return State.of("share", sum.div(Target.sumRows(rates)));
  }
}
