package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The interpreter as an engine. It holds no native memory, but it keeps the same contract as
 * engines that do, so that a leak or a use after close shows in tests that need no native library.
 */
final class ReferenceBackend implements Backend {
  private final EngineConfig config;
  private final Set<ReferenceArray> open = ConcurrentHashMap.newKeySet();

  ReferenceBackend(EngineConfig config) {
    this.config = config;
  }

  @Override
  public ComponentId id() {
    return ReferenceBackendProvider.ID;
  }

  @Override
  public EngineConfig config() {
    return config;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.FLOAT64, Capability.BFLOAT16, Capability.ALL_OPERATIONS);
  }

  @Override
  public String description() {
    return id() + ", float64 interpreter on Java " + Runtime.version().feature();
  }

  @Override
  public DeviceArray upload(HostArray array) {
    return new ReferenceArray(array);
  }

  @Override
  public DeviceWeights upload(Weights weights, Map<String, HostArray> values) {
    return UploadedWeights.of(this, weights, values);
  }

  @Override
  public Program compile(Traced program) {
    return new ReferenceProgram(program);
  }

  @Override
  public TrainingProgram compile(
      Traced program, Weights weights, OptimizerSpec optimizer, Map<String, HostArray> initial) {
    throw Problem.of(GmError.UNSUPPORTED, "engine '" + id() + "' cannot train")
        .found("training program '" + program.name() + "'")
        .expected("an engine with the capability " + Capability.TRAINING)
        .advice("Train with 'pytorch@1' or 'tensorflow@1'; this engine runs what they trained.")
        .exception();
  }

  @Override
  public long liveHandles() {
    return open.size();
  }

  @Override
  public void close() {
    List.copyOf(open).forEach(ReferenceArray::close);
  }

  private static GmException closed(String what) {
    return Problem.of(GmError.INPUT, what + " is used after it was closed")
        .at(CallSite.find())
        .exception();
  }

  private final class ReferenceArray implements DeviceArray {
    private final HostArray value;

    ReferenceArray(HostArray value) {
      this.value = value;
      open.add(this);
    }

    @Override
    public DType dtype() {
      return value.dtype();
    }

    @Override
    public long[] dims() {
      return value.dims();
    }

    @Override
    public HostArray toHost() {
      if (!open.contains(this)) {
        throw closed("array " + value);
      }
      return value;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }

  private final class ReferenceProgram implements Program {
    private final Traced traced;
    private final Interpreter interpreter;
    private boolean closed;

    ReferenceProgram(Traced traced) {
      this.traced = traced;
      this.interpreter = new Interpreter(List.copyOf(traced.outputs().values()));
    }

    @Override
    public Traced traced() {
      return traced;
    }

    @Override
    public List<DeviceArray> run(Arguments arguments) {
      if (closed) {
        throw closed("program '" + traced.name() + "'");
      }
      ArgumentCheck.check(traced, arguments);
      Map<Tensor, HostArray> leaves = new HashMap<>();
      for (int i = 0; i < traced.inputs().size(); i++) {
        leaves.put(traced.inputs().get(i), host(arguments.inputs().get(i)));
      }
      arguments
          .weights()
          .ifPresent(
              w -> {
                Map<String, HostArray> values = w.toHost();
                for (Tensor t : traced.leaves(Op.WEIGHT)) {
                  String name = ((Attribute.Name) t.attribute()).name();
                  leaves.put(t, Objects.requireNonNull(values.get(name)));
                }
              });
      List<DeviceArray> r = new ArrayList<>();
      for (HostArray a : interpreter.run(arguments.batch(), leaves, arguments.noise())) {
        r.add(new ReferenceArray(a));
      }
      return r;
    }

    private HostArray host(Argument a) {
      return a instanceof HostArray h ? h : ((DeviceArray) a).toHost();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
