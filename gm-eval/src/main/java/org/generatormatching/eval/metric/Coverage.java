package org.generatormatching.eval.metric;

import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Whether samples reach all of the data, and nothing but the data, by nearest neighbours among the
 * held-out points. Two scores, both shares, of which more is better.
 *
 * <p>The ball of a held-out point y reaches to its k-th nearest other held-out point. {@code
 * coverage} is the share of held-out points with a sample in their ball: modes that are missing
 * lower it. {@code precision} is the share of samples in the ball of any held-out point: samples
 * where there are no data lower it. Both are needed; copies of one good point have a precision of
 * 1.
 *
 * <p>The floor of the coverage is exact. Of the other m - 1 held-out points and n perfect samples
 * any k are equally likely the nearest to y, and y is not covered if these are all held out:
 *
 * <p>\(1 - \binom{m-1}{k} / \binom{m-1+n}{k}\)
 *
 * <p>Points at the same distance count as in a random order of them, so that this holds for data on
 * a grid too. The floor of the precision is the mean over {@value #REPEATS} fresh samples of the
 * data.
 *
 * <p>The interval draws samples and held-out points anew and keeps the balls: drawn again with the
 * points, every ball of a point that comes twice would shrink to nothing. Distances are Euclidean
 * in the data's unit; columns of different units are divided by their standard deviation in the
 * held-out data, which makes the floor exact only as far as these deviations are. Between tokens
 * there is no such distance, and they are refused. In many dimensions distances concentrate, and a
 * sample between two modes may lie in balls of both.
 *
 * @param neighbours k, default 5
 * @param most points used of each side, because the cost is quadratic; default 2000
 * @see <a href="https://arxiv.org/abs/2002.09797">coverage: Naeem et al. 2020</a>
 * @see <a href="https://arxiv.org/abs/1904.06991">precision: Kynkaanniemi et al. 2019</a>
 */
public record Coverage(Integer neighbours, Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("coverage@1");
  private static final int REPEATS = 5;

  /** Puts the defaults in their places and checks the ranges. */
  public Coverage {
    neighbours = neighbours == null ? Balls.NEIGHBOURS : neighbours;
    most = PairedRows.most(ID, most == null ? 2000 : most);
    if (neighbours < 1) {
      throw Problem.of(GmError.CONFIG, "coverage@1 needs neighbours")
          .found(neighbours)
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
    if (!Balls.measurable(setting.dataset().signature())) {
      throw Problem.of(GmError.UNSUPPORTED, ID + " needs points that have distances")
          .found("tokens")
          .advice("Leave this metric out; tv-pair@1 compares tokens.")
          .exception();
    }
    PairedRows rows = PairedRows.of(setting, ID, most);
    int n = rows.samples().length;
    int m = rows.held().size();
    if (m <= neighbours) {
      throw Problem.of(GmError.DATA, ID + " has too few points")
          .found(m + " held-out points for " + neighbours + " neighbours")
          .expected("more points than neighbours")
          .exception();
    }
    Balls balls = Balls.around(rows.held().values(), neighbours);
    Balls.Hits hits = balls.hits(rows.samples());
    double[][] v = rows.ofSamples();
    double[][] w = rows.ofHeld();
    double[] units = Rows.reference(setting).units(setting.dataset().layout());
    double floor = 0;
    for (int i = 0; i < REPEATS; i++) {
      Rows real = Rows.real(setting.dataset(), rows.rng().fork("floor").at(i), n).over(units);
      double inside = 0;
      for (boolean in : balls.hits(real.values()).supported()) {
        inside += in ? 1.0 / real.size() : 0;
      }
      floor += inside / REPEATS;
    }
    return List.of(
        Bootstrap.score(
            "coverage",
            Bootstrap.columns(b -> covered(hits, v, w, b)),
            Bootstrap.Range.SHARE,
            1 - Balls.noneAmongFirst(neighbours, m - 1, n),
            n,
            Better.HIGHER),
        Bootstrap.score(
            "precision",
            Bootstrap.columns(b -> supported(hits, v, w, b)),
            Bootstrap.Range.SHARE,
            floor,
            n,
            Better.HIGHER));
  }

  private static double covered(Balls.Hits hits, double[][] v, double[][] w, int column) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      if (w[j][column] > 0) {
        sum += w[j][column] * hits.covered(j, v, column);
      }
    }
    return sum / w.length;
  }

  private static double supported(Balls.Hits hits, double[][] v, double[][] w, int column) {
    boolean[] in = new boolean[v.length];
    for (int j = 0; j < w.length; j++) {
      if (w[j][column] > 0) {
        hits.mark(j, in);
      }
    }
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      sum += in[i] ? v[i][column] : 0;
    }
    return sum / v.length;
  }
}
