package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * Whether samples are copies of training points: \(P(D(\text{sample}) < D(\text{held-out}))\) over
 * all pairs of a sample and a held-out point, D = the distance to the nearest training point; a tie
 * counts half.
 *
 * <p>Near 1: samples sit on training points. Near 0: they are farther from the data than data are,
 * which is poor quality, not originality. The floor 1/2 is exact: a fresh point of the data and a
 * held-out one are exchangeable. The standard deviation of a perfect sampler's value is about \(1 /
 * \sqrt{6n}\), .02 for n = 360 of each.
 *
 * <p>Distances are Euclidean in the data's unit; columns of different units are divided by their
 * standard deviation in the training data. At most {@value #MOST} samples and held-out points are
 * compared with all training points. The interval draws samples and held-out points anew and keeps
 * the training points.
 */
public record CopyShare() implements Metric {
  private static final ComponentId ID = ComponentId.of("copy-share@1");
  private static final int MOST = 2000;

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("copy-share");
    var dataset = setting.dataset();
    Rows training =
        Rows.of(
            dataset
                .trainingSet()
                .orElseThrow(
                    () ->
                        Problem.of(GmError.UNSUPPORTED, "copy-share@1 needs a finite training set")
                            .found("data drawn from a law")
                            .advice("Nothing can be copied here; leave this metric out.")
                            .exception()),
            dataset);
    double[] units = training.units(dataset.layout());
    double[][] known = training.over(units).values();
    double[] sampled = nearest(setting, Rows.samples(setting), rng.fork("samples"), units, known);
    double[] held = nearest(setting, Rows.reference(setting), rng.fork("reference"), units, known);
    double[][] v = Bootstrap.weights(rng.fork("bootstrap-samples"), sampled.length);
    double[][] w = Bootstrap.weights(rng.fork("bootstrap-reference"), held.length);
    return List.of(
        Bootstrap.score(
            "copy-share",
            shareBelow(sampled, v, held, w),
            Bootstrap.Range.SHARE,
            0.5,
            sampled.length,
            Better.FLOOR));
  }

  private static double[] nearest(
      Setting setting, Rows rows, HostRng rng, double[] units, double[][] known) {
    if (rows.size() == 0) {
      throw Problem.of(GmError.DATA, "copy-share has no points to compare")
          .found(setting.samples().size() + " samples, " + setting.reference().size() + " held out")
          .exception();
    }
    return Arrays.stream(rows.some(rng, MOST).over(units).values())
        .mapToDouble(x -> nearest(x, known))
        .toArray();
  }

  /**
   * The squared distance to the nearest known point; gives up on a point as soon as it is farther.
   */
  private static double nearest(double[] x, double[][] known) {
    double least = Double.POSITIVE_INFINITY;
    for (double[] k : known) {
      double sum = 0;
      for (int j = 0; j < x.length && sum < least; j++) {
        sum += (x[j] - k[j]) * (x[j] - k[j]);
      }
      least = Math.min(least, sum);
    }
    return least;
  }

  /** P(a &lt; b) + P(a = b) / 2 over all pairs, per column of the weights v of a and w of b. */
  private static double[] shareBelow(double[] a, double[][] v, double[] b, double[][] w) {
    int[] order =
        IntStream.range(0, b.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> b[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] sorted = Arrays.stream(order).mapToDouble(i -> b[i]).toArray();
    int[] below = Arrays.stream(a).mapToInt(x -> count(sorted, x, false)).toArray();
    int[] upTo = Arrays.stream(a).mapToInt(x -> count(sorted, x, true)).toArray();
    return Bootstrap.columns(
        c -> {
          double[] weight = new double[b.length + 1];
          for (int j = 0; j < b.length; j++) {
            weight[j + 1] = weight[j] + w[order[j]][c];
          }
          double sum = 0;
          for (int i = 0; i < a.length; i++) {
            sum += v[i][c] * (b.length - (weight[below[i]] + weight[upTo[i]]) / 2);
          }
          return sum / ((double) a.length * b.length);
        });
  }

  /** How many sorted values are below v, or at most v. */
  private static int count(double[] sorted, double v, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < v || (orEqual && sorted[middle] == v)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
