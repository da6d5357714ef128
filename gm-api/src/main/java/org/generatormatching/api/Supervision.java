package org.generatormatching.api;

import java.util.Map;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;

/**
 * Where evidence comes from; one per model. Host work (assignment, alignment, trees, replay) is
 * done in {@link #prepare}, everything else inside the program in {@link #draw}: this pair is the
 * border between the two worlds in training.
 */
public interface Supervision {
  /** What {@link #prepare} gives for data of this signature. */
  default Signature prepared(Signature data) {
    return data;
  }

  /**
   * How many steps of so many rows are prepared together. Host work that wants to see more rows
   * than a batch has gets those of consecutive steps, in their order.
   */
  default int steps(int rows) {
    return 1;
  }

  /**
   * Host work on a batch of data.
   *
   * @param conditions what the model is told of each row, before any of it is dropped; no arrays
   *     where it is told nothing
   */
  default Batch prepare(HostRng rng, Batch data, Batch conditions) {
    return data;
  }

  /** What the metrics of a run tell about a prepared batch, by name: the cost of a plan. */
  default Map<String, Double> measured(Batch prepared) {
    return Map.of();
  }

  /**
   * Examples from a prepared batch at the given times, the same number k of every row: row b gives
   * the examples b*k .. b*k + k-1.
   */
  Example draw(Rng rng, State prepared, Times t);
}
