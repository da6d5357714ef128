package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Capability;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a GPU could do differently; skipped where there is none. All other tests of this engine run
 * on a GPU too, with {@code -Dgm.test.device=gpu}.
 */
class GpuTest {
  private static final EngineConfig GPU = new EngineConfig(EngineConfig.Device.GPU, 1);
  private static final EngineConfig CPU = new EngineConfig(EngineConfig.Device.CPU, 1);
  private static final int REPEATS = 5;

  private static PytorchBackend gpu;
  private static PytorchBackend cpu;

  @BeforeAll
  static void open() {
    PytorchBackendProvider provider = new PytorchBackendProvider();
    Optional<Problem> problem = provider.unavailable(GPU);
    assumeTrue(problem.isEmpty(), () -> problem.map(Problem::toString).orElse(""));
    gpu = (PytorchBackend) provider.open(GPU);
    cpu = (PytorchBackend) provider.open(CPU);
  }

  @AfterAll
  static void close() {
    if (gpu != null) {
      gpu.close();
      cpu.close();
    }
  }

  @Test
  void saysWhatItIs() {
    assertThat(gpu.description())
        .matches("libtorch [\\d.]+, cuda:0 \\(.+, [\\d.]+ GiB, driver for CUDA .+\\), threads 1");
    assertThat(gpu.capabilities()).contains(Capability.GPU);
  }

  /** Two factors rounded to TF32 are off by about 3e-4. */
  @Test
  void matrixProductsAreOfFloat32() {
    ArraySpec fixed = new ArraySpec(DType.FLOAT32, Shape.of(400, 300));
    Signature s = Signature.of("x", ArraySpec.floats(300)).with("y", fixed);
    Traced t =
        Traced.of(
            "product",
            s,
            in -> {
              Tensor x = in.get("x");
              Tensor y = in.get("y");
              Map<String, Tensor> out = new LinkedHashMap<>();
              out.put("xTx", x.mT().matmul(x));
              out.put("xyT", x.matmul(y.mT()));
              return out;
            });
    assertThat(error(t, 400, Engines.floats(1, 400, 300), Engines.floats(2, 400, 300)))
        .isLessThan(2e-6);
  }

  @Test
  void convolutionsAreOfFloat32() {
    assertThat(error(convolution(), 8, Engines.floats(1, 8, 32, 12, 12), kernels()))
        .isLessThan(2e-6);
  }

  @Test
  void attentionIsOfFloat32() {
    ArraySpec heads = ArraySpec.floats(4, 48, 32);
    Traced t =
        Traced.of(
            "attention",
            Signature.of("q", heads).with("k", heads).with("v", heads),
            in -> {
              Tensor y = in.get("q").times(3).attention(in.get("k"), in.get("v"));
              List<Tensor> xs = List.copyOf(in.values());
              List<Tensor> g = Gradients.of(y.square().sum(), xs);
              Map<String, Tensor> out = new LinkedHashMap<>();
              out.put("y", y);
              for (int i = 0; i < xs.size(); i++) {
                out.put("gradient " + i, g.get(i));
              }
              return out;
            });
    HostArray[] in = new HostArray[3];
    for (int i = 0; i < 3; i++) {
      in[i] = Engines.floats(i, 8, 4, 48, 32);
    }
    assertThat(error(t, 8, in)).isLessThan(2e-6);
  }

  /** x [B, 32, 12, 12] by 48 kernels of 3 by 3, and both gradients of a loss. */
  private static Traced convolution() {
    Signature s =
        Signature.of("x", ArraySpec.floats(32, 12, 12))
            .with("w", new ArraySpec(DType.FLOAT32, Shape.of(48, 32, 3, 3)));
    return Traced.of(
        "convolution",
        s,
        in -> {
          Tensor x = in.get("x");
          Tensor w = in.get("w");
          Tensor y = x.conv2d(w, 1, 1);
          List<Tensor> g = Gradients.of(y.square().sum(), List.of(x, w));
          Map<String, Tensor> out = new LinkedHashMap<>();
          out.put("y", y);
          out.put("of x", g.get(0));
          out.put("of w", g.get(1));
          return out;
        });
  }

  private static HostArray kernels() {
    return Engines.floats(2, 48, 32, 3, 3);
  }

  /** The largest of |found - true| / |true| over the outputs, by the Euclidean norm. */
  private static double error(Traced t, int batch, HostArray... in) {
    List<HostArray> expected = Engines.reference(t, batch, List.of(in), Map.of(), NoiseKey.none());
    double worst = 0;
    try (Program p = gpu.compile(t)) {
      List<HostArray> found = p.runToHost(Engines.arguments(batch, in));
      for (int i = 0; i < found.size(); i++) {
        double off = 0;
        double size = 0;
        for (int k = 0; k < found.get(i).size(); k++) {
          double d = found.get(i).get(k) - expected.get(i).get(k);
          off += d * d;
          size += expected.get(i).get(k) * expected.get(i).get(k);
        }
        worst = Math.max(worst, Math.sqrt(off / size));
      }
    }
    return worst;
  }

