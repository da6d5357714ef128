package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weights;

/** The PyTorch engine. */
final class PytorchBackend implements Backend {
  static final ComponentId ID = ComponentId.of("pytorch@1");

  private final EngineConfig config;
  private final int threads;
  private final TorchMemory memory;
  private final Set<AutoCloseable> owned = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** For libraries that are loaded and a device that answers. */
  PytorchBackend(EngineConfig config, int... device) {
    this.config = config;
    this.threads = config.resolvedThreads();
    this.memory = new TorchMemory(device);
  }

  /** The tensors of this engine. */
  TorchMemory memory() {
    return memory;
  }

  /** The device argument of TorchScript operations that create tensors. */
  String scriptDevice() {
    return memory.onProcessor() ? "" : ", device=torch.device(\"cuda:" + memory.device()[1] + "\")";
  }

  /** Compiles a program, and more methods that its module shall have. */
  TorchModule module(String program, Script script, String more) {
    open();
    return new TorchModule(program, script.source() + more, script.sites(), memory, threads);
  }

  /** Remembers what closing the engine must close. */
  void own(AutoCloseable part) {
    owned.add(part);
  }

  /** Forgets what was closed. */
  void disown(AutoCloseable part) {
    owned.remove(part);
  }

  private void open() {
    if (closed.get()) {
      throw Problem.of(GmError.ENGINE_FAILED, "a closed engine is used").found(ID).exception();
    }
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
    EnumSet<Capability> all = EnumSet.allOf(Capability.class);
    if (memory.onProcessor()) {
      all.remove(Capability.GPU);
    }
    return all;
  }

  @Override
  public String description() {
    String device = memory.onProcessor() ? "cpu" : gpu(memory.device()[1]);
    return "libtorch " + TorchNative.version() + ", " + device + ", threads " + threads;
  }

  private static String gpu(int number) {
    return "cuda:" + number + CudaDriver.describe(number).map(d -> " (" + d + ")").orElse("");
  }

  @Override
  public DeviceArray upload(HostArray array) {
    open();
    return new PytorchArray(this, memory.upload(array), array.dtype(), array.dims());
  }

  @Override
  public DeviceWeights upload(Weights weights, Map<String, HostArray> values) {
    open();
    ArgumentCheck.weights(weights, values);
    return new PytorchWeights(this, weights, WeightList.of(memory, weights.list(), values), false);
  }

  @Override
  public Program compile(Traced program) {
    open();
    return new PytorchProgram(this, program);
  }

  @Override
  public TrainingProgram compile(
      Traced program, Weights weights, OptimizerSpec optimizer, Map<String, HostArray> initial) {
    open();
    return new PytorchTraining(this, program, weights, optimizer, initial);
  }

  @Override
  public long liveHandles() {
    return memory.alive();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      List<Problem> problems = new ArrayList<>();
      for (AutoCloseable part : List.copyOf(owned)) {
        try {
          part.close();
        } catch (Exception e) {
          problems.add(
              Problem.of(GmError.ENGINE_FAILED, "the engine cannot close a part of itself")
                  .found(part + ", " + e));
        }
      }
      if (!problems.isEmpty()) {
        throw GmException.of(problems);
      }
    }
  }

  @Override
  public String toString() {
    return ID + " (" + description() + ")";
  }
}
