package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The total variation between the laws of single sites, of samples and of held-out data, for tokens
 * and other whole numbers.
 *
 * <p>\(\frac12 \sum_a |\hat p_s(a) - \hat q_s(a)|\) per site s, \(\hat p\) and \(\hat q\) shares of
 * the values a: {@code tv-marginal} is the mean over sites, {@code tv-marginal-worst} the largest.
 * Equally many points of both sides. The floors are means over five fresh samples of the data
 * against the same held-out points.
 *
 * <p>Sites are the numbers of all arrays of tokens, and of floating arrays whose held-out values
 * are all whole; there samples are rounded to the nearest whole number. The intervals draw the rows
 * of both sides anew.
 *
 * @param most points used of each side; default 5000
 */
public record MarginalVariation(Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("tv-marginal@1");

  /** Puts the default in its place and checks the range. */
  public MarginalVariation {
    most = most == null ? 5000 : most;
    if (most < 1) {
      throw Problem.of(GmError.CONFIG, "tv-marginal@1 needs points")
          .found(most)
          .expected("at least 1")
          .exception();
    }
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("tv-marginal");
    Sites sites = Sites.of(setting, ID.toString(), most, rng);
    int n = sites.size();
    double[][] v = Bootstrap.weights(rng.fork("bootstrap-samples"), n);
    double[][] w = Bootstrap.weights(rng.fork("bootstrap-reference"), n);
    int width = sites.width();
    double[] mean = new double[Bootstrap.COLUMNS];
    double[] worst = new double[Bootstrap.COLUMNS];
    for (int s = 0; s < width; s++) {
      double[] d = sites.distance(new int[] {s}, v, w);
      for (int b = 0; b < d.length; b++) {
        mean[b] += d[b] / width;
        worst[b] = Math.max(worst[b], d[b]);
      }
    }
    double meanFloor = 0;
    double worstFloor = 0;
    for (double[][] fresh : sites.real()) {
      double[] d = new double[width];
      Arrays.setAll(d, s -> sites.floor(new int[] {s}, fresh));
      meanFloor += Arrays.stream(d).average().orElse(0) / sites.real().size();
      worstFloor += Arrays.stream(d).max().orElse(0) / sites.real().size();
    }
    return List.of(
        Bootstrap.score("tv-marginal", mean, Bootstrap.Range.SHARE, meanFloor, n, Better.LOWER),
        Bootstrap.score(
            "tv-marginal-worst", worst, Bootstrap.Range.SHARE, worstFloor, n, Better.LOWER));
  }
}
