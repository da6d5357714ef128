package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/** A compiled training step with its state. */
final class PytorchTraining implements TrainingProgram {
  private final PytorchBackend backend;
  private final Traced traced;
  private final CallCheck check;
  private final List<Tensor> outputs;
  private final List<String> names;
  private final DType normType;
  private final TorchModule module;
  private final ArgumentList arguments;
  private final TrainingState state;
  private final PytorchWeights current;
  private final PytorchWeights average;
  private final AtomicBoolean closed = new AtomicBoolean();

  PytorchTraining(
      PytorchBackend backend,
      Traced traced,
      Weights weights,
      OptimizerSpec optimizer,
      Map<String, HostArray> initial) {
    this.backend = backend;
    this.traced = traced;
    this.check = new CallCheck(traced);
    this.outputs = List.copyOf(traced.outputs().values());
    this.names = List.copyOf(traced.outputs().keySet());
    Map<String, Tensor> leaves = leaves(traced, weights);
    ArgumentCheck.weights(weights, initial);
    TrainingWriter writer = new TrainingWriter(optimizer, weights);
    Script script = writer.write(traced, leaves, backend.scriptDevice());
    this.normType = writer.normType();
    this.module = backend.module(traced.name(), script, TrainingState.METHODS);
    this.arguments = new ArgumentList(backend, script, TrainingState.ARGUMENTS);
    this.state = new TrainingState(backend.memory(), weights.list(), optimizer, initial);
    this.current = new PytorchWeights(backend, weights, state.weights(), true);
    this.average = new PytorchWeights(backend, weights, state.average(), true);
    state.bind(arguments);
    backend.own(this);
  }

  /** The leaves of the weights by name; refuses what cannot be trained. */
  private static Map<String, Tensor> leaves(Traced traced, Weights weights) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Weight> known = new HashMap<>();
    for (Weight w : weights.list()) {
      known.put(w.name(), w);
      if (w.dtype() != DType.FLOAT32 && w.dtype() != DType.FLOAT64) {
        problems.add(
            Problem.of(
                    GmError.UNSUPPORTED, "weight '" + w.name() + "' cannot be trained in its type")
                .found(w.dtype())
                .expected("FLOAT32 or FLOAT64")
                .advice("Cast it inside the program."));
      }
    }
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    for (Tensor leaf : traced.leaves(Op.WEIGHT)) {
      String name = ((Attribute.Name) leaf.attribute()).name();
      Weight w = known.get(name);
      if (w == null || w.dtype() != leaf.dtype() || !w.shape().equals(leaf.shape())) {
        problems.add(
            Problem.of(
                    GmError.INPUT, "the program uses weight '" + name + "', which is not trained")
                .found(leaf.dtype() + "" + leaf.shape())
                .expected(w == null ? known.keySet() : w.dtype() + "" + w.shape())
                .at(leaf.site()));
      }
      leaves.put(name, leaf);
    }
    Tensor loss = traced.outputs().get("loss");
    if (loss == null || loss.shape().rank() != 0 || !loss.dtype().floating()) {
      problems.add(
          Problem.of(GmError.INPUT, "a training program needs a floating scalar output 'loss'")
              .found(loss == null ? traced.outputs().keySet() : loss)
              .at("program '" + traced.name() + "'"));
    }
    if (weights.list().isEmpty()) {
      problems.add(Problem.of(GmError.INPUT, "there are no weights to train"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return leaves;
  }

  @Override
  public Traced traced() {
    return traced;
  }

  private void open() {
    if (closed.get()) {
      throw Problem.of(GmError.INPUT, "a closed training program is used")
          .found(traced.name())
          .exception();
    }
  }

  @Override
  public Measurements step(Arguments call, double learningRate) {
    open();
    check.check(call);
    long rate = TorchNative.valueOfNumber(learningRate);
    long[] results;
    try {
      arguments.set(TrainingState.ARGUMENTS - 1, rate);
      results = module.call(Script.METHOD, arguments.open(call));
    } finally {
      arguments.done();
      TorchNative.deleteValue(rate);
    }
    List<PytorchArray> arrays = new ArrayList<>(results.length);
    arrays.add(new PytorchArray(backend, results[0], normType));
    for (int i = 1; i < results.length; i++) {
      Tensor t = outputs.get(i - 1);
      arrays.add(
          new PytorchArray(backend, results[i], t.dtype(), t.shape().concrete(call.batch())));
    }
    return new StepResult(arrays, names);
  }

  @Override
  public DeviceWeights weights() {
    open();
    return current;
  }

  @Override
  public DeviceWeights average() {
    open();
    return average;
  }

  @Override
  public Map<String, HostArray> state() {
    open();
    return state.toHost();
  }

  @Override
  public void restore(Map<String, HostArray> values) {
    open();
    state.restore(values, module);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      backend.disown(this);
      current.end();
      average.end();
      arguments.close();
      state.close();
      module.close();
    }
  }
}
