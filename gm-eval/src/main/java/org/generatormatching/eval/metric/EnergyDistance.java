package org.generatormatching.eval.metric;

import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;

/**
 * The energy distance between samples and held-out data, in the data's unit: 0 for equal laws only.
 *
 * <p>\(2 E|X-Y| - E|X-X'| - E|Y-Y'|\), all means over all pairs including a point with itself (the
 * V-statistic, never negative). Two samples of sizes n and m of one law give \((1/n + 1/m)\,
 * E|Y-Y'|\) on average, exactly; the floor is that, with E|Y-Y'| of distinct held-out points.
 *
 * <p>The interval draws the rows of both sides anew and keeps the units.
 *
 * <p>Columns of different units are divided by their standard deviation in the held-out data.
 *
 * @param most points used of each side, because the cost is quadratic; default 4000
 * @see <a href="https://doi.org/10.1016/j.jspi.2013.03.018">Szekely and Rizzo 2013</a>
 */
public record EnergyDistance(Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("energy-distance@1");

  /** Puts the default in its place and checks the range. */
  public EnergyDistance {
    most = PairedRows.most(ID, most == null ? 4000 : most);
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    PairedRows rows = PairedRows.of(setting, ID, most);
    double[][] x = rows.samples();
    double[][] y = rows.held().values();
    double[][] v = rows.ofSamples();
    double[][] w = rows.ofHeld();
    int n = x.length;
    int m = y.length;
    PairMeans distance =
        new PairMeans((a, b) -> Math.sqrt(TwoSampleClassifier.Kernel.GAUSSIAN.distance(a, b)));
    double[] across = distance.across(x, v, y, w);
    double[] ofSamples = distance.within(x, v);
    double[] within = distance.within(y, w);
    double[] value = Bootstrap.columns(b -> 2 * across[b] - ofSamples[b] - within[b]);
    double floor = (1.0 / n + 1.0 / m) * within[0] * m / (m - 1);
    return List.of(
        Bootstrap.score(
            "energy-distance", value, Bootstrap.Range.DISTANCE, floor, n, Better.LOWER));
  }
}
