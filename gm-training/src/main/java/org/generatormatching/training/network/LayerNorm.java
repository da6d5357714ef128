package org.generatormatching.training.network;

import java.util.List;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weight.Initializer;

/**
 * Normalises the last axis, \(y = s\,(x - \mathrm{mean}\,x)/\sqrt{\mathrm{var}\,x + 10^{-5}} + b\).
 *
 * <p>Shapes: x and y [..., d], s and b [d]; FLOAT32. The constant under the root keeps a constant
 * row finite: it becomes b. Starts with s = 1, b = 0.
 *
 * @param scale s, under the name {@code NAME.scale}
 * @param shift b, under the name {@code NAME.shift}
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba, Kiros and Hinton 2016, equation 4</a>
 */
public record LayerNorm(Weight scale, Weight shift) {
  private static final double EPSILON = 1e-5;

  /** A layer for rows of this width. */
  public static LayerNorm of(String name, long width) {
    Shape d = Shape.of(width);
    return new LayerNorm(
        new Weight(name + ".scale", DType.FLOAT32, d, new Initializer.Constant(1)),
        new Weight(name + ".shift", DType.FLOAT32, d, new Initializer.Constant(0)));
  }

  /** y. */
  public Tensor apply(Tensor x) {
    return x.layerNorm(scale.tensor(), shift.tensor(), EPSILON);
  }

  /** Scale and shift. */
  public List<Weight> weights() {
    return List.of(scale, shift);
  }
}
