package org.generatormatching.tensor;

import java.util.List;
import java.util.Map;

/** Looks at values while one writes a program: evaluates tensors at once on the interpreter. */
public final class Reference {
  private Reference() {}

  /** The value of a tensor without inputs, at B = 1 and noise key (0, 0, 0). */
  public static HostArray eval(Tensor tensor) {
    return eval(List.of(tensor), 1, Map.of(), NoiseKey.none()).get(0);
  }

  /**
   * Values of tensors for given leaves.
   *
   * @param tensors what to evaluate
   * @param batch the batch size B
   * @param leaves values of the inputs and weights that the tensors reach, and of noise that is to
   *     be chosen and not drawn
   * @param noise the address of random numbers
   */
  public static List<HostArray> eval(
      List<Tensor> tensors, int batch, Map<Tensor, HostArray> leaves, NoiseKey noise) {
    return Interpreter.run(Graph.shared(tensors), batch, leaves, noise);
  }
}
