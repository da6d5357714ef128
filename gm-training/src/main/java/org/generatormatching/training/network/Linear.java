package org.generatormatching.training.network;

import java.util.List;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weight.Initializer;

/**
 * An affine map of the last axis, \(y = x K + b\).
 *
 * <p>Shapes: x [..., in], K [in, out], b [out], y [..., out]; FLOAT32.
 *
 * @param kernel K, under the name {@code NAME.kernel}
 * @param bias b, under the name {@code NAME.bias}
 */
public record Linear(Weight kernel, Weight bias) {
  /**
   * A layer in the middle of a network: K and b uniform on \((-1/\sqrt{in}, 1/\sqrt{in})\), which
   * has variance \(1/(3\,in)\). For inputs of unit second moment an output has variance \(1/3 +
   * 1/(3\,in)\). These are the laws that torch's layers start from.
   */
  public static Linear of(String name, long in, long out) {
    Initializer law = new Initializer.Uniform(1 / Math.sqrt(Math.max(1, in)));
    return of(name, in, out, law);
  }

  /**
   * A layer that starts as y = 0: the last one of a network or of a residual branch. Its kernel's
   * gradient does not vanish, so it leaves zero with the first step.
   */
  public static Linear zero(String name, long in, long out) {
    return of(name, in, out, new Initializer.Constant(0));
  }

  private static Linear of(String name, long in, long out, Initializer law) {
    return new Linear(
        new Weight(name + ".kernel", DType.FLOAT32, Shape.of(in, out), law),
        new Weight(name + ".bias", DType.FLOAT32, Shape.of(out), law));
  }

  /** y. */
  public Tensor apply(Tensor x) {
    return x.matmul(kernel.tensor()).plus(bias.tensor());
  }

  /** The width of the result. */
  public long out() {
    return bias.shape().dim(0);
  }

  /** Kernel and bias. */
  public List<Weight> weights() {
    return List.of(kernel, bias);
  }
}
