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
    return new Constant(w);
  }

  /** The same weight at all times; a sampler leaves out the weight 1. */
  record Constant(double w) implements Weighting {
    @Override
    public double at(double t) {
      return w;
    }
  }
}
