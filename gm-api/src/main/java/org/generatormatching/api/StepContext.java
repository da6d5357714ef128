package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import org.generatormatching.tensor.Rng;

/**
 * Where a step is.
 *
 * @param rng the step's own noise
 * @param nodes the times at the stepper's nodes; the first is the start of the step
 * @param to the end of the step
 * @param last whether the step ends at t = 1
 * @param past what the step before this one began with, for steppers that remember it; empty on the
 *     first step
 * @param place the points at the first node, where the first parameter was evaluated; terms before
 *     this one may have moved the state of the step from there. Empty: the state of the step
 */
public record StepContext(
    Rng rng,
    List<Times> nodes,
    Times to,
    boolean last,
    Optional<Past> past,
    Optional<State> place) {
  /**
   * What a step began with.
   *
   * @param parameter its first parameter
   * @param at its first time
   */
  public record Past(Parameter parameter, Times at) {}

  /** A step without a past. */
  public StepContext(Rng rng, List<Times> nodes, Times to, boolean last) {
    this(rng, nodes, to, last, Optional.empty(), Optional.empty());
  }

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
        rng.fork(name),
        nodes.stream().map(t -> t.factor(name)).toList(),
        to.factor(name),
        last,
        past.map(p -> new Past(p.parameter(), p.at().factor(name))),
        place.map(x -> x.factor(name)));
  }
}
