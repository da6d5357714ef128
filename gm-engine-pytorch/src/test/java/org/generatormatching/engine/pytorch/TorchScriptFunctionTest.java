package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Traced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TorchScriptFunctionTest {
  private static final String AFFINE =
      """
      def run(self, x: Tensor, w: List[Tensor], n: int, a: float) -> List[Tensor]:
        y = torch.add(torch.mul(torch.mm(x, w[0]), a), n)
        return [y, torch.gt(y, 5.), torch.argmax(y)]
      """;

  private PytorchBackend engine;
  private DeviceArray x;

  @BeforeEach
  void open() {
    engine = Engines.open();
    x = engine.upload(HostArray.of(new double[] {1, 2, 3, 4}, 2, 2));
  }

  @AfterEach
  void close() {
    x.close();
    assertThat(engine.liveHandles()).isZero();
    engine.close();
  }

  @Test
  void takesArraysListsAndNumbersManyTimes() {
    try (TorchScriptFunction f = TorchScriptFunction.compile(engine, "affine", AFFINE);
        TorchScriptFunction.Call call =
            f.call().array(x).arrays(List.of(x)).integer(1).number(0.5)) {
      for (int k = 0; k < 3; k++) {
        List<DeviceArray> r = call.run();
        assertThat(r.get(0).toHost()).isEqualTo(HostArray.of(new double[] {4.5, 6, 8.5, 12}, 2, 2));
        assertThat(r.get(1).toHost().booleans()).containsExactly(false, true, true, true);
        assertThat(r.get(2).toHost().longs()).containsExactly(3);
        r.forEach(DeviceArray::close);
      }
    }
  }

  @Test
  void differentiatesWithAutograd() {
    String source =
        """
        def run(self, x: Tensor) -> List[Tensor]:
          torch.set_grad_enabled(True)
          r = torch.requires_grad_(torch.detach(x), True)
          o = torch.autograd.grad([torch.sum(torch.mul(r, r))], [r])
          return [unchecked_cast(Tensor, o[0])]
        """;
    try (TorchScriptFunction f = TorchScriptFunction.differentiating(engine, "gradient", source);
        TorchScriptFunction.Call call = f.call().array(x)) {
      List<DeviceArray> r = call.run();
      assertThat(r.get(0).toHost().doubles()).containsExactly(2, 4, 6, 8);
      r.forEach(DeviceArray::close);
    }
  }

  @Test
  void saysWhatTorchRefuses() {
    assertThatThrownBy(
            () ->
                TorchScriptFunction.compile(engine, "wrong", "def run(self) -> int:\n  return z\n"))
        .isInstanceOf(GmException.class)
        .hasMessageContaining("torch cannot compile a program")
        .hasMessageContaining("'wrong'");
    try (TorchScriptFunction f = TorchScriptFunction.compile(engine, "affine", AFFINE);
        TorchScriptFunction.Call call = f.call().array(x)) {
      assertThatThrownBy(call::run)
          .isInstanceOf(GmException.class)
          .hasMessageContaining("[GM/ENGINE_FAILED]");
    }
  }

  @Test
  void refusesElementTypesThatWeDoNotHave() {
    String source =
        """
        def run(self, x: Tensor) -> List[Tensor]:
          return [x, torch.to(x, 3)]
        """;
    try (TorchScriptFunction f = TorchScriptFunction.compile(engine, "short", source);
        TorchScriptFunction.Call call = f.call().array(x)) {
      assertThatThrownBy(call::run).hasMessageContaining("[GM/UNSUPPORTED]");
    }
  }

  @Test
  void refusesWhatIsNotItsOwn() {
    try (Backend other = new ReferenceBackendProvider().open(EngineConfig.cpu());
        TorchScriptFunction f = TorchScriptFunction.compile(engine, "affine", AFFINE)) {
      assertThatThrownBy(() -> TorchScriptFunction.compile(other, "affine", AFFINE))
          .hasMessageContaining("TorchScript runs on the PyTorch engine only");
      DeviceArray foreign = other.upload(HostArray.of(new float[] {1}));
      assertThatThrownBy(() -> f.call().array(foreign))
          .hasMessageContaining("an array belongs to another engine")
          .hasMessageContaining("'affine'");
      foreign.close();
      f.close();
      assertThatThrownBy(() -> f.call().run()).hasMessageContaining("a closed function is called");
    }
  }

  @Test
  void showsWhatAProgramIsLoweredTo() {
    Traced program =
        Traced.of(
            "double",
            Signature.of("x", ArraySpec.floats(2)),
            in -> Map.of("y", in.get("x").times(2)));
    assertThat(TorchScriptFunction.lowered(engine, program)).startsWith("def run(self");
  }
}
