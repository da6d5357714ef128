package org.generatormatching.eval.metric;

import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

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
    most = most == null ? 4000 : most;
    if (most < 2) {
      throw Problem.of(GmError.CONFIG, "energy-distance@1 needs points")
          .found(most)
          .expected("at least 2")
          .exception();
    }
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("energy-distance");
    Rows reference = Rows.reference(setting);
    double[] units = reference.units(setting.dataset().layout());
    double[][] x = Rows.samples(setting).some(rng.fork("samples"), most).over(units).values();
    double[][] y = reference.some(rng.fork("reference"), most).over(units).values();
    int n = x.length;
    int m = y.length;
    if (n < 2 || m < 2) {
      throw Problem.of(GmError.DATA, "energy-distance@1 has too few points")
          .found(n + " samples and " + m + " held-out points")
          .expected("at least 2 of each")
          .exception();
    }
    double[][] v = Bootstrap.weights(rng.fork("bootstrap-samples"), n);
    double[][] w = Bootstrap.weights(rng.fork("bootstrap-reference"), m);
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
