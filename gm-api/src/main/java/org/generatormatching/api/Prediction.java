package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * A head's prediction: a value in the legal set Omega, and its logarithm where a divergence needs
 * it.
 *
 * @param value the prediction, in the head's coordinates
 * @param log log value, finite (a forbidden entry has about -1e30, never -inf), or empty where
 *     values may be negative
 */
public record Prediction(State value, State log) {
  /** A value whose logarithm nobody needs. */
  public static Prediction of(State value) {
    return new Prediction(value, State.empty());
  }

  /** A value given by its logarithm. */
  public static Prediction exp(State log) {
    return new Prediction(log.map(Tensor::exp), log);
  }
}
