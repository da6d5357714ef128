package org.generatormatching.api;

/**
 * A network, or an exact oracle: one evaluation gives the predictions of all heads of all factors.
 */
@FunctionalInterface
public interface Model {
  /** The predictions at points and times. */
  Predictions at(State x, Times t, Context context);
}
