package org.generatormatching.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.generatormatching.engine.pytorch.PytorchBackendProvider;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.TrainingProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That they run and compare equal work; no test looks at a time. */
class BenchmarksTest {
  private static final EngineConfig CONFIG = new EngineConfig(EngineConfig.Device.CPU, 1);
  private static final Plan TINY = new Plan(2, 0);

  static List<Benchmark> tiny() {
    return List.of(
        new NoiseRate(TINY, 4),
        new SamplerStep(
            List.of(
                new SamplerStep.Size(SamplerStep.Kind.FLOW, 8, 4, 3),
                new SamplerStep.Size(SamplerStep.Kind.MIDPOINT, 8, 4, 3),
                new SamplerStep.Size(SamplerStep.Kind.JUMPS, 8, 4, 3),
                new SamplerStep.Size(SamplerStep.Kind.TOKENS, 8, 4, 3))),
        new TrainStep(TINY, new Perceptron(8, 2, 4), new Perceptron(4, 2, 3), 50),
        new TrainingMemory(200));
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void givesFiguresBesideTheirFloors(Benchmark b) {
    List<String> told = new ArrayList<>();
    List<Benchmark.Case> cases =
        b.run(new Benchmark.Setting(new PytorchBackendProvider(), CONFIG, told::add));
    assertThat(cases).isNotEmpty();
    assertThat(cases.stream().map(Benchmark.Case::name)).doesNotHaveDuplicates();
    for (Benchmark.Case c : cases) {
      assertThat(List.of(c.value(), c.floor(), c.ratio())).allMatch(Double::isFinite);
    }
    assertThat(told).isNotEmpty();
    if (b instanceof TrainingMemory) {
      assertThat(cases.get(0).value()).isEqualTo(cases.get(0).floor()).isPositive();
    }
  }

  @Test
  void areFoundByServiceLoader() {
    List<String> names =
        ServiceLoader.load(Benchmark.class).stream().map(p -> p.get().name()).toList();
    assertThat(names).containsExactlyInAnyOrder("train-step", "sample", "noise", "memory");
  }

  /** In float arithmetic 20 steps of Adam keep rounding differences below 1e-4. */
  @Test
  void handWrittenStepIsTheSameStep() {
    Perceptron p = new Perceptron(16, 4, 16);
    try (Backend backend = new PytorchBackendProvider().open(CONFIG);
        DeviceArray x = Perceptron.normal(backend, "x", p.batch(), Perceptron.IN);
        DeviceArray u = Perceptron.normal(backend, "u", p.batch(), Perceptron.OUT);
        TrainingProgram own = p.compile(backend);
        HandWrittenStep twin = new HandWrittenStep(backend, p, x, u)) {
      for (int k = 0; k < 20; k++) {
        try (TrainingProgram.Measurements m =
            own.step(Arguments.of(p.batch(), List.of(x, u)), Perceptron.RATE)) {
          assertThat(twin.stepAndLoss()).isCloseTo(m.loss(), within(1e-4 * m.loss()));
        }
      }
    }
  }

  @Test
  void countsTheOperationsOfAllProducts() {
    try (Backend backend = new PytorchBackendProvider().open(CONFIG);
        MatrixProducts m =
            new MatrixProducts(backend, new Perceptron(256, 4, 1024), MatrixProducts.Kernel.OWN)) {
      double layers = 9 * 256 * 256 + 2 * 3 * 256 + 3 * 256 * 2;
      assertThat(m.operations()).isEqualTo(2 * 1024 * layers);
    }
  }

  @Test
  void longProgramHasItsNodes() {
    int nodes = LongProgram.ofNodes(3000).trace().nodes().size();
    assertThat(nodes).isBetween(3000, 3100);
  }

  @Test
  void mediansAndQuartilesAreThoseOfThePairs() {
    Comparison c = Comparison.of(new double[] {2, 4, 9, 8, 5}, new double[] {1, 1, 3, 2, 5});
    assertThat(c.seconds()).isEqualTo(5);
    assertThat(c.floor()).isEqualTo(2);
    assertThat(c.ratio()).isEqualTo(3);
    assertThat(c.low()).isEqualTo(2);
    assertThat(c.high()).isEqualTo(4);
    assertThat(Comparison.quantile(new double[] {1, 3}, 0.25)).isEqualTo(1.5);
  }

  @Test
  void slopeIsTheMedianOverPairs() {
    assertThat(TrainingMemory.slope(List.of(1.0, 2.0, 6.0))).isEqualTo(2.5);
    assertThat(TrainingMemory.slope(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 9.0))).isZero();
    assertThat(TrainingMemory.slope(List.of(1.0, 3.0, 5.0, 17.0))).isPositive();
    assertThat(TrainingMemory.slope(List.of(7.0))).isZero();
  }
}
