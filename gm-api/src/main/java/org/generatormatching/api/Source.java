package org.generatormatching.api;

import java.util.Optional;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** A law on a state space that can be drawn inside a program: p_0. */
public interface Source {
  /**
   * Independent points.
   *
   * @param rng the stream of this draw
   * @param rows the leading dimension: a number, or {@code -c} for c*B as in {@code Shape}
   */
  State draw(Rng rng, long rows);

  /** log p_0 of points where it is known, FLOAT64 [rows]. */
  default Optional<Tensor> logDensity(State x) {
    return Optional.empty();
  }
}
