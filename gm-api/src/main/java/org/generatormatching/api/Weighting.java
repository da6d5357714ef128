package org.generatormatching.api;

/**
 * The weight of a term as a function of time, chosen at sampling; the weights of a superposition
 * sum to 1.
 */
@FunctionalInterface
public interface Weighting {
  /** The weight at time t, not negative. */
  double at(double t);

  /** A constant weight. */
  static Weighting constant(double w) {
    return t -> w;
  }
}
