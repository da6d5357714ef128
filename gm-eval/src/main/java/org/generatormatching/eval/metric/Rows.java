package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.Collection;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/**
 * Points as rows of numbers: all arrays of a point side by side.
 *
 * @param values one array per row
 */
record Rows(double[][] values) {
  /**
   * The rows of a batch.
   *
   * @param point names and order of the arrays; others are left out
   * @throws org.generatormatching.tensor.GmException [GM/NOT_FINITE] for NaN and infinity
   */
  static Rows of(Batch batch, Signature point) {
    return of(batch, point.names());
  }

  /** The rows of a batch, of the arrays with these names. */
  static Rows of(Batch batch, Collection<String> names) {
    int n = batch.size();
    int width = 0;
    for (String name : names) {
      width += n == 0 ? 0 : batch.get(name).size() / n;
    }
    double[][] rows = new double[n][width];
    int at = 0;
    for (String name : names) {
      at = fill(name, batch.get(name), rows, at);
    }
    return new Rows(rows);
  }

  private static int fill(String name, HostArray array, double[][] rows, int at) {
    int width = rows.length == 0 ? 0 : array.size() / rows.length;
    for (int i = 0; i < array.size(); i++) {
      double v = array.get(i);
      if (!Double.isFinite(v)) {
        throw Problem.of(GmError.NOT_FINITE, "metrics need finite points")
            .found(v + " in row " + i / width + " of '" + name + "'")
            .exception();
      }
      rows[i / width][at + i % width] = v;
    }
    return at + width;
  }

  /** The samples of a setting. */
  static Rows samples(Metric.Setting setting) {
    return of(setting.samples(), setting.dataset().signature());
  }

  /** The reference of a setting. */
  static Rows reference(Metric.Setting setting) {
    return of(setting.reference(), setting.dataset().signature());
  }

  /**
   * Fresh rows of the data that share none with the held-out ones; fewer where there are no more.
   */
  static Rows real(Dataset dataset, HostRng rng, int n) {
    return of(fresh(dataset, rng, n), dataset.signature());
  }

  /** The same as a batch. */
  static Batch fresh(Dataset dataset, HostRng rng, int n) {
    return dataset
        .law()
        .map(law -> law.sample(rng, n))
        .or(() -> dataset.trainingSet().map(all -> all.rows(some(rng, all.size(), n))))
        .orElseGet(() -> dataset.training(rng, 0, n));
  }

  private static int[] some(HostRng rng, int of, int n) {
    return Arrays.copyOf(rng.permutation(of), Math.min(n, of));
  }

  /** At most n rows, chosen at random. */
  Rows some(HostRng rng, int n) {
    return n >= size() ? this : new Rows(pick(some(rng, size(), n)));
  }

  /** The listed rows. */
  double[][] pick(int[] index) {
    return Arrays.stream(index).mapToObj(i -> values[i]).toArray(double[][]::new);
  }

  /** Number of rows. */
  int size() {
    return values.length;
  }

  /** Number of columns. */
  int width() {
    return values.length == 0 ? 0 : values[0].length;
  }

  /** The rows divided by a scale per column. */
  Rows over(double[] scale) {
    double[][] r = new double[size()][width()];
    for (int i = 0; i < r.length; i++) {
      for (int j = 0; j < r[i].length; j++) {
        r[i][j] = values[i][j] / scale[j];
      }
    }
    return new Rows(r);
  }

  /**
   * The unit of each column: 1 for images and points in the plane, whose coordinates share one
   * unit; else the standard deviation, 1 where it is 0.
   */
  double[] units(Dataset.Layout layout) {
    double[] unit = new double[width()];
    Arrays.fill(unit, 1);
    if (layout instanceof Dataset.Layout.Columns) {
      double[] d = deviations();
      for (int j = 0; j < unit.length; j++) {
        unit[j] = d[j] > 0 ? d[j] : 1;
      }
    }
    return unit;
  }

  /** The standard deviation of each column. */
  double[] deviations() {
    int n = size();
    double[] mean = new double[width()];
    double[] square = new double[width()];
    for (double[] row : values) {
      for (int j = 0; j < row.length; j++) {
        mean[j] += row[j] / n;
      }
    }
    for (double[] row : values) {
      for (int j = 0; j < row.length; j++) {
        square[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
      }
    }
    return Arrays.stream(square).map(Math::sqrt).toArray();
  }
}
