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
 * The sliced Wasserstein distance of order 2 between samples and held-out data, in the data's unit.
 *
 * <p>\(\left(\frac1K \sum_k \frac1n \sum_i (\langle x, v_k\rangle_{(i)} - \langle y,
 * v_k\rangle_{(i)})^2 \right)^{1/2}\) over K random directions of length 1, sorted projections,
 * equally many points of both sides. The floor is the mean over {@value #REPEATS} fresh samples of
 * the data.
 *
 * <p>The interval draws the rows of both sides anew and keeps the directions and the units.
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
    Rows drawn = samples.some(rng.fork("samples"), n).over(units);
    double[][] v = Bootstrap.weights(rng.fork("bootstrap-samples"), n);
    double[][] w = Bootstrap.weights(rng.fork("bootstrap-reference"), n);
    double[] value = distance(drawn, v, held, w, rng);
    double floor = 0;
    for (int i = 0; i < REPEATS; i++) {
      Rows real = Rows.real(setting.dataset(), rng.fork("floor").at(i), n).over(units);
      floor += distance(real, held.some(rng.fork("fewer"), real.size()), rng) / REPEATS;
    }
    return List.of(
        Bootstrap.score("sliced-w2", value, Bootstrap.Range.DISTANCE, floor, n, Better.LOWER));
  }

  private double distance(Rows a, Rows b, HostRng rng) {
    double sum = 0;
    for (int k = 0; k < directions; k++) {
      double[] p = project(a, direction(rng, k, a.width()));
      double[] q = project(b, direction(rng, k, a.width()));
      Arrays.sort(p);
      Arrays.sort(q);
      sum += meanSquare(p, q);
    }
    return Math.sqrt(sum / directions);
  }

  /** The distance of the data and of their resamples. */
  private double[] distance(Rows a, double[][] v, Rows b, double[][] w, HostRng rng) {
    int n = a.size();
    double[] sum = new double[Bootstrap.COLUMNS];
    byte[][] ofA = counts(v);
    byte[][] ofB = counts(w);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int k = 0; k < directions; k++) {
      double[] p = project(a, direction(rng, k, a.width()));
      double[] q = project(b, direction(rng, k, a.width()));
      int[] orderOfP = order(p);
      int[] orderOfQ = order(q);
      for (int c = 0; c < sum.length; c++) {
        repeat(p, orderOfP, ofA[c], x);
        repeat(q, orderOfQ, ofB[c], y);
        sum[c] += meanSquare(x, y);
      }
    }
    return Bootstrap.columns(c -> Math.sqrt(sum[c] / directions));
  }

  private static byte[][] counts(double[][] weights) {
    byte[][] r = new byte[Bootstrap.COLUMNS][weights.length];
    for (int i = 0; i < weights.length; i++) {
      for (int c = 0; c < r.length; c++) {
        r[c][i] = (byte) weights[i][c];
      }
    }
    return r;
  }

  /** Sorted values, each as often as it was drawn. */
  private static void repeat(double[] values, int[] order, byte[] count, double[] to) {
    int at = 0;
    for (int i : order) {
      for (int r = 0; r < count[i]; r++) {
        to[at++] = values[i];
      }
    }
  }

  private static int[] order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private static double meanSquare(double[] p, double[] q) {
    double squares = 0;
    for (int i = 0; i < p.length; i++) {
      squares += (p[i] - q[i]) * (p[i] - q[i]);
    }
    return squares / p.length;
  }

  private static double[] direction(HostRng rng, int k, int width) {
    double[] v = rng.fork("directions").at(k).normals(width);
    double length = Math.sqrt(Arrays.stream(v).map(c -> c * c).sum());
    return Arrays.stream(v).map(c -> c / length).toArray();
  }

  private static double[] project(Rows rows, double[] v) {
    double[] p = new double[rows.size()];
    for (int i = 0; i < p.length; i++) {
      double dot = 0;
      for (int j = 0; j < v.length; j++) {
        dot += rows.values()[i][j] * v[j];
      }
      p[i] = dot;
    }
    return p;
  }
}
