package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Law.Check;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;

/** What holds for every engine; skipped with the engine's own words where it cannot be opened. */
public final class EngineLaws {
  private static final int[] BATCHES = {1, 3, 0};
  private static final int ROWS = 8;
  private static final int RUNS = 1000;
  private static final int STEPS = 20;
  private static final double RATE = 0.01;

  /** EG01: operations mean the same everywhere. */
  public static final Law<BackendProvider> OPERATIONS =
      Law.required(
          "EG01",
          "Every operation that the engine knows gives the interpreter's values and gradients, for"
              + " 1, 3 and 0 rows.",
          "",
          "The operation in question is named; look at its lowering, its element types, and at"
              + " axes of length 0.",
          opened(EngineLaws::operations));

  /** EG02: randomness is an argument. */
  public static final Law<BackendProvider> NOISE =
      Law.required(
          "EG02",
          "Noise has the interpreter's bits, the same address gives the same bits again, and another"
              + " step gives others.",
          "",
          "Fill noise on the host from the NoiseKey; let no kernel add in changing order.",
          opened(EngineLaws::noise));

  /** EG03: no leaks. */
  public static final Law<BackendProvider> HANDLES =
      Law.required(
          "EG03",
          "1,000 runs leave as many native arrays alive as there were, and closing a program leaves"
              + " none of its own.",
          "liveHandles() constant",
          "Close what a run makes on every path, also the inputs that it uploads.",
          opened(EngineLaws::handles));

  /** EG04: training is AdamW. */
  public static final Law<BackendProvider> TRAINING =
      Law.required(
          "EG04",
          "Twenty steps of AdamW with clipping have the losses that plain Java finds with the"
              + " interpreter's gradients.",
          "w <- (1 - eta d) w - eta m' / (sqrt(v') + epsilon)",
          "Where is epsilon added, is decay multiplied by the learning rate, are moments corrected,"
              + " is the norm that of all gradients?",
          opened(EngineLaws::training));

  /** All laws of engines. */
  public static final List<Law<BackendProvider>> ALL =
      List.of(OPERATIONS, NOISE, HANDLES, TRAINING);

  private EngineLaws() {}

  private static Check<BackendProvider> opened(BiFunction<Backend, Trial, Measurement> check) {
    return (provider, trial) -> {
      boolean same = trial.backend().id().equals(provider.id());
      EngineConfig config = same ? trial.backend().config() : EngineConfig.cpu();
      Optional<Problem> problem = provider.unavailable(config);
      if (problem.isPresent()) {
        return Measurement.skip(problem.get().toString());
      }
      try (Backend engine = provider.open(config)) {
        return check.apply(engine, trial);
      }
    };
  }

  private static Measurement operations(Backend engine, Trial trial) {
    boolean wide = engine.capabilities().contains(Capability.FLOAT64);
    List<Measurement> all = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    List<String> valueOnly = new ArrayList<>();
    for (EngineOperation o : EngineOperation.all()) {
      DType dtype = wide ? DType.FLOAT64 : DType.FLOAT32;
      Optional<Measurement> full = compare(engine, o, o.program(dtype, true), dtype, trial);
      Optional<Measurement> value =
          full.isPresent() ? full : compare(engine, o, o.program(dtype, false), dtype, trial);
      value.ifPresent(all::add);
      if (value.isEmpty()) {
        unknown.add(o.name());
      } else if (full.isEmpty()) {
        valueOnly.add(o.name());
      }
    }
    List<String> refused = new ArrayList<>(unknown);
    refused.addAll(valueOnly);
    if (engine.capabilities().contains(Capability.ALL_OPERATIONS) && !refused.isEmpty()) {
      return Measurement.holds(false, "promises all operations and refuses " + refused);
    }
    Measurement worst = Measurement.worst(all);
    String known = all.size() + " operations, worst at " + worst.where();
    String where =
        refused.isEmpty()
            ? known
            : known + "; does not know " + unknown + ", nor the gradients of " + valueOnly;
    return worst instanceof Measurement.Deviation d
        ? Measurement.deviation(d.value(), d.bound(), where)
        : worst;
  }

