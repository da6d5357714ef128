package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/**
 * What a training program changes: weights, moments, moving average, number of steps. Lists that
 * the optimiser does not need are empty; an average that always equals the weights is the weights.
 */
final class TrainingState implements AutoCloseable {
  /** Number of arguments of a step after the constants: {@link #bind} and the learning rate. */
  static final int ARGUMENTS = 5;

  /** Copies tensors, so that values can be restored in place on any device. */
  static final String METHODS =
      """
      def assign(self, to: List[Tensor], source: List[Tensor]) -> List[Tensor]:
        torch._foreach_copy_(to, source)
        return annotate(List[Tensor], [])
      """;

  private static final Weight STEPS =
      new Weight("steps", DType.FLOAT32, Shape.scalar(), new Weight.Initializer.Constant(0));

  private final TorchMemory memory;
  private final WeightList weights;
  private final WeightList first;
  private final WeightList second;
  private final WeightList average;
  private final WeightList steps;

  /** First values. */
  TrainingState(
      TorchMemory memory,
      List<Weight> list,
      OptimizerSpec optimizer,
      Map<String, HostArray> initial) {
    this.memory = memory;
    boolean adam = !(optimizer.rule() instanceof OptimizerSpec.Sgd);
    boolean momentum = optimizer.rule() instanceof OptimizerSpec.Sgd s && s.momentum() != 0;
    weights = WeightList.of(memory, list, initial);
    first = WeightList.zeros(memory, adam || momentum ? list : List.of());
    second = WeightList.zeros(memory, adam ? list : List.of());
    average = optimizer.averageDecay() > 0 ? WeightList.of(memory, list, initial) : weights;
    steps = WeightList.zeros(memory, List.of(STEPS));
  }

  /** Hands the lists over to a step. */
  void bind(ArgumentList arguments) {
    arguments.weights(weights.value());
    arguments.set(0, first.value());
    arguments.set(1, second.value());
    arguments.set(2, average.value());
    arguments.set(3, steps.value());
  }

  WeightList weights() {
    return weights;
  }

  WeightList average() {
    return average;
  }

  private Map<String, WeightList> parts() {
    Map<String, WeightList> r = new LinkedHashMap<>();
    r.put("weight/", weights);
    r.put("average/", average);
    r.put("first/", first);
    r.put("second/", second);
    return r;
  }

  /** All values by name. */
  Map<String, HostArray> toHost() {
    Map<String, HostArray> r = new LinkedHashMap<>();
    parts().forEach((prefix, l) -> l.toHost().forEach((n, v) -> r.put(prefix + n, v)));
    steps.toHost().forEach((n, v) -> r.put(n, v.cast(DType.INT64)));
    return r;
  }

  /** Writes values by name. */
  void restore(Map<String, HostArray> state, TorchModule module) {
    Map<String, HostArray> values = new LinkedHashMap<>(state);
    values.computeIfPresent(STEPS.name(), (n, v) -> v.cast(DType.FLOAT32));
    List<Weight> named = new ArrayList<>();
    parts()
        .forEach(
            (prefix, l) ->
                l.weights()
                    .forEach(
                        w ->
                            named.add(
                                new Weight(
                                    prefix + w.name(), w.dtype(), w.shape(), w.initializer()))));
    named.add(STEPS);
    ArgumentCheck.weights(new Weights(named), values);
    Map<String, WeightList> to = parts();
    to.forEach((prefix, l) -> assign(l, values, prefix, module));
    assign(steps, values, "", module);
  }

  private void assign(
      WeightList to, Map<String, HostArray> values, String prefix, TorchModule module) {
    if (to.weights().isEmpty()) {
      return;
    }
    Map<String, HostArray> own = new LinkedHashMap<>();
    to.weights().forEach(w -> own.put(w.name(), values.get(prefix + w.name())));
    try (WeightList source = WeightList.of(memory, to.weights(), own)) {
      module.call("assign", to.value(), source.value());
    }
  }

  @Override
  public void close() {
    weights.close();
    first.close();
    second.close();
    if (average != weights) {
      average.close();
    }
    steps.close();
  }
}
