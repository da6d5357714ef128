package org.generatormatching.api;

/** The predictions of one network evaluation, one per head. */
@FunctionalInterface
public interface Predictions {
  /** The prediction of a head that the model was made for. */
  Prediction of(Head head);
}
