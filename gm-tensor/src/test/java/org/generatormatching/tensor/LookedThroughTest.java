package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations look through stretched and reshaped operands; no gradient may be lost by that. */
class LookedThroughTest {
  private static final double[] B = {0.3, -0.8, 1.1, 0.4};
  private static final Tensor SCALE = Tensor.of(HostArray.of(new double[] {1.5, 0.7, 2, -1}));
  private static final Tensor WEIGHTS =
      Tensor.of(HostArray.of(new double[] {1, -2, 0.5, 0.3, 2, -1, 0.7, 0.9}, 1, 2, 4));

  static Stream<Arguments> composites() {
    return Stream.of(
        Arguments.of("layer norm", op(x -> x.layerNorm(SCALE, SCALE, 1e-3))),
        Arguments.of("group norm", op(x -> x.mT().groupNorm(2, SCALE, SCALE, 1e-3).mT())),
        Arguments.of("softmax", op(x -> x.softmax(-1))),
        Arguments.of("log softmax", op(x -> x.logSoftmax(-1))),
        Arguments.of("log sum exp", op(x -> x.logSumExp(-1).unsqueeze(-1))),
        Arguments.of("silu", op(Tensor::silu)),
        Arguments.of("gelu", op(Tensor::gelu)),
        Arguments.of("attention", op(x -> x.attention(WEIGHTS, x))));
  }

  private static UnaryOperator<Tensor> op(UnaryOperator<Tensor> f) {
    return f;
  }

  private static List<Tensor> valueAndGradient(
      UnaryOperator<Tensor> view, UnaryOperator<Tensor> composite, Tensor b) {
    Tensor s = composite.apply(view.apply(b)).times(WEIGHTS).square().sum();
    return List.of(s, Gradients.of(s, b));
  }

  private static List<HostArray> at(
      double[] b, UnaryOperator<Tensor> view, UnaryOperator<Tensor> f) {
    Tensor in = Tensor.input("b", DType.FLOAT64, Shape.of(4));
    return Reference.eval(
        valueAndGradient(view, f, in), 1, Map.of(in, HostArray.of(b)), NoiseKey.none());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("composites")
  void gradientsOfCompositesAgreeWithDifferences(String name, UnaryOperator<Tensor> composite) {
    UnaryOperator<Tensor> stretched = b -> b.broadcast(Shape.of(1, 2, 4));
    UnaryOperator<Tensor> reshaped = b -> Tensor.concat(0, b, b.exp()).reshape(1, 2, 4);
    for (UnaryOperator<Tensor> view : List.of(stretched, reshaped)) {
      double[] gradient = at(B, view, composite).get(1).doubles();
      for (int i = 0; i < B.length; i++) {
        double h = 1e-5;
        double[] up = B.clone();
        double[] down = B.clone();
        up[i] += h;
        down[i] -= h;
        double slope =
            (at(up, view, composite).get(0).item() - at(down, view, composite).get(0).item())
                / (2 * h);
        assertThat(gradient[i]).isCloseTo(slope, within(1e-6));
      }
      assertThat(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-3)).isTrue();
    }
  }

  @Test
  void gradientsWithRespectToViewsAreRefused() {
    Tensor b = Tensor.input("b", DType.FLOAT64, Shape.of(4));
    for (Tensor x : List.of(b.broadcast(Shape.of(2, 4)), b.reshape(2, 2))) {
      assertThatThrownBy(() -> Gradients.of(x.square().sum(), x))
          .isInstanceOf(GmException.class)
          .hasMessageContaining("[GM/INPUT] a gradient is asked for that operations look through")
          .hasMessageContaining("LookedThroughTest.java");
    }
  }
}
