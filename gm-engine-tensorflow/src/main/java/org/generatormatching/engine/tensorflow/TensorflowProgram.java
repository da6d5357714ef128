package org.generatormatching.engine.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Noise;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.UploadedWeights;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A program as a graph with its session. */
final class TensorflowProgram implements Program {
  private final TensorflowBackend backend;
  private final Traced traced;
  private final Graph graph = new Graph();
  private final GraphWriter writer;
  private final Session session;

  TensorflowProgram(TensorflowBackend backend, Traced traced) {
    this.backend = backend;
    this.traced = traced;
    this.writer = new GraphWriter(graph);
    try {
      writer.write(traced.nodes());
      writer.write(traced.inputs());
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    int threads = backend.config().resolvedThreads();
    ConfigProto settings =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(1)
            .build();
    this.session = new Session(graph, settings);
  }

  @Override
  public Traced traced() {
    return traced;
  }

  @Override
  public List<DeviceArray> run(Arguments arguments) {
    ArgumentCheck.check(traced, arguments);
    List<TType> temporary = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      feed(runner, arguments, temporary);
      traced.outputs().values().forEach(t -> runner.fetch(writer.value(t)));
      return outputs(runner);
    } catch (TensorFlowException e) {
      throw Problem.of(GmError.ENGINE_FAILED, "program '" + traced.name() + "' failed")
          .found(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
          .exception(e);
    } finally {
      temporary.forEach(TType::close);
    }
  }

  private void feed(Session.Runner runner, Arguments a, List<TType> temporary) {
    TInt32 batch = TInt32.scalarOf(a.batch());
    temporary.add(batch);
    runner.feed(writer.batch(), batch);
    for (int i = 0; i < traced.inputs().size(); i++) {
      Argument v = a.inputs().get(i);
      runner.feed(
          writer.value(traced.inputs().get(i)),
          v instanceof HostArray h ? upload(h, temporary) : backend.tensor((DeviceArray) v));
    }
    for (Tensor t : traced.leaves(Op.NOISE)) {
      var spec = ((Attribute.Noise) t.attribute()).spec();
      HostArray noise = Noise.draw(spec, t.dtype(), t.shape(), a.batch(), a.noise());
      runner.feed(writer.value(t), upload(noise, temporary));
    }
    List<Tensor> weights = traced.leaves(Op.WEIGHT);
    if (!weights.isEmpty()) {
      Map<String, DeviceArray> values = own(a);
      for (Tensor t : weights) {
        String name = ((Attribute.Name) t.attribute()).name();
        runner.feed(
            writer.value(t), backend.tensor(Objects.requireNonNull(values.get(name), name)));
      }
    }
  }

  private static TType upload(HostArray h, List<TType> temporary) {
    TType t = HostTensors.upload(h);
    temporary.add(t);
    return t;
  }

  private static Map<String, DeviceArray> own(Arguments a) {
    if (a.weights().orElseThrow() instanceof UploadedWeights w) {
      return w.arrays();
    }
    throw Problem.of(GmError.INPUT, "the weights belong to another engine")
        .advice("Upload them with this engine.")
        .exception();
  }

  /** Copies, since TensorFlow may hand out an input's own memory as an output. */
  private List<DeviceArray> outputs(Session.Runner runner) {
    try (Result r = runner.run()) {
      List<DeviceArray> out = new ArrayList<>();
      for (int i = 0; i < r.size(); i++) {
        out.add(backend.own(HostTensors.upload(HostTensors.download((TType) r.get(i)))));
      }
      return out;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
