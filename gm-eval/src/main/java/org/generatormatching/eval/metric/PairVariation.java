package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The total variation between the laws of pairs of sites, of samples and of held-out data, for
 * tokens and other whole numbers: sees dependence, to which single sites are blind.
 *
 * <p>\(\frac12 \sum_{a,b} |\hat p_{st}(a, b) - \hat q_{st}(a, b)|\), the mean over pairs s &lt; t:
 * all of them where they are at most {@value #PAIRS}; else {@value #PAIRS}, half of them neighbours
 * (s, s + 1) spread evenly and half drawn once and for all, the same for every seed. Equally many
 * points of both sides. The floor is the mean over five fresh samples of the data against the same
 * held-out points: with few points and many values it is near 1, and then the metric says little.
 *
 * <p>Sites are those of {@link MarginalVariation}. The interval draws the rows of both sides anew.
 *
 * @param most points used of each side; default 5000
 */
public record PairVariation(Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("tv-pair@1");
  private static final int PAIRS = 64;

  /** Puts the default in its place and checks the range. */
  public PairVariation {
    most = most == null ? 5000 : most;
    if (most < 1) {
      throw Problem.of(GmError.CONFIG, "tv-pair@1 needs points")
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
    HostRng rng = HostRng.of(setting.seed()).fork("tv-pair");
    Sites sites = Sites.of(setting, ID.toString(), most, rng);
    List<List<Integer>> pairs = pairs(sites.width());
    if (pairs.isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, "tv-pair@1 needs two sites").found(1).exception();
    }
    int n = sites.size();
    double[][] v = Bootstrap.weights(rng.fork("bootstrap-samples"), n);
    double[][] w = Bootstrap.weights(rng.fork("bootstrap-reference"), n);
    double[] mean = new double[Bootstrap.COLUMNS];
    double floor = 0;
    for (List<Integer> pair : pairs) {
      int[] st = {pair.get(0), pair.get(1)};
      double[] d = sites.distance(st, v, w);
      for (int b = 0; b < d.length; b++) {
        mean[b] += d[b] / pairs.size();
      }
      for (double[][] fresh : sites.real()) {
        floor += sites.floor(st, fresh) / sites.real().size() / pairs.size();
      }
    }
    return List.of(Bootstrap.score("tv-pair", mean, Bootstrap.Range.SHARE, floor, n, Better.LOWER));
  }

  /** The pairs that are looked at, a function of the number of sites. */
  static List<List<Integer>> pairs(int width) {
    Set<List<Integer>> pairs = new LinkedHashSet<>();
    if (width * (width - 1L) / 2 <= PAIRS) {
      for (int s = 0; s < width; s++) {
        for (int t = s + 1; t < width; t++) {
          pairs.add(List.of(s, t));
        }
      }
      return new ArrayList<>(pairs);
    }
    int neighbours = Math.min(width - 1, PAIRS / 2);
    for (int k = 0; k < neighbours; k++) {
      int s = (int) ((long) k * (width - 1) / neighbours);
      pairs.add(List.of(s, s + 1));
    }
    HostRng rng = HostRng.of(0).fork("tv-pair-sites");
    while (pairs.size() < PAIRS) {
      int s = rng.below(width);
      int t = rng.below(width);
      if (s != t) {
        pairs.add(List.of(Math.min(s, t), Math.max(s, t)));
      }
    }
    return new ArrayList<>(pairs);
  }
}
