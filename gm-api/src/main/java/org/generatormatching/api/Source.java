package org.generatormatching.api;

import org.generatormatching.tensor.Rng;

/** A law on a state space that can be drawn inside a program: p_0. */
public interface Source {
  /**
   * Independent points.
   *
   * @param rng the stream of this draw
   * @param rows the leading dimension: a number, or {@code -c} for c*B as in {@code Shape}
   */
  State draw(Rng rng, long rows);
}
