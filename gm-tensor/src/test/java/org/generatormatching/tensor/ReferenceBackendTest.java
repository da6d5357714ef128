package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {
  private static final Signature XY =
      Signature.of("x", ArraySpec.floats(2)).with("y", ArraySpec.number());
  private static final Weight W =
      new Weight("w", DType.FLOAT32, Shape.of(2), new Weight.Initializer.Constant(3));

  private final BackendProvider provider =
      ServiceLoader.load(BackendProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(p -> p.id().equals(ComponentId.of("reference@1")))
          .findFirst()
          .orElseThrow();
  private final Backend backend = provider.open(EngineConfig.cpu());

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(backend.liveHandles()).isZero();
    backend.close();
  }

  private static Tensor in(Map<String, Tensor> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  private static Traced scaled() {
    return Traced.of(
        "scaled",
        XY,
        in -> Map.of("z", in(in, "x").times(in(in, "y").cast(DType.FLOAT32)).plus(W.tensor())));
  }

  @Test
  void saysWhatItCan() {
    assertThat(backend.capabilities())
        .containsExactlyInAnyOrder(
            Capability.FLOAT64, Capability.BFLOAT16, Capability.ALL_OPERATIONS);
    assertThat(backend.description()).startsWith("reference@1, float64 interpreter on Java ");
    assertThat(provider.unavailable(EngineConfig.cpu())).isEmpty();
  }

  @Test
  void runsForAnyBatchSize() {
    try (Program p = backend.compile(scaled());
        DeviceWeights w =
            backend.upload(
                new Weights(List.of(W)), Map.of("w", HostArray.of(new float[] {1, 2})))) {
      assertThat(backend.liveHandles()).isOne();
      for (int batch : new int[] {1, 2, 0}) {
        HostArray x = HostArray.of(new float[2 * batch], batch, 2);
        Arguments call = Arguments.of(batch, List.of(x, HostArray.scalar(2))).with(w);
        List<DeviceArray> out = p.run(call);
        assertThat(backend.liveHandles()).isEqualTo(2);
        try (DeviceArray z = out.get(0)) {
          assertThat(z.dims()).containsExactly(batch, 2);
          assertThat(z.dtype()).isEqualTo(DType.FLOAT32);
        }
        if (batch == 1) {
          assertThat(p.runToHost(call).get(0).floats()).containsExactly(1, 2);
        }
      }
    }
  }

  @Test
  void acceptsUploadedArguments() {
    Traced t =
        Traced.of("t", Signature.of("x", ArraySpec.floats(2)), in -> Map.of("y", in(in, "x")));
    try (Program p = backend.compile(t);
        DeviceArray x = backend.upload(HostArray.of(new float[] {1, 2}, 1, 2))) {
      assertThat(p.runToHost(Arguments.of(1, List.of(x))).get(0).floats()).containsExactly(1, 2);
    }
  }

  @Test
  void tellsAllThatIsWrongWithACall() {
    try (Program p = backend.compile(scaled())) {
      Arguments call =
          Arguments.of(3, List.of(HostArray.of(new float[4], 2, 2), HostArray.of(new float[] {1})));
      assertThatThrownBy(() -> p.run(call))
          .hasMessage(
              """
              [GM/SHAPE] input 'x' does not fit: found FLOAT32[2, 2]; expected FLOAT32[B, 2], that is [3, 2] at B = 3 (at program 'scaled')
              [GM/DTYPE] input 'y' does not fit: found FLOAT32[1]; expected FLOAT64[] (at program 'scaled')
              [GM/INPUT] the program has weights and the call brings none: expected [w] (at program 'scaled'). Hand them over with Arguments.with(weights).""");
      assertThatThrownBy(() -> p.run(Arguments.of(-1, List.of())))
          .hasMessageStartingWith(
              """
              [GM/INPUT] the batch size is negative: found -1 (at program 'scaled')
              [GM/INPUT] a call needs one value per input: found 0; expected 2 [x, y] (at program 'scaled')
              """);
    }
  }

  @Test
  void weightsMustBeTheProgramsWeights() {
    Weight other = new Weight("v", DType.FLOAT32, Shape.of(2), new Weight.Initializer.Constant(0));
    try (Program p = backend.compile(scaled());
        DeviceWeights v =
            backend.upload(new Weights(List.of(other)), Map.of("v", HostArray.of(new float[2])))) {
      Arguments call =
          Arguments.of(1, List.of(HostArray.of(new float[2], 1, 2), HostArray.scalar(1))).with(v);
      assertThatThrownBy(() -> p.run(call))
          .hasMessage("[GM/INPUT] weight 'w' has no value (at program 'scaled')");
    }
    assertThatThrownBy(
            () ->
                backend.upload(
                    new Weights(List.of(W, other)),
                    Map.of("w", HostArray.of(new double[2]), "u", HostArray.of(new float[1]))))
        .hasMessage(
            """
            [GM/DTYPE] weight 'w' does not fit: found FLOAT64[2]; expected FLOAT32[2] (at upload of weights)
            [GM/INPUT] weight 'v' has no value (at upload of weights)
            [GM/INPUT] there is a value for an unknown weight: found u (at upload of weights)""");
  }

  @Test
  void refusesWhatWasClosed() {
    Program p = backend.compile(scaled());
    p.close();
    p.close();
    assertThatThrownBy(() -> p.run(Arguments.of(1, List.of())))
        .hasMessageStartingWith(
            "[GM/INPUT] program 'scaled' is used after it was closed (at ReferenceBackendTest.java:");
    DeviceArray a = backend.upload(HostArray.scalar(1));
    a.close();
    a.close();
    assertThatThrownBy(a::toHost)
        .hasMessageStartingWith("[GM/INPUT] array FLOAT64[] is used after it was closed");
  }

  @Test
  void closingTheEngineClosesItsArrays() {
    DeviceArray a = backend.upload(HostArray.scalar(1));
    backend.close();
    assertThat(backend.liveHandles()).isZero();
    assertThatThrownBy(a::toHost).isInstanceOf(GmException.class);
  }

  @Test
  void doesNotTrain() {
    OptimizerSpec sgd = new OptimizerSpec(new OptimizerSpec.Sgd(0), 1, 0);
    assertThatThrownBy(() -> backend.compile(scaled(), new Weights(List.of(W)), sgd, Map.of()))
        .hasMessage(
            "[GM/UNSUPPORTED] engine 'reference@1' cannot train: found training program 'scaled';"
                + " expected an engine with the capability TRAINING. Train with 'pytorch@1' or"
                + " 'tensorflow@1'; this engine runs what they trained.");
  }

  @Test
  void hasNoGraphicsProcessor() {
    assertThatThrownBy(() -> provider.open(new EngineConfig(EngineConfig.Device.GPU, 1)))
        .hasMessage(
            "[GM/ENGINE_UNAVAILABLE] engine 'reference@1' computes on the processor only: found GPU;"
                + " expected CPU. Set the device to CPU or choose another engine.");
  }
}
