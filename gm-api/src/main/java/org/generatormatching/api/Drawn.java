package org.generatormatching.api;

/**
 * A draw from a conditional path together with the noise that made it: conditional targets written
 * in the noise never divide 0 by 0.
 *
 * @param xt the points
 * @param noise what the path's {@link Interpolant} needs to reproduce them, in the path's own names
 */
public record Drawn(State xt, State noise) {
  /** The draw with every row k times. */
  public Drawn repeatRows(long k) {
    return new Drawn(xt.repeatRows(k), noise.repeatRows(k));
  }

  /** The part of one factor of a product. */
  public Drawn factor(String name) {
    return new Drawn(xt.factor(name), noise.factor(name));
  }
}
