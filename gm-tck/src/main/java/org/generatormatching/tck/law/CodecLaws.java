package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Law.Check;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/** What holds for every kind of codec on data that it is made for. */
public final class CodecLaws {
  private static final int ROWS = 256;
  private static final String LABEL = "label-of-the-law";

  /** CD01: nothing is lost on the way to points and back. */
  public static final Law<CodecCase> ROUND_TRIP =
      Law.required(
          "CD01",
          "Decoding encoded data gives the data back, training rows and held-out rows alike, up to"
              + " the rounding of their element type.",
          "decode(encode(x)) = x",
          "Are centre and scale those of the same coordinate in both directions? Is a column of one"
              + " value divided by 0? Are held-out values clipped?",
          fitting(
              (c, trial) -> {
                Codec codec = c.kind().fit(c.dataset());
                Batch training = training(c.dataset(), trial.rng("training"));
                Batch heldOut = c.dataset().heldOut(ROWS);
                return Measurement.worst(
                    List.of(
                        difference(codec.decode(codec.encode(training)), training, "training rows"),
                        difference(codec.decode(codec.encode(heldOut)), heldOut, "held-out rows")));
              }));

  /** CD02: a saved codec is the same codec. */
  public static final Law<CodecCase> RESTORED =
      Law.required(
          "CD02",
          "A codec restored from its fitted values encodes and decodes as before, bit for bit.",
          "restore(fitted()) = the codec",
          "Put everything that fitting found into fitted(), also what is only used to decode.",
          fitting(
              (c, trial) -> {
                Codec codec = c.kind().fit(c.dataset());
                Codec again = c.kind().restore(codec.fitted());
                Batch raw = training(c.dataset(), trial.rng("training"));
                Batch points = codec.encode(raw);
                Batch far = numbers(points, v -> 3 * v + 1);
                boolean ok =
                    again.fitted().equals(codec.fitted())
                        && again.encode(raw).equals(points)
                        && again.decode(points).equals(codec.decode(points))
                        && again.decode(far).equals(codec.decode(far));
                return Measurement.holds(ok, "the restored codec differs");
              }));

  /** CD03: what judges a model must not shape it. */
  public static final Law<CodecCase> TRAINING_ONLY =
      Law.required(
          "CD03",
          "Fitting looks at training rows only, and gives the same values each time.",
          "",
          "Fit on trainingSet(), or on rows of training(...) where that is empty.",
          fitting(
              (c, trial) -> {
                Map<String, HostArray> fitted = c.kind().fit(c.dataset()).fitted();
                try {
                  boolean same =
                      c.kind().fit(new TrainingRows(c.dataset())).fitted().equals(fitted);
                  return Measurement.holds(same, "what is held out changes what is fitted");
                } catch (HeldOutException e) {
                  return Measurement.holds(false, "fitting asks for held-out rows");
                }
              }));

  /** CD04: a codec takes whatever a sampler makes, and keeps its promises about arrays. */
  public static final Law<CodecCase> TOTAL =
      Law.required(
          "CD04",
          "Points have the promised arrays, points far from all data decode to finite values or"
              + " missing cells, and arrays that are no part of a point pass unchanged.",
          "",
          "Clip where decoding leaves its domain, and hand on the arrays that fitting never saw.",
          fitting(
              (c, trial) -> {
                Codec codec = c.kind().fit(c.dataset());
                Batch raw = training(c.dataset(), trial.rng("training"));
                Batch points = codec.encode(raw);
                List<Measurement> all = new ArrayList<>();
                all.add(promised(codec, c.dataset().signature(), points));
                for (double v : new double[] {1e6, -1e6, 0}) {
                  all.add(
                      finite(
                          codec.decode(numbers(points, x -> v)),
                          c.dataset(),
                          raw,
                          "all values " + v));
                }
                all.add(
                    finite(
                        codec.decode(middle(points)), c.dataset(), raw, "the mean of all points"));
                all.add(unchanged(codec, raw));
                return Measurement.worst(all);
              }));

  /** All laws of codecs. */
  public static final List<Law<CodecCase>> ALL =
      List.of(ROUND_TRIP, RESTORED, TRAINING_ONLY, TOTAL);

  private CodecLaws() {}

  /** Data that a codec refuses are left out. */
  private static Check<CodecCase> fitting(Check<CodecCase> check) {
    return (c, trial) -> {
      try {
        return check.measure(c, trial);
      } catch (GmException e) {
        if (e.code() == GmError.UNSUPPORTED) {
          return Measurement.skip(e.problems().get(0).toString());
        }
        throw e;
      }
    };
  }

