package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;

/**
 * A learned embedding of times and conditions: \(e = a(L_2\, a(L_1 [f(t), c]))\) with the features
 * f of {@link TimeFeatures} and an activation a.
 *
 * <p>Shapes: t FLOAT64 [rows, clocks], c FLOAT32 [rows, conditions], e FLOAT32 [rows, width].
 *
 * @param features f
 * @param first L_1
 * @param second L_2
 * @param activation a
 */
public record TimeEmbedding(
    TimeFeatures features, Linear first, Linear second, Activation activation) {
  /**
   * An embedding.
   *
   * @param name prefix of the weights' names
   * @param clocks number of times
   * @param conditions width of the conditions, 0 for none
   * @param width of the result
   */
  public static TimeEmbedding of(
      String name,
      TimeFeatures features,
      long clocks,
      long conditions,
      long width,
      Activation activation) {
    return new TimeEmbedding(
        features,
        Linear.of(name + ".0", features.width(clocks) + conditions, width),
        Linear.of(name + ".1", width, width),
        activation);
  }

  /** e; conditions as a list of parts [rows, ...], empty for none. */
  public Tensor apply(Tensor t, List<Tensor> conditions) {
    List<Tensor> parts = new ArrayList<>(List.of(features.apply(t)));
    parts.addAll(conditions);
    Tensor hidden = activation.apply(first.apply(Tensor.concat(1, parts)));
    return activation.apply(second.apply(hidden));
  }

  /** The weights of both layers. */
  public List<Weight> weights() {
    List<Weight> w = new ArrayList<>(first.weights());
    w.addAll(second.weights());
    return w;
  }
}
