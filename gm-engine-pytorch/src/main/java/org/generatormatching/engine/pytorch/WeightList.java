package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Weight;

/** One tensor per weight, and the list value under which programs take all of them. */
final class WeightList implements AutoCloseable {
  private final TorchMemory memory;
  private final List<Weight> weights;
  private final long[] tensors;
  private final long value;

  /** Takes over the tensors. */
  WeightList(TorchMemory memory, List<Weight> weights, long... tensors) {
    this.memory = memory;
    this.weights = weights;
    this.tensors = tensors;
    this.value = TorchNative.valueOfList(tensors);
  }

  /** Zeros of the shapes of weights. */
  static WeightList zeros(TorchMemory memory, List<Weight> weights) {
    return new WeightList(
        memory,
        weights,
        weights.stream().mapToLong(w -> memory.zeros(w.dtype(), w.shape().dims())).toArray());
  }

  /** Copies of arrays by name. */
  static WeightList of(TorchMemory memory, List<Weight> weights, Map<String, HostArray> values) {
    long[] tensors = new long[weights.size()];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = memory.upload(Objects.requireNonNull(values.get(weights.get(i).name())));
    }
    return new WeightList(memory, weights, tensors);
  }

  /** The list as an argument; it changes with the tensors. */
  long value() {
    return value;
  }

  /** Which weights these are. */
  List<Weight> weights() {
    return weights;
  }

  /** The tensor of a weight by its position. */
  long tensor(int i) {
    return tensors[i];
  }

  /** Copies all values to Java memory, by name. */
  Map<String, HostArray> toHost() {
    Map<String, HostArray> r = new LinkedHashMap<>();
    for (int i = 0; i < tensors.length; i++) {
      Weight w = weights.get(i);
      r.put(w.name(), memory.download(tensors[i], w.dtype(), w.shape().dims()));
    }
    return r;
  }

  @Override
  public void close() {
    TorchNative.deleteValue(value);
    for (long t : tensors) {
      memory.delete(t);
    }
  }
}
