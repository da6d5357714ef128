package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;

/**
 * One residual step, \(h + L_2\, a(L_1(N(h) \odot (1 + s(e)) + b(e)))\), with layer normalisation N
 * and a scale s and shift b that are affine in the embedding e of times and conditions.
 *
 * <p>Shapes: h [rows, d], e [rows, m], result [rows, d]; FLOAT32. Starts as the identity with s = b
 * = 0: L_2 and the modulation start at 0.
 *
 * @param norm N
 * @param scale s
 * @param shift b
 * @param in L_1
 * @param out L_2
 * @param activation a
 * @see <a href="https://arxiv.org/abs/2212.09748">Peebles and Xie 2023, section 3.2</a>; the gate
 *     of their blocks is left out, as L_2 = 0 does its work
 */
public record ResidualBlock(
    LayerNorm norm, Linear scale, Linear shift, Linear in, Linear out, Activation activation) {
  /**
   * A block.
   *
   * @param name prefix of the weights' names
   * @param width d
   * @param inner width between L_1 and L_2
   * @param embedding m
   */
  public static ResidualBlock of(
      String name, long width, long inner, long embedding, Activation activation) {
    return new ResidualBlock(
        LayerNorm.of(name + ".norm", width),
        Linear.zero(name + ".scale", embedding, width),
        Linear.zero(name + ".shift", embedding, width),
        Linear.of(name + ".in", width, inner),
        Linear.zero(name + ".out", inner, width),
        activation);
  }

  /** The next h. */
  public Tensor apply(Tensor h, Tensor e) {
    Tensor modulated = norm.apply(h).times(scale.apply(e).plus(1)).plus(shift.apply(e));
    return h.plus(out.apply(activation.apply(in.apply(modulated))));
  }

  /** All weights. */
  public List<Weight> weights() {
    List<Weight> w = new ArrayList<>(norm.weights());
    for (Linear l : List.of(scale, shift, in, out)) {
      w.addAll(l.weights());
    }
    return w;
  }
}
