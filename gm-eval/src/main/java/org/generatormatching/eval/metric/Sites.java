package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/**
 * Samples and held-out data as whole numbers at sites, and distances between laws of one site or a
 * few.
 *
 * <p>Arrays of tokens (INT64) count, and floating arrays whose held-out values are all whole, such
 * as grey levels; of a table its categories alone. Other arrays are left out. Samples are rounded
 * to the nearest whole number (ties to even), as a codec does: the law on the levels is judged, not
 * how near to a level they are.
 *
 * @param samples [n][sites]
 * @param reference [n][sites]
 * @param real fresh data against as many of the reference, for floors
 */
record Sites(double[][] samples, double[][] reference, List<double[][]> real) {
  private static final int REPEATS = 5;

  /**
   * The sites of a setting.
   *
   * @param most rows used of each side
   */
  static Sites of(Metric.Setting setting, String id, int most, HostRng rng) {
    Signature whole = whole(setting, id);
    Rows samples = Rows.of(setting.samples(), whole);
    Rows reference = Rows.of(setting.reference(), whole);
    int n = Math.min(most, Math.min(samples.size(), reference.size()));
    if (n == 0) {
      throw Problem.of(GmError.DATA, id + " has no points to compare").exception();
    }
    List<double[][]> real = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      Batch fresh = Rows.fresh(setting.dataset(), rng.fork("floor").at(i), n);
      real.add(round(Rows.of(fresh, whole)));
    }
    return new Sites(
        round(samples.some(rng.fork("samples"), n)),
        round(reference.some(rng.fork("reference"), n)),
        real);
  }

  private static Signature whole(Metric.Setting setting, String id) {
    Map<String, ArraySpec> whole = new LinkedHashMap<>();
    setting
        .dataset()
        .signature()
        .arrays()
        .forEach(
            (name, spec) -> {
              if (isCategory(setting.dataset().layout(), name)
                  && isWhole(setting.reference().get(name))) {
                whole.put(name, spec);
              }
            });
    if (whole.isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, id + " needs tokens or whole numbers")
          .found("data of fractions only")
          .expected("an INT64 array, or one whose held-out values are whole")
          .exception();
    }
    return new Signature(whole);
  }

  /** Of a table only what it calls categories: a whole number of grams is none. */
  private static boolean isCategory(Dataset.Layout layout, String name) {
    return !(layout instanceof Dataset.Layout.Columns c)
        || c.columns().isEmpty()
        || c.columns().stream().anyMatch(x -> x.name().equals(name) && !x.categories().isEmpty());
  }

  private static boolean isWhole(HostArray a) {
    return a.dtype() == DType.INT64
        || (a.dtype().floating() && Arrays.stream(a.doubles()).allMatch(v -> v == Math.rint(v)));
  }

  private static double[][] round(Rows rows) {
    return Arrays.stream(rows.values())
        .map(row -> Arrays.stream(row).map(Math::rint).toArray())
        .toArray(double[][]::new);
  }

  /** Number of sites. */
  int width() {
    return reference[0].length;
  }

  /** Number of rows of each side. */
  int size() {
    return samples.length;
  }

  /**
   * The total variation between the laws of some sites together, per column of the weights v of the
   * samples and w of the reference.
   */
  double[] distance(int[] sites, double[][] v, double[][] w) {
    int n = samples.length;
    int[] level = levels(samples, reference, sites);
    int levels = Arrays.stream(level).max().orElse(0) + 1;
    double[] difference = new double[levels];
    return Bootstrap.columns(
        b -> {
          Arrays.fill(difference, 0);
          for (int i = 0; i < n; i++) {
            difference[level[i]] += v[i][b];
            difference[level[n + i]] -= w[i][b];
          }
          return Arrays.stream(difference).map(Math::abs).sum() / (2 * n);
        });
  }

  /** The same between one of the fresh samples and the reference, unweighted. */
  double floor(int[] sites, double[][] fresh) {
    int n = Math.min(fresh.length, reference.length);
    int[] level = levels(Arrays.copyOf(fresh, n), Arrays.copyOf(reference, n), sites);
    double[] difference = new double[2 * n];
    for (int i = 0; i < n; i++) {
      difference[level[i]]++;
      difference[level[n + i]]--;
    }
    return Arrays.stream(difference).map(Math::abs).sum() / (2 * n);
  }

  /** The values at some sites as numbers from 0, of the rows of a and then of b. */
  private static int[] levels(double[][] a, double[][] b, int[] sites) {
    Map<List<Double>, Integer> seen = new LinkedHashMap<>();
    int[] r = new int[a.length + b.length];
    for (int i = 0; i < r.length; i++) {
      double[] row = i < a.length ? a[i] : b[i - a.length];
      // Adding 0 makes -0 and 0 one level.
      List<Double> key = Arrays.stream(sites).mapToObj(s -> row[s] + 0.0).toList();
      Integer level = seen.putIfAbsent(key, seen.size());
      r[i] = level == null ? seen.size() - 1 : level;
    }
    return r;
  }
}
