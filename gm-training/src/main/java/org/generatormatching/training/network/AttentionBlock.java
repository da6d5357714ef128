package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weight.Initializer;

/**
 * One step in which every site of a row looks at all sites: \(h + L\,[A_1, \dots, A_H]\), \(A_j =
 * \mathrm{softmax}(q_j k_j^T / \sqrt{d/H})\, v_j\), \([q, k, v] = M(h, e) K\), with the {@link
 * Modulation} M by the embedding e of times and conditions.
 *
 * <p>Shapes: h [rows, sites, d], e [rows, 1, m], result [rows, sites, d]; FLOAT32. K has no bias:
 * one of the keys would shift all logits of a site alike and never learn. Starts as the identity: L
 * starts at 0.
 *
 * @param modulation M
 * @param kernel K [d, 3 d]
 * @param out L
 * @param heads H, which divides d
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017, section 3.2</a>
 */
public record AttentionBlock(Modulation modulation, Weight kernel, Linear out, int heads) {
  /**
   * A block.
   *
   * @param name prefix of the weights' names
   * @param width d
   * @param embedding m
   */
  public static AttentionBlock of(String name, long width, int heads, long embedding) {
    return new AttentionBlock(
        Modulation.of(name, width, embedding),
        new Weight(
            name + ".kernel",
            DType.FLOAT32,
            Shape.of(width, 3 * width),
            new Initializer.Uniform(1 / Math.sqrt(width))),
        Linear.zero(name + ".out", width, width),
        heads);
  }

  /** The next h. */
  public Tensor apply(Tensor h, Tensor e) {
    Tensor all = modulation.apply(h, e).matmul(kernel.tensor());
    Tensor seen = part(all, 0).attention(part(all, 1), part(all, 2));
    return h.plus(out.apply(seen.transpose(0, 2, 1, 3).reshape(h.shape())));
  }

  /** Queries, keys or values as [rows, heads, sites, d / heads]. */
  private Tensor part(Tensor all, int which) {
    long width = kernel.shape().dim(0);
    Shape s = all.shape();
    return all.slice(-1, which * width, (which + 1) * width)
        .reshape(Shape.of(s.dim(0), s.dim(1), heads, width / heads))
        .transpose(0, 2, 1, 3);
  }

  /** All weights. */
  public List<Weight> weights() {
    List<Weight> w = new ArrayList<>(modulation.weights());
    w.add(kernel);
    w.addAll(out.weights());
    return w;
  }
}