  /** Empty where the engine refuses the program. */
  private static Optional<Measurement> compare(
      Backend engine, EngineOperation operation, Traced program, DType dtype, Trial trial) {
    double worst = 0;
    String where = operation.name();
    List<String> outputs = List.copyOf(program.outputs().keySet());
    try (Program p = engine.compile(program)) {
      for (int batch : BATCHES) {
        var rng = trial.rng(operation.name()).at(batch);
        List<HostArray> in = operation.inputs(dtype, rng, batch);
        List<HostArray> found = p.runToHost(Arguments.of(batch, in));
        List<HostArray> expected = reference(program, batch, in, NoiseKey.none());
        for (int i = 0; i < outputs.size(); i++) {
          double d = difference(found.get(i), expected.get(i));
          if (!(d <= worst)) {
            worst = d;
            where = operation.name() + ", " + outputs.get(i) + " at B = " + batch;
          }
        }
      }
    } catch (GmException e) {
      if (e.code() == GmError.UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
    double bound = dtype == DType.FLOAT64 ? 1e-9 : 1e-5;
    return Optional.of(Measurement.deviation(worst, bound, where));
  }

  private static Measurement noise(Backend engine, Trial trial) {
    boolean wide = engine.capabilities().contains(Capability.FLOAT64);
    Traced program =
        Traced.of(
            "noise",
            Signature.of("x", ArraySpec.floats(2)),
            in -> {
              Rng rng = Rng.root().fork("law");
              Map<String, Tensor> out = new LinkedHashMap<>();
              Shape s = Shape.of(Shape.B, 2);
              out.put("normal", rng.normal(DType.FLOAT32, s).times(2));
              out.put("uniform", rng.uniform(DType.FLOAT32, s).times(2));
              if (wide) {
                out.put("normal64", rng.normal(DType.FLOAT64, s).times(2));
                out.put("uniform64", rng.uniform(DType.FLOAT64, s).times(2));
              }
              return out;
            });
    HostArray x = HostArray.of(new float[6], 3, 2);
    NoiseKey key = new NoiseKey(trial.seed(), 7, 11);
    NoiseKey next = new NoiseKey(trial.seed(), 8, 11);
    try (Program p = engine.compile(program)) {
      Arguments a = Arguments.of(3, List.of(x));
      List<HostArray> first = p.runToHost(a.with(key));
      List<HostArray> other = p.runToHost(a.with(next));
      List<HostArray> again = p.runToHost(a.with(key));
      List<HostArray> expected = reference(program, 3, List.of(x), key);
      return Measurement.worst(
          List.of(
              Measurement.holds(first.equals(expected), "noise is not that of the interpreter"),
              Measurement.holds(first.equals(again), "one address gives two results"),
              Measurement.holds(!first.equals(other), "two steps have the same noise"),
              repeated(engine, trial)));
    }
  }

  private static Measurement repeated(Backend engine, Trial trial) {
    NoisyPerceptron net = new NoisyPerceptron();
    try (Program p = engine.compile(net.program());
        DeviceWeights w = engine.upload(net.weights(), net.weights().initial(trial.seed()))) {
      NoiseKey key = new NoiseKey(trial.seed(), 1, 0);
      Arguments a = Arguments.of(ROWS, net.inputs(trial, ROWS)).with(w).with(key);
      return Measurement.holds(
          p.runToHost(a).equals(p.runToHost(a)), "a perceptron gives two results");
    }
  }

  private static Measurement handles(Backend engine, Trial trial) {
    NoisyPerceptron net = new NoisyPerceptron();
    boolean trains = engine.capabilities().contains(Capability.TRAINING);
    Map<String, HostArray> initial = net.weights().initial(trial.seed());
    List<HostArray> in = net.inputs(trial, ROWS);
    Arguments a = Arguments.of(ROWS, in).with(new NoiseKey(trial.seed(), 0, 0));
    long before = engine.liveHandles();
    long grown;
    if (trains) {
      try (TrainingProgram p = engine.compile(net.program(), net.weights(), adamW(), initial)) {
        grown = growth(engine, () -> p.step(a, RATE).close());
      }
    } else {
      try (Program p = engine.compile(net.program());
          DeviceWeights w = engine.upload(net.weights(), initial)) {
        grown = growth(engine, () -> p.runToHost(a.with(w)));
      }
    }
    long left = engine.liveHandles() - before;
    String what = trains ? "training steps" : "runs of a program (the engine does not train)";
    return Measurement.worst(
        List.of(
            Measurement.deviation(Math.abs(grown), 0.5, RUNS + " " + what),
            Measurement.deviation(Math.abs(left), 0.5, "after closing")));
  }

  private static long growth(Backend engine, Runnable run) {
    run.run();
    long before = engine.liveHandles();
    for (int i = 0; i < RUNS; i++) {
      run.run();
    }
    return engine.liveHandles() - before;
  }

  private static OptimizerSpec adamW() {
    return new OptimizerSpec(OptimizerSpec.AdamW.of(0.1), 0.5, 0.9);
  }

  private static Measurement training(Backend engine, Trial trial) {
    if (!engine.capabilities().contains(Capability.TRAINING)) {
      return Measurement.skip("engine '" + engine.id() + "' does not train");
    }
    NoisyPerceptron net = new NoisyPerceptron();
    Map<String, HostArray> initial = net.weights().initial(trial.seed());
    OptimizerSpec spec = adamW();
    List<HostArray> in = net.inputs(trial, ROWS);
    var byHand =
        new AdamWByHand(net.program(), OptimizerSpec.AdamW.of(0.1), spec.clipNorm(), initial);
    double worst = 0;
    String where = "";
    try (TrainingProgram p = engine.compile(net.program(), net.weights(), spec, initial)) {
      for (int k = 0; k < STEPS; k++) {
        NoiseKey key = new NoiseKey(trial.seed(), k, 0);
        double expected = byHand.step(ROWS, in, key, RATE);
        try (var m = p.step(Arguments.of(ROWS, in).with(key), RATE)) {
          double d = Math.abs(m.loss() - expected) / Math.abs(expected);
          if (!(d <= worst)) {
            worst = d;
            where = "step " + k + ": loss " + m.loss() + " for " + expected;
          }
        }
      }
    }
    return Measurement.deviation(worst, 1e-5, where);
  }

  private static List<HostArray> reference(
      Traced program, int batch, List<HostArray> in, NoiseKey key) {
    Map<Tensor, HostArray> leaves = new LinkedHashMap<>();
    for (int i = 0; i < in.size(); i++) {
      leaves.put(program.inputs().get(i), in.get(i));
    }
    return Reference.eval(List.copyOf(program.outputs().values()), batch, leaves, key);
  }

  /** The largest difference, relative to values above 1; infinite for another shape or type. */
  private static double difference(HostArray found, HostArray expected) {
    if (!Arrays.equals(found.dims(), expected.dims()) || found.dtype() != expected.dtype()) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      double a = found.get(i);
      double b = expected.get(i);
      double d = Double.compare(a, b) == 0 ? 0 : Math.abs(a - b) / (1 + Math.abs(b));
      worst = d <= worst ? worst : d;
    }
    return worst;
  }
}
