package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/**
 * Compares samples of a law in the plane with its density: E f(X) = integral of f p over a square
 * window, for f = 1 and waves of up to four turns, 0 outside the window.
 *
 * <p>Both sides carry noise: the left one that of the samples, the right one that of a stratified
 * sum over two random points per cell, whose difference gives its variance. No error of a grid is
 * left, so that densities with jumps need no allowance.
 */
final class PlaneDensity {
  /** Samples of a usual trial. */
  static final int SAMPLES = 40_000;

  private static final int CELLS = 40;
  private static final int WAVES = 5;
  private static final int FUNCTIONS = 4 * WAVES * WAVES;

  private final Dataset.Layout.Plane window;
  private final double[] mean = new double[FUNCTIONS];
  private final double[] variance = new double[FUNCTIONS];

  private PlaneDensity(Dataset.Layout.Plane window) {
    this.window = window;
  }

  /** The largest difference of both sides in units of its standard deviation. */
  static Measurement compare(
      Dataset.ExactLaw law, Dataset.Layout.Plane window, Batch samples, Trial trial) {
    PlaneDensity d = new PlaneDensity(window);
    d.add(samples.get(window.array()), samples.size());
    if (!d.subtract(law, trial.rng("points"), trial.samples(1))) {
      return Measurement.holds(false, "log p is NaN or infinite inside the window");
    }
    double worst = 0;
    int at = 0;
    int functions = 0;
    for (int k = 0; k < FUNCTIONS; k++) {
      // The sine of no turns is 0 everywhere.
      functions += d.variance[k] > 0 ? 1 : 0;
      double deviation = Math.sqrt(Math.max(d.variance[k], 1e-300));
      double z = Math.abs(d.mean[k]) < 1e-9 ? 0 : Math.abs(d.mean[k]) / deviation;
      if (!(z <= worst)) {
        at = k / 4;
        worst = z;
      }
    }
    String where = "a wave of " + at / WAVES + " turns across and " + at % WAVES + " up";
    return new Measurement.Score(worst, Math.max(functions, 1), where);
  }

  private void add(HostArray x, int n) {
    double[] f = new double[FUNCTIONS];
    for (int i = 0; i < n; i++) {
      fill(x.get(2 * i), x.get(2 * i + 1), f);
      for (int k = 0; k < FUNCTIONS; k++) {
        mean[k] += f[k] / n;
        variance[k] += f[k] * f[k] / n;
      }
    }
    for (int k = 0; k < FUNCTIONS; k++) {
      variance[k] = Math.max(variance[k] - mean[k] * mean[k], 0) / n;
    }
  }

  private boolean subtract(Dataset.ExactLaw law, HostRng rng, int pairs) {
    double side = (window.high() - window.low()) / CELLS;
    double mass = side * side / pairs;
    double[] f = new double[FUNCTIONS];
    double[] g = new double[FUNCTIONS];
    for (int c = 0; c < CELLS * CELLS * pairs; c++) {
      double p = mass * point(law, c / pairs, side, rng, f);
      double q = mass * point(law, c / pairs, side, rng, g);
      if (!Double.isFinite(p) || !Double.isFinite(q)) {
        return false;
      }
      for (int k = 0; k < FUNCTIONS; k++) {
        double difference = p * f[k] - q * g[k];
        mean[k] -= (p * f[k] + q * g[k]) / 2;
        variance[k] += difference * difference / 4;
      }
    }
    return true;
  }

  /** The density and the functions at a random point of a cell. */
  private double point(Dataset.ExactLaw law, int cell, double side, HostRng rng, double[] f) {
    int row = cell / CELLS;
    double x = window.low() + side * (cell - row * CELLS + rng.uniform());
    double y = window.low() + side * (row + rng.uniform());
    fill(x, y, f);
    return Math.exp(law.logDensity(Point.of(window.array(), x, y)));
  }

  /** Products of the cosines and sines of both coordinates. */
  private void fill(double x, double y, double[] f) {
    double width = window.high() - window.low();
    double u = (x - window.low()) / width;
    double v = (y - window.low()) / width;
    double inside = u >= 0 && u < 1 && v >= 0 && v < 1 ? 1 : 0;
    double[] across = waves(u);
    double[] up = waves(v);
    for (int i = 0; i < WAVES; i++) {
      for (int j = 0; j < WAVES; j++) {
        int k = 4 * (i * WAVES + j);
        f[k] = inside * across[2 * i] * up[2 * j];
        f[k + 1] = inside * across[2 * i] * up[2 * j + 1];
        f[k + 2] = inside * across[2 * i + 1] * up[2 * j];
        f[k + 3] = inside * across[2 * i + 1] * up[2 * j + 1];
      }
    }
  }

  private static double[] waves(double u) {
    double[] r = new double[2 * WAVES];
    for (int i = 0; i < WAVES; i++) {
      r[2 * i] = Math.cos(2 * Math.PI * i * u);
      r[2 * i + 1] = Math.sin(2 * Math.PI * i * u);
    }
    return r;
  }
}
