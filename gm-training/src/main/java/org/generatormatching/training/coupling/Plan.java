package org.generatormatching.training.coupling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.generatormatching.api.Coupling.Coupled;

/** Plans between the rows of a batch, at the mean squared distance of their pairs. */
final class Plan {
  private Plan() {}

  /** Plans of groups of rows, together, in the order of the source. */
  static Coupled of(List<int[]> groups, List<TransportPlan> plans, SquaredDistance distance) {
    int pairs = plans.stream().mapToInt(p -> p.weights().length).sum();
    int[] source = new int[pairs];
    int[] data = new int[pairs];
    double[] weights = new double[pairs];
    double cost = 0;
    int at = 0;
    for (int k = 0; k < plans.size(); k++) {
      TransportPlan p = plans.get(k);
      for (int i = 0; i < p.weights().length; i++) {
        source[at] = groups.get(k)[p.source()[i]];
        data[at] = groups.get(k)[p.data()[i]];
        weights[at] = p.weights()[i];
        cost += weights[at] * distance.between(source[at], data[at]);
        at++;
      }
    }
    int[] order =
        IntStream.range(0, pairs)
            .boxed()
            .sorted(Comparator.comparingInt(k -> source[k]))
            .mapToInt(k -> k)
            .toArray();
    return new Coupled(
        IntStream.of(order).map(k -> source[k]).toArray(),
        IntStream.of(order).map(k -> data[k]).toArray(),
        IntStream.of(order).mapToDouble(k -> weights[k]).toArray(),
        cost);
  }

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
