package org.generatormatching.training.coupling;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.generatormatching.api.Coupling.Coupled;

/** Plans that use every row once. */
final class Plan {
  private Plan() {}

  /** Source row i with the data row {@code data[i]}, at the mean cost of a pair. */
  static Coupled of(int[] data, SquaredDistance distance) {
    int n = data.length;
    double[] weights = new double[n];
    Arrays.fill(weights, 1.0 / n);
    double cost = 0;
    for (int i = 0; i < n; i++) {
      cost += distance.between(i, data[i]) / n;
    }
    return new Coupled(IntStream.range(0, n).toArray(), data, weights, cost);
  }
}
