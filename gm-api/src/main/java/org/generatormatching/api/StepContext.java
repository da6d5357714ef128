package org.generatormatching.api;

import java.util.List;
import org.generatormatching.tensor.Rng;

/**
 * Where a step is.
 *
 * @param rng the step's own noise
 * @param nodes the times at the stepper's nodes; the first is the start of the step
 * @param to the end of the step
 * @param last whether the step ends at t = 1
 */
public record StepContext(Rng rng, List<Times> nodes, Times to, boolean last) {
  /** The start of the step. */
  public Times from() {
    return nodes.get(0);
  }

  /** Where stage k ends: the next node, or the end of the step. */
  public Times end(int k) {
    return k + 1 < nodes.size() ? nodes.get(k + 1) : to;
  }

  /** The part of one factor of a product. */
  public StepContext factor(String name) {
    return new StepContext(
        rng.fork(name), nodes.stream().map(t -> t.factor(name)).toList(), to.factor(name), last);
  }
}
