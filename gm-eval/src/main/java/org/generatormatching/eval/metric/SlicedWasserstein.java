package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The sliced Wasserstein distance of order 2 between samples and held-out data, in the data's unit.
 *
 * <p>\(\left(\frac1K \sum_k \frac1n \sum_i (\langle x, v_k\rangle_{(i)} - \langle y,
 * v_k\rangle_{(i)})^2 \right)^{1/2}\) over K random directions of length 1, sorted projections,
 * equally many points of both sides. The floor is the mean over {@value #REPEATS} fresh samples of
 * the data.
 *
 * <p>Columns of different units are divided by their standard deviation in the held-out data.
 *
 * @param directions default 100
 * @param most points used of each side; default 20000
 */
public record SlicedWasserstein(Integer directions, Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("sliced-w2@1");
  private static final int REPEATS = 5;

  /** Puts defaults in their places and checks ranges. */
  public SlicedWasserstein {
    directions = directions == null ? 100 : directions;
    most = most == null ? 20_000 : most;
    if (directions < 1 || most < 1) {
      throw Problem.of(GmError.CONFIG, "sliced-w2@1 needs directions and points")
          .found(directions + " directions, " + most + " points")
          .expected("at least 1 of each")
          .exception();
    }
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("sliced-w2");
    Rows reference = Rows.reference(setting);
    Rows samples = Rows.samples(setting);
    int n = Math.min(most, Math.min(samples.size(), reference.size()));
    if (n == 0) {
      throw Problem.of(GmError.DATA, "sliced-w2@1 has no points to compare").exception();
    }
    double[] units = reference.units(setting.dataset().layout());
    Rows held = reference.some(rng.fork("reference"), n).over(units);
    double value = distance(samples.some(rng.fork("samples"), n).over(units), held, rng);
    double floor = 0;
    for (int i = 0; i < REPEATS; i++) {
      Rows real = Rows.real(setting.dataset(), rng.fork("floor").at(i), n).over(units);
      floor += distance(real, held.some(rng.fork("fewer"), real.size()), rng) / REPEATS;
    }
    return List.of(new Score("sliced-w2", value, floor, n, Better.LOWER));
  }

  private double distance(Rows a, Rows b, HostRng rng) {
    double sum = 0;
    for (int k = 0; k < directions; k++) {
      double[] v = rng.fork("directions").at(k).normals(a.width());
      double length = Math.sqrt(Arrays.stream(v).map(c -> c * c).sum());
      double[] p = project(a, v, length);
      double[] q = project(b, v, length);
      double squares = 0;
      for (int i = 0; i < p.length; i++) {
        squares += (p[i] - q[i]) * (p[i] - q[i]);
      }
      sum += squares / p.length;
    }
    return Math.sqrt(sum / directions);
  }

  private static double[] project(Rows rows, double[] v, double length) {
    double[] p = new double[rows.size()];
    for (int i = 0; i < p.length; i++) {
      double dot = 0;
      for (int j = 0; j < v.length; j++) {
        dot += rows.values()[i][j] * v[j];
      }
      p[i] = dot / length;
    }
    Arrays.sort(p);
    return p;
  }
}
