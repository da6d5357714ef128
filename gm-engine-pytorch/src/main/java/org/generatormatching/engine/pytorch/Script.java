package org.generatormatching.engine.pytorch;

import java.util.List;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/**
 * A program as TorchScript source, and how to call it.
 *
 * @param source the methods of the module
 * @param sites for each line of the source the user's line that it stands for, or empty: comments
 *     in the source would say it too, and double the time of compiling
 * @param slots what the leading arguments of method {@link #METHOD} are; then come B, the list of
 *     weights and the list of constant arrays
 * @param weights the weights that the program uses, in the order of its list
 * @param constants the constant arrays, in the order of their list
 */
record Script(
    String source,
    List<String> sites,
    List<Slot> slots,
    List<Tensor> weights,
    List<HostArray> constants) {
  /** The name of the method that runs the program. */
  static final String METHOD = "run";

  /** What one leading argument is. */
  sealed interface Slot {}

  /** An input of the program, as a tensor. */
  record ArrayInput(int index, DType dtype) implements Slot {}

  /** A floating scalar among the inputs, as a number of the host. */
  record NumberInput(int index) implements Slot {}

  /** Random numbers. */
  record NoiseInput(Tensor leaf) implements Slot {}
}
