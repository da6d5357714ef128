package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;

/** Pairs source points with data points so that both marginals are kept. Host code. */
public interface Coupling {
  /** The id in configurations. */
  ComponentId id();

  /**
   * How many rows it would like to see together; more than a batch asks for the batches of several
   * steps at once.
   */
  default int pool() {
    return 1;
  }

  /**
   * Pairs of rows of both batches. Given the conditions of its data row, a partner has to follow
   * the law of the source: samples start from that law whatever they are asked for.
   *
   * @param conditions what the model is told of each data row, as numbers and categories, or no
   *     arrays; what is absent is NaN or -1. Source rows know nothing of them
   */
  Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions);

  /**
   * Pairs.
   *
   * @param source row of the source batch, per pair
   * @param data row of the data batch, per pair
   * @param weights of the pairs, summing to 1
   * @param cost of the plan
   */
  record Coupled(int[] source, int[] data, double[] weights, double cost) {}
}
