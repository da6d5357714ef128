package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;

/** Pairs source points with data points so that both marginals are kept. Host code. */
public interface Coupling {
  /** The id in configurations. */
  ComponentId id();

  /** Pairs of rows of both batches. */
  Coupled pair(HostRng rng, Batch source, Batch data);

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
