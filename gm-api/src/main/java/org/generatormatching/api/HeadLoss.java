package org.generatormatching.api;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/**
 * A head, the divergence that trains it, and the weight of this loss in the sum. Weights may depend
 * on the time: that changes where a network spends its capacity, and never what a perfect one would
 * predict.
 */
public record HeadLoss(Head head, BregmanDivergence divergence, Weight weight) {
  /** A positive number for every time. */
  @FunctionalInterface
  public interface Weight {
    /** FLOAT64 [rows]. */
    Tensor at(Times t);

    /**
     * {@code c (1 - t)^power}: with power 2 targets that grow as 1/(1 - t) count alike at all
     * times.
     */
    static Weight of(double c, double power) {
      return t -> power == 0 ? t.t().like(c) : t.oneMinusT().pow(power).times(c);
    }
  }

  /** The same weight at all times. */
  public HeadLoss(Head head, BregmanDivergence divergence, double weight) {
    this(head, divergence, Weight.of(weight, 0));
  }

  /** The weighted loss of every row, FLOAT64 [rows]. */
  public Tensor at(Target target, Prediction prediction, State xt, Times t) {
    Tensor d = divergence.loss(target, prediction, xt, t).cast(DType.FLOAT64);
    return d.times(weight.at(t));
  }
}
