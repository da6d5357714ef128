package org.generatormatching.training.coupling;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Squared Euclidean distances between the rows of two batches of the same arrays, summed over the
 * arrays in double arithmetic. Tokens count as their one-hot rows: 2 per site that differs, and so
 * does NaN beside a number.
 */
final class SquaredDistance {
  private record Pair(double[] a, double[] b, int width, boolean tokens) {}

  private final List<Pair> pairs = new ArrayList<>();

  /**
   * Checks the batches.
   *
   * @throws org.generatormatching.tensor.GmException [GM/SHAPE] if their arrays or numbers of rows
   *     differ
   */
  SquaredDistance(Batch source, Batch data) {
    if (!source.signature().equals(data.signature()) || source.size() != data.size()) {
      throw Problem.of(GmError.SHAPE, "source and data cannot be paired")
          .found(source.size() + " rows of " + source.signature().arrays())
          .expected(data.size() + " rows of " + data.signature().arrays())
          .exception();
    }
    for (var e : data.arrays().entrySet()) {
      HostArray a = source.get(e.getKey());
      HostArray b = e.getValue();
      int width = data.size() == 0 ? 0 : b.size() / data.size();
      pairs.add(new Pair(a.doubles(), b.doubles(), width, !b.dtype().floating()));
    }
  }

  /** Between a row of the source and a row of the data. */
  double between(int i, int j) {
    double sum = 0;
    for (Pair p : pairs) {
      int a = i * p.width;
      int b = j * p.width;
      for (int k = 0; k < p.width; k++) {
        double d = p.a[a + k] - p.b[b + k];
        if (p.tokens) {
          sum += d == 0 ? 0 : 2;
        } else if (Double.isNaN(d)) {
          sum += Double.isNaN(p.a[a + k]) && Double.isNaN(p.b[b + k]) ? 0 : 2;
        } else {
          sum += d * d;
        }
      }
    }
    return sum;
  }
}
