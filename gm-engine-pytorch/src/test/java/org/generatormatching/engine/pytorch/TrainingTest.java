package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {
  private static final int BATCH = 7;
  private static final double RATE = 1e-2;
  private static final OptimizerSpec ADAMW =
      new OptimizerSpec(OptimizerSpec.AdamW.of(0.1), 0.5, 0.9);

  private static PytorchBackend engine;

  @BeforeAll
  static void open() {
    engine = Engines.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /** A network and the name under which a failure shows it. */
  private record Case(
      String name, BiFunction<Networks, Tensor, Tensor> network, OptimizerSpec spec) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    BiFunction<Networks, Tensor, Tensor> mlp = (n, x) -> n.mlp(x, 8, 2);
    return Stream.of(
        new Case("AdamW, clipped", mlp, ADAMW),
        new Case("AdamW, not clipped", mlp, spec(OptimizerSpec.AdamW.of(0.1), 1e30)),
        new Case(
            "Adam", mlp, spec(new OptimizerSpec.Adam(0.8, 0.99, 1e-6), Double.POSITIVE_INFINITY)),
        new Case("SGD", mlp, spec(new OptimizerSpec.Sgd(0), 0.3)),
        new Case("SGD with momentum", mlp, spec(new OptimizerSpec.Sgd(0.9), 0.3)),
        // gradients that are views, or one tensor for two weights
        new Case("transposed gradient", (n, x) -> x.matmul(n.weight(0.5, 2, 3).mT()), ADAMW),
        new Case(
            "expanded gradient",
            (n, x) -> x.matmul(n.weight(0.5, 3, 2)).plus(n.weight(0.3, 4, 2).sum(0)),
            ADAMW),
        new Case(
            "one gradient for two weights",
            (n, x) -> x.matmul(n.weight(0.5, 3, 2).plus(n.weight(0.5, 3, 2))),
            ADAMW),
        new Case(
            "a gradient that is an input",
            (n, x) -> n.weight(0.5, 1, 3).times(x).sum(1).unsqueeze(1).times(n.weight(1, 2)),
            spec(OptimizerSpec.AdamW.of(0), Double.POSITIVE_INFINITY)),
        new Case(
            "an unused weight",
            (n, x) -> {
              n.weight(1, 3);
              return n.mlp(x, 4, 2);
            },
            ADAMW),
        new Case(
            "weights of two types",
            (n, x) -> n.linear(x, 2).plus(n.weight(DType.FLOAT64, 1, 2).exp().cast(DType.FLOAT32)),
            ADAMW));
  }

  private static OptimizerSpec spec(OptimizerSpec.Rule rule, double clip) {
    return new OptimizerSpec(rule, clip, 0.9);
  }

  private static Arguments batch(int step) {
    HostArray x = Engines.floats(step, BATCH, 3);
    HostArray u = Engines.floats(step + 1000, BATCH, 2);
    return Engines.arguments(BATCH, x, u);
  }

  /** 20 steps against the formulas in double, fed with the gradients of a forward program. */
  @ParameterizedTest
  @MethodSource("cases")
  void followsTheFormula(Case c) {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> c.network().apply(n, x));
    Weights weights = n.weights();
    Map<String, HostArray> initial = weights.initial(3);
    Formula formula = new Formula(weights, initial, c.spec());
    try (TrainingProgram training = engine.compile(program, weights, c.spec(), initial);
        Program gradient = engine.compile(gradients(program, weights))) {
      for (int k = 0; k < 20; k++) {
        Map<String, HostArray> before = training.weights().toHost();
        List<HostArray> g = gradient(gradient, weights, before, batch(k));
        formula.step(g, RATE);
        try (var m = training.step(batch(k), RATE)) {
          assertThat(m.gradientNorm()).isCloseTo(formula.norm(), within(1e-5));
          assertThat(m.loss()).isCloseTo(g.get(g.size() - 1).item(), within(1e-6));
        }
      }
      formula.assertClose(training, 1e-6);
      assertThat(training.state().get("steps").item()).isEqualTo(20);
    }
  }

  private static Traced gradients(Traced program, Weights weights) {
    return program.map(
        out -> {
          Map<String, Tensor> all = new LinkedHashMap<>();
          List<Tensor> leaves = new ArrayList<>();
          for (Weight w : weights.list()) {
            leaves.add(
                program.leaves(Op.WEIGHT).stream()
                    .filter(t -> t.attribute().equals(w.tensor().attribute()))
                    .findFirst()
                    .orElseGet(w::tensor));
          }
          List<Tensor> g = Gradients.of(out.get("loss"), leaves);
          for (int i = 0; i < g.size(); i++) {
            all.put("g" + i, g.get(i));
          }
          all.put("loss", out.get("loss"));
          return all;
        });
  }

  private static List<HostArray> gradient(
      Program program, Weights weights, Map<String, HostArray> values, Arguments call) {
    try (var device = engine.upload(weights, values)) {
      return program.runToHost(call.with(device));
    }
  }

  @Test
  void aBatchThatIsNotFiniteChangesNothing() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> n.mlp(x, 8, 2));
    try (TrainingProgram t = engine.compile(program, n.weights(), ADAMW, n.weights().initial(1))) {
      for (int k = 0; k < 3; k++) {
        t.step(batch(k), RATE).close();
      }
      Map<String, HostArray> before = t.state();
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
        float[] x = Engines.floats(9, BATCH, 3).floats().clone();
        x[4] = bad;
        Arguments call =
            Engines.arguments(BATCH, HostArray.of(x, BATCH, 3), Engines.floats(1, BATCH, 2));
        try (var m = t.step(call, RATE)) {
          assertThat(m.gradientNorm()).isNotFinite();
        }
        assertThat(t.state()).isEqualTo(before);
      }
      t.step(batch(3), RATE).close();
      assertThat(t.state()).isNotEqualTo(before);
      assertThat(t.state().get("steps").item()).isEqualTo(4);
    }
  }

  static Stream<OptimizerSpec> optimizers() {
    return Stream.of(
        ADAMW,
        new OptimizerSpec(new OptimizerSpec.Adam(0.9, 0.999, 1e-8), 1, 0),
        new OptimizerSpec(new OptimizerSpec.Sgd(0.9), 1, 0.99),
        new OptimizerSpec(new OptimizerSpec.Sgd(0), Double.POSITIVE_INFINITY, 0));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void continuesBitForBitFromItsState(OptimizerSpec spec) {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = noisy(n);
    Weights w = n.weights();
    try (TrainingProgram a = engine.compile(program, w, spec, w.initial(1));
        TrainingProgram b = engine.compile(program, w, spec, w.initial(2))) {
      train(a, 0, 10);
      Map<String, HostArray> middle = a.state();
      train(a, 10, 20);
      b.restore(middle);
      assertThat(b.state()).isEqualTo(middle);
      train(b, 10, 20);
      assertThat(b.state()).isEqualTo(a.state());
      assertThat(a.state()).isNotEqualTo(middle);
    }
  }

  @Test
  void isTheSameBitForBitWithTheSameSeed() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = noisy(n);
    Weights w = n.weights();
    List<Map<String, HostArray>> ends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (TrainingProgram t = engine.compile(program, w, ADAMW, w.initial(1))) {
        train(t, 0, 25);
        ends.add(t.state());
      }
    }
    assertThat(ends.get(0)).isEqualTo(ends.get(1));
  }

  private static Traced noisy(Networks n) {
    return Networks.regression(
        x -> {
          Tensor z = Rng.root().normal(DType.FLOAT32, Shape.of(Shape.B, 3));
          return n.mlp(x.plus(z.times(0.1)), 8, 2);
        });
  }

  private static void train(TrainingProgram t, int from, int to) {
    for (int k = from; k < to; k++) {
      t.step(batch(k).with(new NoiseKey(5, k, 0)), RATE).close();
    }
  }

  @Test
  void averageWithoutDecayIsTheWeights() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> n.mlp(x, 4, 2));
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0), 1, 0);
    try (TrainingProgram t = engine.compile(program, n.weights(), spec, n.weights().initial(1))) {
      train(t, 0, 3);
      assertThat(t.average().toHost()).isEqualTo(t.weights().toHost());
    }
  }

  @Test
  void measurementsAreFromBeforeTheStepAndOutliveIt() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program =
        Traced.of(
            "views",
            Networks.pairs(),
            in -> {
              Tensor w = n.weight(0.5, 3, 2);
              Tensor y = in.get("x").matmul(w);
              return Map.of(
                  "loss", y.minus(in.get("u")).square().mean(),
                  "w", w,
                  "part", w.at(1, 0),
                  "row", w.reshape(6).stopGradient(),
                  "x", in.get("x").mT());
            });
    Map<String, HostArray> initial = n.weights().initial(1);
    try (TrainingProgram t = engine.compile(program, n.weights(), ADAMW, initial)) {
      Arguments call = batch(0);
      var m = t.step(call, RATE);
      train(t, 1, 4);
      assertThat(m.get("w")).isEqualTo(initial.get("w0"));
      assertThat(m.get("row").floats()).isEqualTo(initial.get("w0").floats());
      assertThat(m.get("part").get(2)).isEqualTo(initial.get("w0").get(4));
      assertThat(m.get("x").get(1)).isEqualTo(((HostArray) call.inputs().get(0)).get(3));
      assertThatThrownBy(() -> m.get("y"))
          .isInstanceOf(GmException.class)
          .hasMessageContaining("y");
      m.close();
    }
  }

  @Test
  void trainsOnArraysThatAreThereAlready() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> n.mlp(x, 4, 2));
    Weights w = n.weights();
    try (TrainingProgram a = engine.compile(program, w, ADAMW, w.initial(1));
        TrainingProgram b = engine.compile(program, w, ADAMW, w.initial(1));
        DeviceArray x = engine.upload(Engines.floats(0, BATCH, 3));
        DeviceArray u = engine.upload(Engines.floats(1000, BATCH, 2))) {
      a.step(batch(0), RATE).close();
      b.step(Arguments.of(BATCH, List.of(x, u)), RATE).close();
      assertThat(b.state()).isEqualTo(a.state());
    }
  }

  @Test
  void forwardProgramsSeeTheWeightsAsTheyChange() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> n.mlp(x, 4, 2));
    Weights w = n.weights();
    try (TrainingProgram t = engine.compile(program, w, ADAMW, w.initial(1));
        Program forward = engine.compile(program)) {
      for (int k = 0; k < 3; k++) {
        double loss = forward.runToHost(batch(k).with(t.weights())).get(1).item();
        try (var m = t.step(batch(k), RATE)) {
          assertThat(m.loss()).isCloseTo(loss, within(1e-7));
        }
      }
      assertThat(forward.runToHost(batch(0).with(t.average())).get(1).item()).isPositive();
    }
  }

  @Test
  void refusesWhatItCannotTrain() {
    Networks n = new Networks(DType.BFLOAT16);
    Traced program =
        Traced.of(
            "vague",
            Signature.of("x", ArraySpec.floats(3)),
            in ->
                Map.of(
                    "loss",
                    in.get("x").cast(DType.BFLOAT16).times(n.weight(1, 3)),
                    "more",
                    new Weight(
                            "other", DType.FLOAT32, Shape.of(2), new Weight.Initializer.Constant(0))
                        .tensor()));
    assertThatThrownBy(() -> engine.compile(program, n.weights(), ADAMW, n.weights().initial(1)))
        .isInstanceOf(GmException.class)
        .hasMessageContaining("weight 'w0' cannot be trained in its type: found BFLOAT16")
        .hasMessageContaining("weight 'other', which is not trained")
        .hasMessageContaining("floating scalar output 'loss'");
    assertThatThrownBy(
            () ->
                engine.compile(
                    Networks.regression(x -> n.mlp(x, 2, 2)), n.weights(), ADAMW, Map.of()))
        .isInstanceOf(GmException.class);
  }

  @Test
  void refusesAStateThatDoesNotFit() {
    Networks n = new Networks(DType.FLOAT32);
    Traced program = Networks.regression(x -> n.mlp(x, 4, 2));
    try (TrainingProgram t = engine.compile(program, n.weights(), ADAMW, n.weights().initial(1))) {
      Map<String, HostArray> state = t.state();
      Map<String, HostArray> wrong = new LinkedHashMap<>(state);
      wrong.remove("first/w0");
      wrong.put("weight/w1", HostArray.zeros(DType.FLOAT32, 9));
      wrong.put("third/w1", HostArray.zeros(DType.FLOAT32, 9));
      assertThatThrownBy(() -> t.restore(wrong))
          .isInstanceOf(GmException.class)
          .hasMessageContaining("first/w0")
          .hasMessageContaining("weight/w1")
          .hasMessageContaining("third/w1");
      assertThat(t.state()).isEqualTo(state);
    }
  }
}