  /** Sums of many values in one place, and sums over long axes. */
  @Test
  void sumsHaveOneOrder() {
    Signature s =
        Signature.of("x", ArraySpec.floats(7))
            .with("m", ArraySpec.floats(2, 3))
            .with("table", new ArraySpec(DType.FLOAT32, Shape.of(5, 7)))
            .with("wide", new ArraySpec(DType.FLOAT32, Shape.of(5, 2, 3)))
            .with("i", ArraySpec.tokens())
            .with("j", ArraySpec.tokens(7));
    Traced t =
        Traced.of(
            "sums",
            s,
            in -> {
              Tensor x = in.get("x");
              Tensor i = in.get("i");
              Tensor j = in.get("j");
              Map<String, Tensor> out = new LinkedHashMap<>();
              Tensor table = in.get("table");
              out.put("take", Gradients.of(table.take(i).times(x).sum(), List.of(table)).get(0));
              Tensor wide = in.get("wide");
              Tensor rows = wide.take(i).times(in.get("m"));
              out.put("take rows", Gradients.of(rows.sum(), List.of(wide)).get(0));
              out.put("scatter", x.times(0).scatterAdd(-1, j, x));
              out.put("cumsum", x.cumsum(0));
              out.put("cumsum of one axis", x.reshape(Shape.of(-7)).cumsum(0));
              out.put("sum", x.sum());
              out.put("variance", x.minus(x.meanKeep(0)).square().mean(0));
              return out;
            });
    int b = 20_000;
    long[] i = new long[b];
    long[] j = new long[7 * b];
    Arrays.setAll(i, k -> (k * 7L + k / 11) % 5);
    Arrays.setAll(j, k -> k % 3);
    sameBits(
        t,
        b,
        Engines.floats(1, b, 7),
        Engines.floats(2, b, 2, 3),
        Engines.floats(3, 5, 7),
        Engines.floats(4, 5, 2, 3),
        HostArray.of(i),
        HostArray.of(j).reshape(b, 7));
  }

  @Test
  void convolutionsHaveOneOrder() {
    sameBits(convolution(), 256, Engines.floats(1, 256, 32, 12, 12), kernels());
  }

  private static void sameBits(Traced t, int batch, HostArray... in) {
    List<String> names = List.copyOf(t.outputs().keySet());
    try (Program p = gpu.compile(t)) {
      Arguments a = Engines.arguments(batch, in);
      List<HostArray> first = p.runToHost(a);
      for (int k = 0; k < REPEATS; k++) {
        List<HostArray> again = p.runToHost(a);
        List<String> other = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          if (!first.get(i).equals(again.get(i))) {
            other.add(names.get(i));
          }
        }
        assertThat(other).as("outputs with other bits in run %d", k).isEmpty();
      }
    }
  }

  /** 200 steps twice, and once on the processor; then the state changes places. */
  @Test
  void trainingIsThatOfTheProcessor() {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss = Networks.regression(x -> n.mlp(x, 64, 2));
    Weights w = n.weights();
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0.01), 1, 0.99);
    try (TrainingProgram one = gpu.compile(loss, w, spec, w.initial(1));
        TrainingProgram two = gpu.compile(loss, w, spec, w.initial(1));
        TrainingProgram three = cpu.compile(loss, w, spec, w.initial(1))) {
      List<Double> first = losses(one, 0, 200);
      assertThat(losses(two, 0, 200)).isEqualTo(first);
      assertThat(two.state()).isEqualTo(one.state());
      assertClose(losses(three, 0, 200), first);
      Map<String, HostArray> ofGpu = one.state();
      one.restore(three.state());
      three.restore(ofGpu);
      assertThat(three.state()).isEqualTo(ofGpu);
      assertClose(losses(one, 200, 250), losses(three, 200, 250));
    }
  }

  private static void assertClose(List<Double> found, List<Double> expected) {
    for (int k = 0; k < expected.size(); k++) {
      assertThat(found.get(k)).as("loss %d", k).isCloseTo(expected.get(k), within(1e-4));
    }
  }

  private static List<Double> losses(TrainingProgram p, int from, int to) {
    List<Double> all = new ArrayList<>();
    for (int k = from; k < to; k++) {
      Arguments call =
          Engines.arguments(128, Engines.floats(k, 128, 3), Engines.floats(-k - 1, 128, 2));
      try (TrainingProgram.Measurements m = p.step(call, 1e-3)) {
        all.add(m.loss());
      }
    }
    return all;
  }

  @Test
  void anArrayOfAnotherDeviceIsRefusedOrCopied() {
    HostArray v = Engines.floats(1, 4, 3);
    try (DeviceArray a = gpu.upload(v);
        DeviceArray b = cpu.upload(v)) {
      assertThat(a.toHost()).isEqualTo(v);
      assertThat(b.toHost()).isEqualTo(v);
    }
  }
}
