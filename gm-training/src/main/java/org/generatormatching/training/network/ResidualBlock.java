package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;

/**
 * One residual step, \(h + L_2\, a(L_1 M(h, e))\), with the {@link Modulation} M by the embedding e
 * of times and conditions.
 *
 * <p>Shapes: h [rows, d], e [rows, m], result [rows, d], or h [rows, L, d] and e [rows, 1, m] for
 * sites, each of which then steps by itself; FLOAT32. Starts as the identity: L_2 starts at 0.
 *
 * @param modulation M
 * @param in L_1
 * @param out L_2
 * @param activation a
 * @see <a href="https://arxiv.org/abs/2212.09748">Peebles and Xie 2023, section 3.2</a>; the gate
 *     of their blocks is left out, as L_2 = 0 does its work
 */
public record ResidualBlock(Modulation modulation, Linear in, Linear out, Activation activation) {
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
        Modulation.of(name, width, embedding),
        Linear.of(name + ".in", width, inner),
        Linear.zero(name + ".out", inner, width),
        activation);
  }

  /** The next h. */
  public Tensor apply(Tensor h, Tensor e) {
    return h.plus(out.apply(activation.apply(in.apply(modulation.apply(h, e)))));
  }

  /** All weights. */
  public List<Weight> weights() {
    List<Weight> w = new ArrayList<>(modulation.weights());
    w.addAll(in.weights());
    w.addAll(out.weights());
    return w;
  }
}
