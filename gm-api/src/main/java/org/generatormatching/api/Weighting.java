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

  /**
   * {@code c t^time (1 - t)^rest}: a part that vanishes at an end of time, where it may be
   * singular.
   *
   * @param c at least 0
   */
  static Weighting powers(double c, double time, double rest) {
    return time == 0 && rest == 0
        ? constant(c)
        : t -> c * Math.pow(t, time) * Math.pow(1 - t, rest);
  }

  /** The same weight at all times; a sampler leaves out the weight 1. */
  record Constant(double w) implements Weighting {
    @Override
    public double at(double t) {
      return w;
    }
  }
}
