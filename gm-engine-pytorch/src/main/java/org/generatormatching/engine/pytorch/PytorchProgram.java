package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.jspecify.annotations.Nullable;

/** A compiled program. */
final class PytorchProgram implements Program {
  private final PytorchBackend backend;
  private final Traced traced;
  private final CallCheck check;
  private final Script script;
  private final TorchModule module;
  private final ArgumentList arguments;
  private final List<Tensor> outputs;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable PytorchWeights bound;
  private long weightList;

  PytorchProgram(PytorchBackend backend, Traced traced) {
    this.backend = backend;
    this.traced = traced;
    this.check = new CallCheck(traced);
    this.script = TorchScriptWriter.forward(traced, backend.scriptDevice());
    this.module = backend.module(traced.name(), script, "");
    this.arguments = new ArgumentList(backend, script, 0);
    this.outputs = List.copyOf(traced.outputs().values());
    bindNone();
    backend.own(this);
  }

  @Override
  public Traced traced() {
    return traced;
  }

  @Override
  public List<DeviceArray> run(Arguments call) {
    if (closed.get()) {
      throw Problem.of(GmError.INPUT, "a closed program is run").found(traced.name()).exception();
    }
    check.check(call);
    if (!script.weights().isEmpty()) {
      bind(call);
    }
    long[] results;
    try {
      results = module.call(Script.METHOD, arguments.open(call));
    } finally {
      arguments.done();
    }
    List<DeviceArray> r = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      Tensor t = outputs.get(i);
      r.add(new PytorchArray(backend, results[i], t.dtype(), t.shape().concrete(call.batch())));
    }
    return r;
  }

  private void bindNone() {
    weightList = TorchNative.valueOfList(new long[0]);
    arguments.weights(weightList);
  }

  /** Lists the tensors of the program's weights, unless they are the same as in the last call. */
  private void bind(Arguments call) {
    DeviceWeights weights = call.weights().orElse(null);
    if (weights == bound && bound != null && !bound.isClosed()) {
      return;
    }
    ArgumentCheck.check(traced, call);
    PytorchWeights own = own(Objects.requireNonNull(weights));
    long[] tensors =
        script.weights().stream()
            .mapToLong(leaf -> own.tensor(((Attribute.Name) leaf.attribute()).name()))
            .toArray();
    TorchNative.deleteValue(weightList);
    weightList = TorchNative.valueOfList(tensors);
    arguments.weights(weightList);
    bound = own;
  }

  private PytorchWeights own(DeviceWeights weights) {
    if (weights instanceof PytorchWeights p && p.backend() == backend) {
      return p;
    }
    throw Problem.of(GmError.INPUT, "the weights belong to another engine")
        .expected(backend)
        .advice("Upload them with this engine.")
        .exception();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      backend.disown(this);
      arguments.close();
      TorchNative.deleteValue(weightList);
      module.close();
    }
  }
}
