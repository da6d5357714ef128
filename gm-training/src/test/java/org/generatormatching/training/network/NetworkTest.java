package org.generatormatching.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.generatormatching.api.Context;
import org.generatormatching.api.Network;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  private static final int ROWS = 3;
  private static final Signature POINT =
      Signature.of("x", ArraySpec.floats(2, 3))
          .with("alive", new ArraySpec(DType.BOOL, Shape.of(Shape.B, 4)));
  private static final Signature CONDITIONS = Signature.of("label", ArraySpec.floats(5));
  private static final Signature RAW =
      Signature.of("velocity@1.x", ArraySpec.floats(2, 3))
          .with("rates@1.r", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B)));

  static Stream<Named<Network.Kind>> kinds() {
    return Stream.of(
        Named.of("mlp", new Mlp.Config(List.of(8, 8), null, null, 2).kind()),
        Named.of("affine", new Mlp.Config(List.of(), Activation.TANH, 1, 0).kind()),
        Named.of("residual", new ResidualMlp.Config(8, 2, 2, 6, null, 3, 1).kind()),
        Named.of("gelu", new ResidualMlp.Config(8, 1, 1, 6, Activation.GELU, 3, 0).kind()),
        Named.of("transformer", new Transformer.Config(8, 2, 2, 2, 6, null, 3).kind()));
  }

  private static Network network(Network.Kind kind) {
    return kind.make(POINT, 2, CONDITIONS, RAW);
  }

  /** The network at made-up points, traced for c*B rows. */
  private static Traced traced(Network network, long rows) {
    Map<String, ArraySpec> in = new LinkedHashMap<>();
    POINT.arrays().forEach((n, s) -> in.put(n, s));
    in.put("t", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 2)));
    in.put("label", CONDITIONS.get("label"));
    in.replaceAll((n, s) -> new ArraySpec(s.dtype(), s.shape().with(0, rows)));
    return Traced.of(
        "network",
        new Signature(in),
        leaves -> {
          State x = State.of("x", leaves.get("x"), "alive", leaves.get("alive"));
          Context c = new Context(State.of("label", leaves.get("label")));
          return network.apply(x, leaves.get("t"), c).arrays();
        });
  }

  /** Values of tensors of the traced network; weights by name. */
  private static List<HostArray> eval(
      Traced program, List<Tensor> wanted, int batch, Map<String, HostArray> weights) {
    HostRng rng = HostRng.of(7);
    Map<Tensor, HostArray> leaves = new LinkedHashMap<>();
    for (Tensor t : program.inputs()) {
      long[] dims = t.shape().concrete(batch);
      int n = 1;
      for (long d : dims) {
        n *= (int) d;
      }
      leaves.put(t, HostArray.of(t.dtype(), rng.normals(n), dims));
    }
    for (Tensor t : program.leaves(Op.WEIGHT)) {
      String name = ((Attribute.Name) t.attribute()).name();
      leaves.put(t, weights.get(name));
    }
    return Reference.eval(wanted, batch, leaves, NoiseKey.none());
  }

  private static Map<String, HostArray> randomWeights(Network network) {
    Map<String, HostArray> values = new LinkedHashMap<>();
    for (Weight w : network.weights().list()) {
      HostRng rng = HostRng.of(3).fork(w.name());
      double[] v = rng.normals((int) w.shape().coefficient());
      values.put(w.name(), HostArray.of(w.dtype(), v, w.shape().dims()));
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void makesTheRawArraysForAnyNumberOfRows(Network.Kind kind) {
    for (long rows : new long[] {Shape.B, Shape.batch(2), 6}) {
      Traced program = traced(network(kind), rows);
      assertThat(program.output("velocity@1.x").shape()).isEqualTo(Shape.of(rows, 2, 3));
      assertThat(program.output("rates@1.r").shape()).isEqualTo(Shape.of(rows));
      assertThat(program.output("rates@1.r").dtype()).isEqualTo(DType.FLOAT64);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void freshNetworkSaysZero(Network.Kind kind) {
    Network network = network(kind);
    Traced program = traced(network, Shape.B);
    List<Tensor> outputs = List.copyOf(program.outputs().values());
    for (HostArray values : eval(program, outputs, ROWS, network.weights().initial(1))) {
      assertThat(values.doubles()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyWeightAndInputMattersToTheOutput(Network.Kind kind) {
    Network network = network(kind);
    Traced program = traced(network, Shape.B);
    Tensor y = null;
    for (Tensor t : program.outputs().values()) {
      Tensor part = t.cast(DType.FLOAT64).square().sum();
      y = y == null ? part : y.plus(part);
    }
    List<Tensor> leaves = new ArrayList<>(program.leaves(Op.WEIGHT));
    assertThat(leaves).hasSameSizeAs(network.weights().list());
    program.inputs().stream().filter(t -> t.dtype().floating()).forEach(leaves::add);
    List<HostArray> gradients =
        eval(program, Gradients.of(y, leaves), ROWS, randomWeights(network));
    for (int i = 0; i < leaves.size(); i++) {
      double[] g = gradients.get(i).doubles();
      double norm = 0;
      for (double v : g) {
        norm += v * v;
      }
      assertThat(norm).as("gradient of %s", leaves.get(i)).isFinite().isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rowsDoNotSeeEachOther(Network.Kind kind) {
    Network network = network(kind);
    Traced program = traced(network, Shape.batch(3));
    Tensor first = program.output("velocity@1.x").slice(0, 0, 1);
    Tensor g = Gradients.of(first.square().sum(), program.inputs().get(0));
    double[] v = eval(program, List.of(g), 1, randomWeights(network)).get(0).doubles();
    assertThat(v).hasSize(3 * 6);
    for (int i = 0; i < v.length; i++) {
      assertThat(v[i] != 0).as("element %d", i).isEqualTo(i < 6);
    }
  }

  /**
   * Kernels have variance 1/(3 in): 65,536 uniform numbers, relative deviation 0.0035, at 6 sigma.
   */
  @Test
  void linearLayersStartWithTheStatedVariance() {
    Linear layer = Linear.of("l", 256, 256);
    double[] k = initial(layer.kernel());
    double sum = 0;
    double squares = 0;
    for (double v : k) {
      sum += v;
      squares += v * v;
      assertThat(Math.abs(v)).isLessThanOrEqualTo(1.0 / 16);
    }
    assertThat(squares / k.length * 3 * 256).isCloseTo(1, within(6 * 0.0035));
    assertThat(sum / Math.sqrt(squares)).isCloseTo(0, within(6.0));
    assertThat(initial(Linear.zero("l", 4, 4).kernel())).containsOnly(0);
  }

  private static double[] initial(Weight w) {
    return new Weights(List.of(w)).initial(5).get(w.name()).doubles();
  }

  @Test
  void timeFeaturesAreWavesFromSlowToFast() {
    Tensor t = Tensor.of(HostArray.of(new double[] {0, 0.25, 1, 0.5}, 2, 2));
    HostArray f = Reference.eval(new TimeFeatures(3).apply(t));
    assertThat(f.dims()).containsExactly(2, 12);
    double[] omega = {1, 10, 100};
    double[] times = {0, 0.25, 1, 0.5};
    for (int row = 0; row < 2; row++) {
      for (int c = 0; c < 2; c++) {
        for (int k = 0; k < 3; k++) {
          double angle = omega[k] * times[row * 2 + c];
          int at = row * 12 + c * 6 + k;
          assertThat(f.get(at)).isCloseTo(Math.sqrt(2) * Math.sin(angle), within(1e-5));
          assertThat(f.get(at + 3)).isCloseTo(Math.sqrt(2) * Math.cos(angle), within(1e-5));
        }
      }
    }
  }

  @Test
  void pointWavesDoubleTheirFrequency() {
    Tensor x = Tensor.of(HostArray.of(new float[] {0.5f, -1}, 1, 2));
    double[] f = Reference.eval(new PointWaves(2).apply(x)).doubles();
    double[] expected = {
      0.5,
      -1,
      Math.sin(0.5),
      Math.sin(1),
      Math.sin(-1),
      Math.sin(-2),
      Math.cos(0.5),
      Math.cos(1),
      Math.cos(-1),
      Math.cos(-2)
    };
    assertThat(f).containsExactly(expected, within(1e-6));
    assertThat(new PointWaves(2).width(2)).isEqualTo(10);
    assertThat(PointWaves.of(PointWaves.AUTOMATIC, 8)).isEqualTo(new PointWaves(4));
    assertThat(PointWaves.of(PointWaves.AUTOMATIC, 9)).isEqualTo(new PointWaves(0));
    assertThat(PointWaves.of(2, 64)).isEqualTo(new PointWaves(2));
  }

  @Test
  void absentSettingsHaveDefaults() {
    assertThat(new Mlp.Config(null, null, null, null))
        .isEqualTo(new Mlp.Config(List.of(256, 256, 256), Activation.SILU, 8, -1));
    assertThat(new ResidualMlp.Config(null, null, null, null, null, null, null))
        .isEqualTo(new ResidualMlp.Config(256, 3, 2, 64, Activation.SILU, 16, -1));
  }

  @Test
  void settingsOutOfRangeAreToldTogether() {
    assertThatThrownBy(() -> new ResidualMlp.Config(0, 3, 100, 64, null, 16, null))
        .hasMessage(
            "[GM/CONFIG] a setting of residual-mlp@1 is out of range: found 0; expected 1 to 65536"
                + " (at width)\n"
                + "[GM/CONFIG] a setting of residual-mlp@1 is out of range: found 100; expected 1"
                + " to 64 (at expansion)");
    assertThatThrownBy(() -> new Mlp.Config(List.of(8, -1), null, 0, null))
        .hasMessageContaining("(at widths[1])")
        .hasMessageContaining("(at frequencies)");
  }

  @Test
  void arraysThatDoNotFitARowAreToldTogether() {
    Signature wrong =
        Signature.of("words", ArraySpec.tokens(4)).with("temperature", ArraySpec.number());
    assertThatThrownBy(() -> new Rows(wrong))
        .hasMessage(
            "[GM/UNSUPPORTED] a network of rows cannot read or make this array: found 'words'"
                + " INT64[B, 4]; expected an array [B, ...] of numbers or truth values. Write"
                + " tokens as one-hot rows.\n"
                + "[GM/UNSUPPORTED] a network of rows cannot read or make this array: found"
                + " 'temperature' FLOAT64[]; expected an array [B, ...] of numbers or truth"
                + " values. Write tokens as one-hot rows.");
  }
}
