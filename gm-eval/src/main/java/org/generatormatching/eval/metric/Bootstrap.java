package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.tensor.HostRng;

/**
 * The bootstrap: what a statistic would be on other samples, estimated by drawing rows anew from
 * those at hand, with replacement.
 *
 * <p>A resample is how often each row is drawn. Statistics are computed with these weights for all
 * resamples side by side; column 0 has weight 1 everywhere and so gives the statistic itself.
 *
 * <p>The interval is value + (quantile - mean of the resampled values), for the quantiles .025 and
 * .975. Distances grow when rows are drawn twice, by about their floor; the mean takes that out.
 * Near the floor distances are degenerate and the interval is too wide rather than too narrow.
 *
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron 1979</a>
 */
final class Bootstrap {
  /** Number of resamples. */
  static final int RESAMPLES = 200;

  /** Number of columns: the data as they are, and the resamples. */
  static final int COLUMNS = 1 + RESAMPLES;

  private Bootstrap() {}

  /** How often each of n rows is drawn, [n][COLUMNS]. */
  static double[][] weights(HostRng rng, int n) {
    double[][] w = new double[n][COLUMNS];
    for (double[] row : w) {
      row[0] = 1;
    }
    for (int b = 1; b < COLUMNS; b++) {
      for (int i = 0; i < n; i++) {
        w[rng.below(n)][b]++;
      }
    }
    return w;
  }

  /** For every column the weighted mean of one number per row. */
  static double[] means(double[] values, double[][] weights) {
    double[] r = new double[COLUMNS];
    for (int i = 0; i < values.length; i++) {
      for (int b = 0; b < COLUMNS; b++) {
        r[b] += weights[i][b] * values[i];
      }
    }
    return Arrays.stream(r).map(v -> v / values.length).toArray();
  }

  /** For every column some function of it. */
  static double[] columns(IntToDoubleFunction f) {
    return IntStream.range(0, COLUMNS).mapToDouble(f).toArray();
  }

  /**
   * A score with its interval.
   *
   * @param values the value and the resampled ones
   * @param range of values that are possible, to which the interval is cut
   */
  static Score score(
      String name, double[] values, Range range, double floor, int n, Metric.Better better) {
    double value = values[0];
    double[] resampled = Arrays.copyOfRange(values, 1, values.length);
    double mean = Arrays.stream(resampled).average().orElse(Double.NaN);
    if (!Double.isFinite(value) || !Double.isFinite(mean)) {
      return new Score(name, value, floor, n, better);
    }
    Arrays.sort(resampled);
    return new Score(
        name,
        value,
        floor,
        range.cut(value + quantile(resampled, 0.025) - mean),
        range.cut(value + quantile(resampled, 0.975) - mean),
        n,
        better);
  }

  private static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Which values are possible. */
  enum Range {
    /** From 0 to 1. */
    SHARE(0, 1),
    /** From 0 upwards. */
    DISTANCE(0, Double.POSITIVE_INFINITY),
    /** All. */
    REAL(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private final double least;
    private final double most;

    Range(double least, double most) {
      this.least = least;
      this.most = most;
    }

    private double cut(double v) {
      return Math.min(most, Math.max(least, v));
    }
  }
}
