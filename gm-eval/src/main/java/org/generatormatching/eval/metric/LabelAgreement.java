package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/**
 * Whether samples are what was asked for: the share of samples to which a classifier, fitted on
 * real training points, gives the label that the sample was made for.
 *
 * <p>The classifier takes the majority of the {@value #NEIGHBOURS} nearest training points, of
 * equally frequent labels the one nearest. The floor is its share of right answers on held-out
 * data, which no perfect sampler exceeds on average: more means that samples are too typical of
 * their labels, less that labels are not obeyed.
 *
 * <p>Distances are Euclidean in the data's unit; columns of different units are divided by their
 * standard deviation in the training data. The interval draws the samples anew and keeps the
 * classifier. Rows without the label (-1) are left out.
 *
 * @param label the array INT64 [n] of the label; default {@code label}
 */
public record LabelAgreement(String label) implements Metric {
  private static final ComponentId ID = ComponentId.of("label-agreement@1");
  private static final int NEIGHBOURS = 5;
  private static final int MOST = 5000;

  /** Puts the default in its place. */
  public LabelAgreement {
    label = label == null ? "label" : label;
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("label-agreement");
    Batch training = labelled(Rows.fresh(setting.dataset(), rng.fork("training"), MOST));
    Batch samples = labelled(setting.samples());
    Batch held = labelled(setting.reference());
    Signature point = point(setting);
    Rows known = rows(training, setting, point);
    double[] units = known.units(setting.dataset().layout());
    double[][] near = known.over(units).values();
    double[] right = right(rows(samples, setting, point).over(units), samples, near, training);
    double[] ceiling = right(rows(held, setting, point).over(units), held, near, training);
    double[][] weights = Bootstrap.weights(rng.fork("bootstrap"), right.length);
    return List.of(
        Bootstrap.score(
            "label-agreement",
            Bootstrap.means(right, weights),
            Bootstrap.Range.SHARE,
            Arrays.stream(ceiling).average().orElse(Double.NaN),
            right.length,
            Better.FLOOR));
  }

  private static Rows rows(Batch batch, Setting setting, Signature point) {
    return Rows.of(Rows.spread(batch, setting.dataset()), point);
  }

  /** The arrays to classify by. */
  private Signature point(Setting setting) {
    Map<String, ArraySpec> m = new LinkedHashMap<>(setting.dataset().signature().arrays());
    m.remove(label);
    return new Signature(m);
  }

  /** The rows that have a label. */
  private Batch labelled(Batch rows) {
    HostArray a = rows.arrays().get(label);
    if (a == null || a.dtype() != DType.INT64 || a.dims().length != 1) {
      throw Problem.of(GmError.UNSUPPORTED, ID + " needs samples and data with a label")
          .found(a == null ? rows.arrays().keySet() : "'" + label + "' " + a)
          .expected("'" + label + "' INT64 [n]")
          .advice("Name the label's array; samples carry it if it is one of model.conditions.")
          .exception();
    }
    List<Integer> index = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      if (a.longs()[i] >= 0) {
        index.add(i);
      }
    }
    if (index.isEmpty()) {
      throw Problem.of(GmError.DATA, ID + " has no rows with a label").exception();
    }
    return rows.rows(index.stream().mapToInt(i -> i).toArray());
  }

  private double[] right(Rows rows, Batch labels, double[][] near, Batch training) {
    long[] asked = labels.get(label).longs();
    long[] known = training.get(label).longs();
    double[] r = new double[rows.size()];
    Arrays.setAll(r, i -> classify(rows.values()[i], near, known) == asked[i] ? 1 : 0);
    return r;
  }

  private static long classify(double[] x, double[][] known, long[] labels) {
    int k = Math.min(NEIGHBOURS, known.length);
    double[] distance = new double[k];
    long[] nearest = new long[k];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    for (int i = 0; i < known.length; i++) {
      double d = TwoSampleClassifier.Kernel.GAUSSIAN.distance(x, known[i]);
      int at = k;
      while (at > 0 && d < distance[at - 1]) {
        at--;
      }
      if (at < k) {
        System.arraycopy(distance, at, distance, at + 1, k - at - 1);
        System.arraycopy(nearest, at, nearest, at + 1, k - at - 1);
        distance[at] = d;
        nearest[at] = labels[i];
      }
    }
    Map<Long, Integer> votes = new HashMap<>();
    for (long label : nearest) {
      votes.merge(label, 1, Integer::sum);
    }
    int most = votes.values().stream().mapToInt(v -> v).max().orElse(0);
    return Arrays.stream(nearest)
        .filter(v -> votes.getOrDefault(v, 0) == most)
        .findFirst()
        .orElse(-1);
  }
}
