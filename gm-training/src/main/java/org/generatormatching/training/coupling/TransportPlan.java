package org.generatormatching.training.coupling;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How much mass goes from each source row to each data row: pairs with their weights.
 *
 * @param source row of the source, per pair
 * @param data row of the data, per pair
 * @param weights mass of each pair, above 0
 * @param cost sum of weight times cost over the pairs
 * @param rows number of source rows
 * @param columns number of data rows
 * @param violation the largest difference between a row's or column's mass and what it should be; 0
 *     for plans of which nothing is demanded
 */
public record TransportPlan(
    int[] source,
    int[] data,
    double[] weights,
    double cost,
    int rows,
    int columns,
    double violation) {
  /** Row i with column {@code columns[i]}, all of one weight. */
  static TransportPlan of(int[] columns, double[][] costs, double weight) {
    int n = columns.length;
    double[] weights = new double[n];
    Arrays.fill(weights, weight);
    int[] rows = IntStream.range(0, n).toArray();
    double cost = IntStream.range(0, n).mapToDouble(i -> weight * costs[i][columns[i]]).sum();
    return new TransportPlan(rows, columns, weights, cost, n, n, 0);
  }

  /** The mass that is moved. */
  public double mass() {
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    return sum;
  }

  /** All pairs, also those without mass: [rows][columns]. */
  public double[][] dense() {
    double[][] p = new double[rows][columns];
    for (int k = 0; k < weights.length; k++) {
      p[source[k]][data[k]] += weights[k];
    }
    return p;
  }
}
