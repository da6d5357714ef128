package org.generatormatching.engine.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.UploadedWeights;
import org.generatormatching.tensor.Weights;
import org.tensorflow.TensorFlow;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow in graph mode: a program is a graph, a call is one run of its session. It knows the
 * operations of perceptrons and refuses others by name.
 */
final class TensorflowBackend implements Backend {
  static final ComponentId ID = ComponentId.of("tensorflow@1");

  private final EngineConfig config;
  private final Set<Resident> open = ConcurrentHashMap.newKeySet();

  TensorflowBackend(EngineConfig config) {
    this.config = config;
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public EngineConfig config() {
    return config;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.FLOAT64);
  }

  @Override
  public String description() {
    return "TensorFlow " + TensorFlow.version() + ", cpu";
  }

  @Override
  public DeviceArray upload(HostArray array) {
    return new Resident(HostTensors.upload(array));
  }

  /** Takes over a tensor that a run has made. */
  DeviceArray own(TType tensor) {
    return new Resident(tensor);
  }

  /** The tensor of an array of this engine. */
  TType tensor(DeviceArray array) {
    if (array instanceof Resident r && open.contains(r)) {
      return r.tensor;
    }
    throw Problem.of(GmError.INPUT, "an array belongs to another engine, or is closed").exception();
  }

  @Override
  public DeviceWeights upload(Weights weights, Map<String, HostArray> values) {
    return UploadedWeights.of(this, weights, values);
  }

  @Override
  public Program compile(Traced program) {
    return new TensorflowProgram(this, program);
  }

  @Override
  public TrainingProgram compile(
      Traced program, Weights weights, OptimizerSpec optimizer, Map<String, HostArray> initial) {
    throw Problem.of(GmError.UNSUPPORTED, "engine '" + ID + "' cannot train")
        .found("training program '" + program.name() + "'")
        .expected("an engine with the capability " + Capability.TRAINING)
        .advice("Train with 'pytorch@1'.")
        .exception();
  }

  @Override
  public long liveHandles() {
    return open.size();
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(Resident::close);
  }

  /** An array in TensorFlow's memory. */
  private final class Resident implements DeviceArray {
    private final TType tensor;

    Resident(TType tensor) {
      this.tensor = tensor;
      open.add(this);
    }

    @Override
    public DType dtype() {
      return HostTensors.dtype(tensor);
    }

    @Override
    public long[] dims() {
      return tensor.shape().asArray();
    }

    @Override
    public HostArray toHost() {
      return HostTensors.download(tensor(this));
    }

    @Override
    public void close() {
      if (open.remove(this)) {
        tensor.close();
      }
    }
  }
}
