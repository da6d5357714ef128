package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;

/**
 * What a residual branch reads: \(N(h) \odot (1 + s(e)) + b(e)\), with layer normalisation N and a
 * scale s and shift b that are affine in the embedding e of times and conditions and start at 0.
 *
 * <p>Shapes: h [rows, ..., d] and e [rows, ..., m] of one rank, e with 1 in between; FLOAT32.
 *
 * @param norm N
 * @param scale s
 * @param shift b
 * @see <a href="https://arxiv.org/abs/2212.09748">Peebles and Xie 2023, section 3.2</a>
 */
public record Modulation(LayerNorm norm, Linear scale, Linear shift) {
  /**
   * A modulation.
   *
   * @param name prefix of the weights' names
   * @param width d
   * @param embedding m
   */
  public static Modulation of(String name, long width, long embedding) {
    return new Modulation(
        LayerNorm.of(name + ".norm", width),
        Linear.zero(name + ".scale", embedding, width),
        Linear.zero(name + ".shift", embedding, width));
  }

  /** What the branch reads. */
  public Tensor apply(Tensor h, Tensor e) {
    return norm.apply(h).times(scale.apply(e).plus(1)).plus(shift.apply(e));
  }

  /** All weights. */
  public List<Weight> weights() {
    List<Weight> w = new ArrayList<>(norm.weights());
    w.addAll(scale.weights());
    w.addAll(shift.weights());
    return w;
  }
}
