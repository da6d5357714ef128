package org.generatormatching.mutants.wrong;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.tck.law.AdamWByHand;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weights;

/** The interpreter as an engine that trains, with a fault. */
public final class Engines {
  private Engines() {}

  /** What a mutant does wrong. */
  public enum Fault {
    NONE,
    ABSENT,
    SINE_IS_OFF,
    REFUSES_SINE,
    RESEEDS,
    LEAKS,
    FORGETS_CLIPPING
  }

  /** The interpreter as an engine that trains, with a fault. */
  public record Faulty(Fault fault) implements BackendProvider {
    @Override
    public ComponentId id() {
      return ComponentId.of("faulty@1");
    }

    @Override
    public Optional<Problem> unavailable(EngineConfig config) {
      return fault == Fault.ABSENT
          ? Optional.of(Problem.of(GmError.ENGINE_UNAVAILABLE, "no such library"))
          : Optional.empty();
    }

    @Override
    public Backend open(EngineConfig config) {
      return new Engine(fault, new ReferenceBackendProvider().open(config));
    }
  }

  /** The opened engine. */
  public record Engine(Fault fault, Backend interpreter) implements Backend {
    @Override
    public ComponentId id() {
      return ComponentId.of("faulty@1");
    }

    @Override
    public EngineConfig config() {
      return interpreter.config();
    }

    @Override
    public Set<Capability> capabilities() {
      Set<Capability> all = EnumSet.copyOf(interpreter.capabilities());
      all.add(Capability.TRAINING);
      return all;
    }

    @Override
    public String description() {
      return "" + fault;
    }

    @Override
    public DeviceArray upload(HostArray array) {
      return interpreter.upload(array);
    }

    @Override
    public DeviceWeights upload(Weights weights, Map<String, HostArray> values) {
      return interpreter.upload(weights, values);
    }

    @Override
    public Program compile(Traced program) {
      boolean sine = program.nodes().stream().anyMatch(t -> t.op() == Op.SIN);
      if (fault == Fault.REFUSES_SINE && sine) {
        throw Problem.of(GmError.UNSUPPORTED, "no sine").exception();
      }
      boolean off = fault == Fault.SINE_IS_OFF && program.name().equals("sin");
      Traced p = off ? program.map(Engine::distorted) : program;
      return new Run(this, program, interpreter.compile(p));
    }

    private static Map<String, Tensor> distorted(Map<String, Tensor> outputs) {
      Map<String, Tensor> r = new LinkedHashMap<>(outputs);
      r.computeIfPresent("gradient of x", (n, t) -> t.times(1 + 1e-7));
      return r;
    }

    @Override
    public TrainingProgram compile(
        Traced program, Weights weights, OptimizerSpec spec, Map<String, HostArray> initial) {
      boolean free = fault == Fault.FORGETS_CLIPPING;
      double clip = free ? Double.POSITIVE_INFINITY : spec.clipNorm();
      var rule = (OptimizerSpec.AdamW) spec.rule();
      return new Train(this, program, new AdamWByHand(program, rule, clip, initial));
    }

    @Override
    public long liveHandles() {
      return interpreter.liveHandles();
    }

    @Override
    public void close() {
      interpreter.close();
    }

    /** What the fault does at each run. */
    Arguments before(Arguments a) {
      if (fault == Fault.LEAKS) {
        interpreter.upload(HostArray.scalar(0));
      }
      NoiseKey k = a.noise();
      return fault == Fault.RESEEDS
          ? a.with(new NoiseKey(k.seed() + 1, k.step(), k.firstSample()))
          : a;
    }
  }

  /** A program. */
  public record Run(Engine engine, Traced traced, Program program) implements Program {
    @Override
    public List<DeviceArray> run(Arguments arguments) {
      return program.run(engine.before(arguments));
    }

    @Override
    public void close() {
      program.close();
    }
  }

  /** A training program by hand. */
  public record Train(Engine engine, Traced traced, AdamWByHand training)
      implements TrainingProgram {
    @Override
    public Measurements step(Arguments arguments, double learningRate) {
      Arguments a = engine.before(arguments);
      List<HostArray> in = a.inputs().stream().map(HostArray.class::cast).toList();
      return new Loss(training.step(a.batch(), in, a.noise(), learningRate));
    }

    @Override
    public DeviceWeights weights() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeviceWeights average() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, HostArray> state() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void restore(Map<String, HostArray> state) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** The loss of a step. */
  public record Loss(double loss) implements TrainingProgram.Measurements {
    @Override
    public double gradientNorm() {
      throw new UnsupportedOperationException();
    }

    @Override
    public HostArray get(String output) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