  private static Batch training(Dataset data, HostRng rng) {
    return data.trainingSet()
        .map(all -> all.rows(0, Math.min(ROWS, all.size())))
        .orElseGet(() -> data.training(rng, 0, ROWS));
  }

  /** The largest difference relative to the largest value of the array. */
  private static Measurement difference(Batch found, Batch expected, String rows) {
    if (!found.signature().equals(expected.signature()) || found.size() != expected.size()) {
      return Measurement.holds(false, rows + " come back as " + found.arrays());
    }
    List<Measurement> all = new ArrayList<>();
    expected
        .arrays()
        .forEach(
            (name, array) -> {
              double[] a = found.get(name).doubles();
              double[] b = array.doubles();
              double largest = 1e-300;
              double worst = 0;
              for (int i = 0; i < b.length; i++) {
                // What is missing has to come back missing.
                double d = Double.compare(a[i], b[i]) == 0 ? 0 : Math.abs(a[i] - b[i]);
                largest = Double.isNaN(b[i]) ? largest : Math.max(largest, Math.abs(b[i]));
                worst = Double.isNaN(d) ? d : Math.max(worst, d);
              }
              String where = rows + ", array '" + name + "'";
              all.add(Measurement.deviation(worst / largest, rounding(array.dtype()), where));
            });
    return Measurement.worst(all);
  }

  /** Eight roundings of the largest value; whole numbers come back exactly. */
  private static double rounding(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 8 * 0x1p-53;
      case FLOAT32 -> 8 * 0x1p-24;
      case BFLOAT16 -> 8 * 0x1p-8;
      default -> 1e-300;
    };
  }

  private static Measurement promised(Codec codec, Signature raw, Batch points) {
    Signature promised = codec.points(raw);
    return Measurement.holds(
        promised.equals(points.signature()),
        "promised " + promised.arrays() + ", encoded " + points.signature().arrays());
  }

  private static Measurement finite(Batch decoded, Dataset data, Batch raw, String what) {
    boolean ok = decoded.signature().equals(raw.signature());
    for (var e : decoded.arrays().entrySet()) {
      boolean missing = DatasetLaws.mayMiss(data, e.getKey());
      for (int i = 0; ok && i < e.getValue().size(); i++) {
        double v = e.getValue().get(i);
        ok = Double.isFinite(v) || (missing && Double.isNaN(v));
      }
    }
    return Measurement.holds(ok, what + " decodes to other arrays, or to no number");
  }

  private static Measurement unchanged(Codec codec, Batch raw) {
    long[] label = new long[raw.size()];
    for (int i = 0; i < label.length; i++) {
      label[i] = i % 7;
    }
    HostArray labels = HostArray.of(label);
    Batch points = codec.encode(raw.with(LABEL, labels));
    Batch back = codec.decode(points);
    boolean ok =
        List.of(points, back).stream()
            .allMatch(b -> b.arrays().containsKey(LABEL) && b.get(LABEL).equals(labels));
    return Measurement.holds(ok, "a further array of whole numbers is lost or changed");
  }

  /** A function of every floating number. */
  private static Batch numbers(Batch points, UnaryOperator<Double> f) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    points
        .arrays()
        .forEach(
            (n, a) -> {
              double[] v = a.doubles().clone();
              for (int i = 0; i < v.length; i++) {
                v[i] = f.apply(v[i]);
              }
              m.put(n, a.dtype().floating() ? HostArray.of(a.dtype(), v, a.dims()) : a);
            });
    return new Batch(m);
  }

  /** Every row the mean of all rows. */
  private static Batch middle(Batch points) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    int n = points.size();
    points
        .arrays()
        .forEach(
            (name, a) -> {
              int width = a.size() / n;
              double[] v = new double[a.size()];
              for (int i = 0; i < v.length; i++) {
                for (int r = 0; r < n; r++) {
                  v[i] += a.get(r * width + i % width) / n;
                }
              }
              m.put(name, a.dtype().floating() ? HostArray.of(a.dtype(), v, a.dims()) : a);
            });
    return new Batch(m);
  }

  private static final class HeldOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The data without what is held out. */
  private record TrainingRows(Dataset data) implements Dataset {
    @Override
    public Signature signature() {
      return data.signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int rows) {
      return data.training(rng, step, rows);
    }

    @Override
    public Optional<Batch> trainingSet() {
      return data.trainingSet();
    }

    @Override
    public Batch heldOut(int n) {
      throw new HeldOutException();
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
