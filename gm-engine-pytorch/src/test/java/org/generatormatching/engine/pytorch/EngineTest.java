package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
  private PytorchBackend engine;

  @BeforeEach
  void open() {
    engine = Engines.open();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Traced program(String name, ArraySpec input, UnaryTensor f) {
    return Traced.of(name, Signature.of("x", input), in -> Map.of("y", f.of(in.get("x"))));
  }

  private interface UnaryTensor {
    Tensor of(Tensor x);
  }

  @Test
  void saysWhatItIs() {
    Engines.onProcessor("GpuTest asks a GPU");
    assertThat(engine.id()).hasToString("pytorch@1");
    assertThat(engine.description()).matches("libtorch \\d+\\.\\d+\\.\\d+, cpu, threads 1");
    assertThat(engine.capabilities())
        .contains(Capability.TRAINING, Capability.ALL_OPERATIONS)
        .doesNotContain(Capability.GPU);
    assertThat(engine.config().threads()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void arraysComeBackAsTheyWent(DType type) {
    double[] v = {1, 0, -3, 0.5, 1e3, 7};
    for (HostArray a :
        List.of(
            HostArray.of(type, v, 2, 3),
            HostArray.of(type, new double[] {1}),
            HostArray.of(type, new double[0], 0, 4))) {
      try (DeviceArray d = engine.upload(a)) {
        assertThat(d.dtype()).isEqualTo(type);
        assertThat(d.dims()).isEqualTo(a.dims());
        assertThat(d.toHost()).isEqualTo(a);
      }
      ArraySpec spec = new ArraySpec(type, Shape.of(a.dims()));
      try (Program p = engine.compile(program("id", spec, x -> x))) {
        assertThat(p.runToHost(Arguments.of(1, List.of(a)))).containsExactly(a);
        try (DeviceArray d = engine.upload(a)) {
          assertThat(p.runToHost(Arguments.of(1, List.of(d)))).containsExactly(a);
        }
      }
    }
    assertThat(engine.liveHandles()).isZero();
  }

  /** The memory of arguments is used again, so a view handed out would change. */
  @Test
  void resultsShareNoMemoryWithArguments() {
    Networks n = new Networks(DType.FLOAT32);
    Traced views =
        Traced.of(
            "views",
            Signature.of("x", ArraySpec.floats(3)),
            in -> {
              Tensor x = in.get("x");
              Map<String, Tensor> out = new LinkedHashMap<>();
              out.put("x", x);
              out.put("reshaped", x.reshape(3, Shape.B));
              out.put("slice", x.slice(1, 0, 2).mT());
              out.put("stopped", x.stopGradient().watch("x"));
              out.put("stretched", x.unsqueeze(1).broadcast(Shape.of(Shape.B, 2, 3)));
              out.put("noise", Rng.root().normal(DType.FLOAT32, Shape.of(Shape.B, 2)));
              out.put("constant", Tensor.of(HostArray.of(new float[] {1, 2})));
              out.put("weight", n.weight(1, 2));
              out.put("number", Tensor.of(0.1, DType.FLOAT32));
              return out;
            });
    try (Program p = engine.compile(views);
        DeviceWeights w = engine.upload(n.weights(), n.weights().initial(1))) {
      List<DeviceArray> first = run(p, w, 1);
      List<HostArray> before = first.stream().map(DeviceArray::toHost).toList();
      run(p, w, 2).forEach(DeviceArray::close);
      assertThat(first.stream().map(DeviceArray::toHost).toList()).isEqualTo(before);
      w.close();
      assertThat(first.get(7).toHost()).isEqualTo(before.get(7));
      first.forEach(DeviceArray::close);
    }
  }

  private static List<DeviceArray> run(Program p, DeviceWeights w, int seed) {
    Arguments call = Engines.arguments(4, Engines.floats(seed, 4, 3));
    return p.run(call.with(w).with(new NoiseKey(seed, 0, 0)));
  }

  @Test
  void nothingLeaks() {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss = Networks.regression(x -> n.mlp(x, 8, 2));
    Weights w = n.weights();
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0.1), 1, 0.9);
    try (TrainingProgram t = engine.compile(loss, w, spec, w.initial(1));
        Program p = engine.compile(loss)) {
      long alive = 0;
      for (int k = 0; k < 1000; k++) {
        Arguments call = Engines.arguments(5, Engines.floats(k, 5, 3), Engines.floats(-k, 5, 2));
        t.step(call, 1e-3).close();
        p.runToHost(call.with(k % 2 == 0 ? t.weights() : t.average()));
        alive = k == 1 ? engine.liveHandles() : alive;
      }
      assertThat(engine.liveHandles()).isEqualTo(alive);
    }
    assertThat(engine.liveHandles()).isZero();
  }

  @Test
  void aFailedCallLeaksNothing() {
    Engines.onProcessor("a bad index loses the GPU");
    try (Program p = engine.compile(broken())) {
      HostArray x = Engines.floats(1, 2, 3);
      HostArray index = HostArray.of(new long[] {0, 1, 2, 7}, 2, 2);
      long alive = -1;
      for (int k = 0; k < 3; k++) {
        assertThatThrownBy(() -> p.run(Engines.arguments(2, x, index)))
            .isInstanceOf(GmException.class);
        alive = k == 0 ? engine.liveHandles() : alive;
      }
      assertThat(engine.liveHandles()).isEqualTo(alive);
      HostArray good = HostArray.of(new long[] {0, 1, 2, 0}, 2, 2);
      assertThat(p.runToHost(Engines.arguments(2, x, good))).hasSize(1);
    }
  }

  private static Traced broken() {
    return broken(new AtomicInteger());
  }

  /** Fails where an index is not in 0..2; notes the line that says so. */
  private static Traced broken(AtomicInteger line) {
    return Traced.of(
        "broken",
        Signature.of("x", ArraySpec.floats(3)).with("i", ArraySpec.tokens(2)),
        in -> {
          Tensor e = in.get("x").exp();
          Tensor g = e.gather(1, noting(line, in.get("i")));
          return Map.of("y", g.sin());
        });
  }

  private static Tensor noting(AtomicInteger line, Tensor t) {
    line.set(new Throwable().getStackTrace()[1].getLineNumber());
    return t;
  }

  @Test
  void aFailureNamesTheUsersLine() {
    Engines.onProcessor("a bad index loses the GPU");
    AtomicInteger line = new AtomicInteger();
    Traced broken = broken(line);
    HostArray index = HostArray.of(new long[] {0, 1, 2, 7}, 2, 2);
    try (Program p = engine.compile(broken)) {
      assertThatThrownBy(() -> p.run(Engines.arguments(2, Engines.floats(1, 2, 3), index)))
          .isInstanceOfSatisfying(
              GmException.class, e -> assertThat(e.code()).isEqualTo(GmError.ENGINE_FAILED))
          .hasMessage(
              "[GM/ENGINE_FAILED] torch failed: found index 7 is out of bounds for dimension 1 with"
                  + " size 3 (at EngineTest.java:"
                  + line
                  + ", program 'broken')");
    }
  }

  @Test
  void wrongArgumentsAreRefusedInTheWordsOfAllEngines() {
    try (Program p = engine.compile(program("p", ArraySpec.floats(3), Tensor::exp))) {
      assertThatThrownBy(() -> p.run(Engines.arguments(2, Engines.floats(1, 2, 4))))
          .hasMessageStartingWith("[GM/SHAPE] input 'x' does not fit");
      assertThatThrownBy(() -> p.run(Engines.arguments(2, HostArray.of(new double[6], 2, 3))))
          .hasMessageStartingWith("[GM/DTYPE]");
      assertThatThrownBy(() -> p.run(Engines.arguments(3, Engines.floats(1, 2, 3))))
          .hasMessageStartingWith("[GM/SHAPE]");
      assertThatThrownBy(() -> p.run(Engines.arguments(2))).hasMessageStartingWith("[GM/INPUT]");
      assertThatThrownBy(() -> p.run(Engines.arguments(-1, Engines.floats(1, 2, 3))))
          .hasMessageContaining("negative");
    }
  }

  @Test
  void weightsMustFitTheProgram() {
    Networks n = new Networks(DType.FLOAT32);
    Traced two = program("two", ArraySpec.floats(3), x -> n.linear(x, 2));
    Weights w = n.weights();
    Map<String, HostArray> values = w.initial(1);
    HostArray x = Engines.floats(1, 2, 3);
    try (Program p = engine.compile(two);
        DeviceWeights all = engine.upload(w, values);
        DeviceWeights half =
            engine.upload(new Weights(w.list().subList(0, 1)), Map.of("w0", values.get("w0")))) {
      assertThatThrownBy(() -> p.run(Engines.arguments(2, x))).hasMessageContaining("weights");
      assertThatThrownBy(() -> p.run(Engines.arguments(2, x).with(half)))
          .hasMessageContaining("'w1'");
      HostArray y = p.runToHost(Engines.arguments(2, x).with(all)).get(0);
      assertThat(y.dims()).containsExactly(2, 2);
      assertThatThrownBy(() -> p.run(Engines.arguments(2, x).with(half)))
          .hasMessageContaining("'w1'");
      all.close();
      assertThatThrownBy(() -> p.run(Engines.arguments(2, x).with(all)))
          .hasMessageContaining("closed");
    }
    assertThatThrownBy(() -> engine.upload(w, Map.of("w0", values.get("w0"))))
        .hasMessageContaining("w1");
  }

  @Test
  void theOrderOfWeightsDoesNotMatter() {
    Networks n = new Networks(DType.FLOAT32);
    Traced p = program("p", ArraySpec.floats(3), x -> n.mlp(x, 3, 2));
    List<Weight> reversed = new ArrayList<>(n.weights().list());
    Collections.reverse(reversed);
    Map<String, HostArray> values = n.weights().initial(1);
    HostArray x = Engines.floats(1, 2, 3);
    try (Program q = engine.compile(p);
        DeviceWeights a = engine.upload(n.weights(), values);
        DeviceWeights b = engine.upload(new Weights(reversed), values)) {
      List<HostArray> y = q.runToHost(Engines.arguments(2, x).with(a));
      assertThat(q.runToHost(Engines.arguments(2, x).with(b))).isEqualTo(y);
    }
  }

  @Test
  void numbersChangeFromCallToCall() {
    Traced p =
        Traced.of(
            "p",
            Signature.of("x", ArraySpec.floats(2)).with("h", ArraySpec.number()),
            in -> {
              Tensor h = in.get("h");
              Tensor scaled = in.get("x").times(h.rsub(1).cast(DType.FLOAT32));
              return Map.of("y", scaled, "h", h.times(2), "e", h.exp());
            });
    HostArray x = HostArray.of(new float[] {1, 2}, 1, 2);
    try (Program q = engine.compile(p)) {
      for (double h : new double[] {0.25, 0.25, 0.5, -3}) {
        Arguments call = Arguments.of(1, List.of(x, HostArray.scalar(h).reshape()));
        Map<String, HostArray> y = named(p, q.runToHost(call));
        assertThat(y.get("y").floats()).containsExactly((float) (1 - h), (float) (2 - 2 * h));
        assertThat(y.get("h").item()).isEqualTo(2 * h);
        assertThat(y.get("e").item()).isEqualTo(Math.exp(h));
        try (DeviceArray there = engine.upload(HostArray.scalar(h).reshape())) {
          assertThat(named(p, q.runToHost(Arguments.of(1, List.of(x, there))))).isEqualTo(y);
        }
      }
    }
  }

  private static Map<String, HostArray> named(Traced p, List<HostArray> values) {
    Map<String, HostArray> r = new LinkedHashMap<>();
    List<String> names = List.copyOf(p.outputs().keySet());
    for (int i = 0; i < names.size(); i++) {
      r.put(names.get(i), values.get(i));
    }
    return r;
  }

  @Test
  void whatIsClosedIsNotUsed() {
    Traced p = program("p", ArraySpec.floats(3), Tensor::exp);
    HostArray x = Engines.floats(1, 2, 3);
    Program q = engine.compile(p);
    DeviceArray a = engine.upload(x);
    a.close();
    a.close();
    assertThatThrownBy(a::toHost).hasMessageContaining("closed array");
    assertThatThrownBy(() -> q.run(Arguments.of(2, List.of(a)))).hasMessageContaining("closed");
    q.close();
    q.close();
    assertThatThrownBy(() -> q.run(Engines.arguments(2, x))).hasMessageContaining("closed program");
    engine.close();
    engine.close();
    assertThatThrownBy(() -> engine.upload(x)).hasMessageContaining("closed engine");
    assertThatThrownBy(() -> engine.compile(p)).hasMessageContaining("closed engine");
  }

  @Test
  void closingTheEngineClosesWhatIsLeft() {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss = Networks.regression(x -> n.mlp(x, 4, 2));
    Weights w = n.weights();
    OptimizerSpec spec = new OptimizerSpec(new OptimizerSpec.Sgd(0.9), 1, 0);
    TrainingProgram t = engine.compile(loss, w, spec, w.initial(1));
    HostArray x = Engines.floats(1, 2, 3);
    var measured = t.step(Engines.arguments(2, x, Engines.floats(1, 2, 2)), 1);
    DeviceArray a = engine.upload(x);
    engine.upload(w, w.initial(1));
    engine.compile(loss).run(Engines.arguments(2, x, Engines.floats(1, 2, 2)).with(t.weights()));
    DeviceWeights view = t.weights();
    assertThat(engine.liveHandles()).isPositive();
    engine.close();
    assertThat(engine.liveHandles()).isZero();
    assertThatThrownBy(a::toHost).isInstanceOf(GmException.class);
    assertThatThrownBy(measured::loss).isInstanceOf(GmException.class);
    assertThatThrownBy(view::toHost).isInstanceOf(GmException.class);
    assertThatThrownBy(t::state).isInstanceOf(GmException.class);
    t.close();
  }

  @Test
  void arraysStayWithTheirEngine() {
    try (PytorchBackend other = Engines.open();
        Program p = engine.compile(program("p", ArraySpec.floats(3), Tensor::exp));
        DeviceArray x = other.upload(Engines.floats(1, 2, 3))) {
      assertThatThrownBy(() -> p.run(Arguments.of(2, List.of(x))))
          .hasMessageContaining("another engine");
    }
  }

  @Test
  void twoThreadsRunTwoPrograms() throws Exception {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss = Networks.regression(x -> n.mlp(x, 16, 2));
    Weights w = n.weights();
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0.1), 1, 0.9);
    Callable<Map<String, HostArray>> work =
        () -> {
          try (TrainingProgram t = engine.compile(loss, w, spec, w.initial(1))) {
            for (int k = 0; k < 200; k++) {
              int b = 1 + k % 9;
              t.step(Engines.arguments(b, Engines.floats(k, b, 3), Engines.floats(-k, b, 2)), 0.01)
                  .close();
            }
            return t.state();
          }
        };
    Map<String, HostArray> alone = work.call();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<Map<String, HostArray>>> both = pool.invokeAll(List.of(work, work));
      for (Future<Map<String, HostArray>> f : both) {
        assertThat(f.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void enginesWithOtherNumbersOfThreadsStandSideBySide() {
    Engines.onProcessor("a GPU adds in another order");
    EngineConfig two = new EngineConfig(EngineConfig.Device.CPU, 2);
    Traced p = program("p", ArraySpec.floats(3), x -> x.exp().sum());
    HostArray x = Engines.floats(1, 2, 3);
    try (var other = new PytorchBackendProvider().open(two);
        Program a = engine.compile(p);
        Program b = other.compile(p)) {
      HostArray y = a.runToHost(Engines.arguments(2, x)).get(0);
      assertThat(b.runToHost(Engines.arguments(2, x))).containsExactly(y);
      assertThat(TorchNative.threads()).isEqualTo(2);
      a.runToHost(Engines.arguments(2, x));
      assertThat(TorchNative.threads()).isEqualTo(1);
      assertThat(other.description()).endsWith("threads 2");
    }
  }

  @Test
  void noiseOfSeveralThreadsIsThatOfOne() {
    Traced p =
        Traced.of(
            "noise",
            Signature.of("x", ArraySpec.floats(1)),
            in -> {
              Map<String, Tensor> out = new LinkedHashMap<>();
              Shape s = Shape.of(-3, 5);
              out.put("float", Rng.root().fork("a").normal(DType.FLOAT32, s));
              out.put("double", Rng.root().fork("b").uniform(DType.FLOAT64, s));
              out.put("shared", Rng.root().fork("c").normal(DType.FLOAT32, Shape.of(40_000)));
              return out;
            });
    int rows = 4001;
    NoiseKey key = new NoiseKey(3, 2, 17);
    HostArray x = HostArray.zeros(DType.FLOAT32, rows, 1);
    EngineConfig three = new EngineConfig(Engines.config().device(), 3);
    try (var other = new PytorchBackendProvider().open(three);
        Program b = other.compile(p)) {
      assertThat(b.runToHost(Engines.arguments(rows, x).with(key)))
          .isEqualTo(Engines.reference(p, rows, List.of(x), Map.of(), key));
    }
  }

  /**
   * Chains of this length end the process with torch's autograd; recursion in Java would overflow.
   */
  @Test
  void longProgramsRun() {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss =
        Networks.regression(
            x -> {
              Tensor h = x.slice(1, 0, 2);
              Tensor w = n.weight(0.1, 2);
              for (int i = 0; i < 1500; i++) {
                h = h.times(w).plus(x.slice(1, 1, 3).times(1e-3 * i)).tanh();
              }
              return h;
            });
    Weights w = n.weights();
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0.1), 1, 0.9);
    try (TrainingProgram t = engine.compile(loss, w, spec, w.initial(1));
        var m =
            t.step(Engines.arguments(2, Engines.floats(1, 2, 3), Engines.floats(2, 2, 2)), 0.1)) {
      assertThat(m.loss()).isFinite();
      assertThat(m.gradientNorm()).isFinite().isPositive();
    }
  }
}
