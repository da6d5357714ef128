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

  /**
   * The rows of a batch that hold what the data hold. Named categories count as one-hot rows, since
   * their numbers mean nothing; a missing number as the mean of the training cells beside a 1.
   */
  static Rows of(Batch batch, Dataset dataset) {
    return of(spread(batch, dataset), dataset.signature());
  }

  /** The columns of a table as arrays [n, ...] without missing values; other data as they are. */
  static Batch spread(Batch batch, Dataset dataset) {
    Batch r = batch;
    if (dataset.layout() instanceof Dataset.Layout.Columns layout) {
      for (Dataset.Column c : layout.columns()) {
        HostArray a = batch.arrays().get(c.name());
        if (a != null && !c.categories().isEmpty()) {
          r = r.with(c.name(), oneHot(a, c.categories().size()));
        } else if (a != null && c.missing()) {
          r = r.with(c.name(), flagged(a, mean(dataset, c.name())));
        }
      }
    }
    return r;
  }

  private static HostArray oneHot(HostArray a, int categories) {
    int width = categories + 1;
    double[] v = new double[a.size() * width];
    for (int i = 0; i < a.size(); i++) {
      v[i * width + (int) (a.longs()[i] < 0 ? categories : a.longs()[i])] = 1;
    }
    return HostArray.of(v, a.size(), width);
  }

  private static HostArray flagged(HostArray a, double mean) {
    double[] v = new double[2 * a.size()];
    for (int i = 0; i < a.size(); i++) {
      boolean missing = Double.isNaN(a.get(i));
      v[2 * i] = missing ? mean : a.get(i);
      v[2 * i + 1] = missing ? 1 : 0;
    }
    return HostArray.of(v, a.size(), 2);
  }

  private static double mean(Dataset dataset, String name) {
    return dataset.trainingSet().stream()
        .flatMapToDouble(b -> Arrays.stream(b.get(name).doubles()))
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(0);
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
    return of(setting.samples(), setting.dataset());
  }

  /** The reference of a setting. */
  static Rows reference(Metric.Setting setting) {
    return of(setting.reference(), setting.dataset());
  }

  /**
   * Fresh rows of the data that share none with the held-out ones; fewer where there are no more.
   */
  static Rows real(Dataset dataset, HostRng rng, int n) {
    return of(fresh(dataset, rng, n), dataset);
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
