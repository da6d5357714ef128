package org.generatormatching.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TensorflowBackendTest {
  private final Backend reference =
      new ReferenceBackendProvider().open(new EngineConfig(EngineConfig.Device.CPU, 1));
  private Backend tensorflow;

  @BeforeAll
  void open() {
    tensorflow = new TensorflowBackendProvider().open(new EngineConfig(EngineConfig.Device.CPU, 1));
  }

  @AfterAll
  void close() {
    tensorflow.close();
    reference.close();
  }

  private static final List<Weight> LAYERS =
      List.of(
          weight("in.kernel", 0.5, 4, 32),
          weight("in.bias", 0.1, 32),
          weight("out.kernel", 0.2, 32, 3),
          weight("out.bias", 0.1, 3));

  private static Weight weight(String name, double deviation, long... dims) {
    return new Weight(
        name, DType.FLOAT32, Shape.of(dims), new Weight.Initializer.Normal(deviation));
  }

  /** A perceptron on a noisy point and a time, with a normalised and a plain output. */
  private static Map<String, Tensor> perceptron(Map<String, Tensor> in) {
    Tensor x = in.get("x");
    Tensor noise = Rng.root().fork("noise").normal(DType.FLOAT32, x.shape());
    Tensor t = in.get("t").cast(DType.FLOAT32).broadcast(Shape.of(Shape.B, 1));
    Tensor h = Tensor.concat(1, x.plus(noise.times(0.1)), t.sin());
    h = h.matmul(LAYERS.get(0).tensor()).plus(LAYERS.get(1).tensor()).silu();
    Tensor y = h.matmul(LAYERS.get(2).tensor()).plus(LAYERS.get(3).tensor());
    Map<String, Tensor> out = new LinkedHashMap<>();
    out.put("velocity", y);
    out.put("share", y.softmax(-1).mT());
    out.put("energy", y.square().mean());
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void aPerceptronAgreesWithTheInterpreter(int batch) {
    Traced program =
        Traced.of(
            "perceptron",
            Signature.of("x", ArraySpec.floats(3)).with("t", ArraySpec.number()),
            TensorflowBackendTest::perceptron);
    Weights weights = new Weights(LAYERS);
    double[] x = HostRng.of(3).normals(3 * batch);
    List<HostArray> inputs =
        List.of(HostArray.of(DType.FLOAT32, x, batch, 3), HostArray.scalar(0.3));
    List<HostArray> expected = run(reference, program, weights, batch, inputs);
    List<HostArray> found = run(tensorflow, program, weights, batch, inputs);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).dims()).isEqualTo(expected.get(i).dims());
      double[] e = expected.get(i).doubles();
      double[] f = found.get(i).doubles();
      for (int k = 0; k < e.length; k++) {
        assertThat(f[k]).isCloseTo(e[k], within(1e-6));
      }
    }
  }

  private static List<HostArray> run(
      Backend backend, Traced program, Weights weights, int batch, List<HostArray> inputs) {
    try (Program p = backend.compile(program);
        DeviceWeights w = backend.upload(weights, weights.initial(5))) {
      return p.runToHost(Arguments.of(batch, inputs).with(w).with(new NoiseKey(1, 2, 3)));
    }
  }

  @Test
  void oneGraphServesEveryBatchSizeAndLeaksNothing() {
    Traced program =
        Traced.of(
            "flatten",
            Signature.of("x", ArraySpec.floats(2, 3)),
            in -> Map.of("y", in.get("x").times(2).reshape(Shape.batch(2), 3)));
    long before = tensorflow.liveHandles();
    try (Program p = tensorflow.compile(program)) {
      for (int batch : new int[] {4, 0, 1, 4}) {
        HostArray x = HostArray.of(new float[6 * batch], batch, 2, 3);
        try (DeviceArray d = tensorflow.upload(x)) {
          HostArray y = p.runToHost(Arguments.of(batch, List.of(d))).get(0);
          assertThat(y.dims()).containsExactly(2L * batch, 3);
        }
      }
    }
    assertThat(tensorflow.liveHandles()).isEqualTo(before);
  }

  @Test
  void anUnknownOperationIsRefusedByNameWithTheUsersLine() {
    Traced program =
        Traced.of(
            "special",
            Signature.of("x", ArraySpec.floats(2)),
            in -> Map.of("y", in.get("x").argsort(1)));
    assertThatThrownBy(() -> tensorflow.compile(program))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] engine 'tensorflow@1' does not know an operation: found argsort")
        .hasMessageContaining("TensorflowBackendTest.java:");
  }

  @Test
  void aGraphicsProcessorIsRefusedWithTheReason() {
    EngineConfig gpu = new EngineConfig(EngineConfig.Device.GPU, 1);
    assertThatThrownBy(() -> new TensorflowBackendProvider().open(gpu))
        .hasMessage(
            "[GM/ENGINE_UNAVAILABLE] engine 'tensorflow@1' cannot be opened: found device gpu;"
                + " expected device cpu. This engine is built for the processor; use 'pytorch@1'"
                + " for a GPU.");
  }
}
