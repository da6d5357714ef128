package org.generatormatching.api;

import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weights;

/** A traced network: points and times in, the raw values of all heads out. */
public interface Network {
  /** Its weights. */
  Weights weights();

  /**
   * One evaluation.
   *
   * @param x points, of the point signature that the network was made for
   * @param t FLOAT64 [B, number of clocks]: the model's time, or one per factor
   * @param context conditions
   * @return the raw arrays that the network was made for
   */
  State apply(State x, Tensor t, Context context);

  /** Makes networks for given inputs and outputs. */
  @FunctionalInterface
  interface Kind {
    /**
     * A network.
     *
     * @param point the arrays of a point, [B, ...]
     * @param clocks number of times
     * @param context the arrays of the conditions
     * @param raw the arrays to predict
     */
    Network make(Signature point, int clocks, Signature context, Signature raw);
  }
}
