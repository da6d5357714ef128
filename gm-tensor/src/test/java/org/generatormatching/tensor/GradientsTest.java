package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private static final long B = Shape.B;

  private static Tensor x(long... dims) {
    return Tensor.input("x", DType.FLOAT64, Shape.of(dims));
  }

  private static double[] at(Tensor y, Map<Tensor, HostArray> leaves) {
    return Reference.eval(List.of(y), 2, leaves, NoiseKey.none()).get(0).doubles();
  }

  private static HostArray values(double... v) {
    return HostArray.of(v);
  }

  @Test
  void theThirdDerivativeOfTanh() {
    Tensor x = x(B);
    Tensor third = Gradients.of(Gradients.of(Gradients.of(x.tanh(), x), x), x);
    double[] got = at(third, Map.of(x, values(0.3, -1.1)));
    for (int i = 0; i < 2; i++) {
      double t = Math.tanh(i == 0 ? 0.3 : -1.1);
      double s = 1 - t * t;
      assertThat(got[i]).isCloseTo(s * (6 * t * t - 2), within(1e-14));
    }
  }

  @Test
  void gradientsAreTotalDerivatives() {
    Tensor x = x(B);
    Tensor middle = x.sin();
    Tensor y = middle.times(x);
    Map<Tensor, HostArray> leaves = Map.of(x, values(0.3, 2));
    assertThat(at(Gradients.of(y, middle), leaves)).containsExactly(0.3, 2);
    assertThat(at(Gradients.of(y, x), leaves)[0])
        .isCloseTo(Math.sin(0.3) + 0.3 * Math.cos(0.3), within(1e-15));
  }

  @Test
  void whatAResultDoesNotDependOnHasTheGradientZero() {
    Tensor x = x(B);
    Tensor other = x(B, 3);
    assertThat(at(Gradients.of(x.sin(), other), Map.of(x, values(1, 2))))
        .containsExactly(0, 0, 0, 0, 0, 0);
  }

  @Test
  void stopGradientIsAConstant() {
    Tensor x = x(B);
    Tensor y = x.times(x.stopGradient());
    assertThat(at(Gradients.of(y, x), Map.of(x, values(3, 4)))).containsExactly(3, 4);
  }

  /** The scale of the norm also makes its input: that path must count once, not twice. */
  @Test
  void compositesDifferentiateWithTheirOperandsIndependent() {
    Tensor w = x(3);
    Tensor fused = w.square().unsqueeze(0).layerNorm(w, w.sin(), 1e-3);
    Tensor node = w.square().unsqueeze(0);
    Tensor c = node.minus(node.meanKeep(-1));
    Tensor plain = c.times(c.square().meanKeep(-1).plus(1e-3).rsqrt()).times(w).plus(w.sin());
    Map<Tensor, HostArray> leaves = Map.of(w, values(0.5, 1.5, -0.7));
    assertThat(at(Gradients.of(fused.sin(), w), leaves))
        .containsExactly(at(Gradients.of(plain.sin(), w), leaves), within(1e-13));
  }

  /** One tensor as query, key and value: its gradient is the sum over its three places. */
  @Test
  void anOperandInSeveralPlacesOfACompositeCountsOncePerPlace() {
    Tensor x = x(1, 2, 3);
    Tensor y = x.times(1);
    Tensor self = x.attention(x, x).sin();
    Tensor a = Tensor.input("a", DType.FLOAT64, x.shape());
    Tensor b = Tensor.input("b", DType.FLOAT64, x.shape());
    Tensor c = Tensor.input("c", DType.FLOAT64, x.shape());
    HostArray v = HostArray.of(new double[] {0.1, -0.4, 0.9, 1.2, 0.3, -0.8}, 1, 2, 3);
    Map<Tensor, HostArray> leaves = new HashMap<>(Map.of(x, v, a, v, b, v, c, v));
    List<Tensor> parts = Gradients.of(a.attention(b, c).sin(), List.of(a, b, c));
    Tensor sum = parts.get(0).plus(parts.get(1)).plus(parts.get(2));
    assertThat(y).isSameAs(x);
    assertThat(at(Gradients.of(self, x), leaves)).containsExactly(at(sum, leaves), within(1e-14));
  }

  @Test
  void directionalDerivativesAgreeWithDifferences() {
    Tensor x = x(B, 2);
    Tensor t = Tensor.input("t", DType.FLOAT64, Shape.of(B));
    Tensor y =
        x.times(t.unsqueeze(1))
            .sin()
            .matmul(Tensor.of(HostArray.of(new double[] {1, 2, 3, 4}, 2, 2)));
    Tensor d = Gradients.jvp(y, List.of(x, t), List.of(x.cos(), t.like(1)));
    double[] xs = {0.1, 0.2, -0.3, 0.4};
    double[] ts = {0.5, 0.9};
    double h = 1e-5;
    double[] up = xs.clone();
    double[] down = xs.clone();
    for (int i = 0; i < 4; i++) {
      up[i] += h * Math.cos(xs[i]);
      down[i] -= h * Math.cos(xs[i]);
    }
    double[] high = at(y, Map.of(x, HostArray.of(up, 2, 2), t, values(ts[0] + h, ts[1] + h)));
    double[] low = at(y, Map.of(x, HostArray.of(down, 2, 2), t, values(ts[0] - h, ts[1] - h)));
    double[] got = at(d, Map.of(x, HostArray.of(xs, 2, 2), t, values(ts)));
    for (int i = 0; i < 4; i++) {
      assertThat(got[i]).isCloseTo((high[i] - low[i]) / (2 * h), within(1e-9));
    }
  }

  @Test
  void powersAtTheEdgeOfTheirDomain() {
    Tensor x = x(B);
    Tensor b = Tensor.input("b", DType.FLOAT64, Shape.of(B));
    Map<Tensor, HostArray> leaves = Map.of(x, values(0, 0), b, values(0, 1));
    Tensor y = x.pow(b);
    assertThat(at(y, leaves)).containsExactly(1, 0);
    assertThat(at(Gradients.of(y, x), leaves)).containsExactly(0, 1);
    assertThat(at(Gradients.of(y, b), leaves)).containsExactly(0, 0);
    Map<Tensor, HostArray> higher = Map.of(x, values(0, 0), b, values(0, 2));
    assertThat(at(Gradients.of(Gradients.of(y, x), x), higher)).containsExactly(0, 2);
  }

  @Test
  void logSumExpOfNothingButMaskedEntriesHasNoNan() {
    Tensor x = x(B, 2);
    double inf = Double.POSITIVE_INFINITY;
    Map<Tensor, HostArray> leaves =
        Map.of(x, HostArray.of(new double[] {-inf, -inf, -inf, 1}, 2, 2));
    assertThat(at(x.logSumExp(1), leaves)).containsExactly(-inf, 1);
    assertThat(at(Gradients.of(x.logSumExp(1), x), leaves)).containsExactly(0, 0, 0, 1);
  }

  @Test
  void tiesShareTheGradient() {
    Tensor x = x(B);
    Map<Tensor, HostArray> leaves = Map.of(x, values(1, 1));
    assertThat(at(Gradients.of(x.amax(), x), leaves)).containsExactly(0.5, 0.5);
    assertThat(at(Gradients.of(x.max(1), x), leaves)).containsExactly(0.5, 0.5);
    assertThat(at(Gradients.of(x.min(1), x), leaves)).containsExactly(0.5, 0.5);
  }

  @Test
  void gradientsPassBetweenFloatingTypes() {
    Tensor x = x(B);
    Tensor y = x.cast(DType.FLOAT32).square().cast(DType.BFLOAT16).cast(DType.FLOAT64);
    Tensor g = Gradients.of(y, x);
    assertThat(g.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(at(g, Map.of(x, values(3, -1)))).containsExactly(6, -2);
  }

  @Test
  void seedsAreChecked() {
    Tensor x = x(B, 2);
    Tensor y = x.sum(1);
    assertThatThrownBy(() -> Gradients.of(List.of(y), List.of(x), List.of(x)))
        .hasMessageStartingWith(
            "[GM/SHAPE] the gradient needs a seed of the type and shape of its value: found input"
                + " FLOAT64[B, 2] made at GradientsTest.java:")
        .hasMessageContaining("; expected sum FLOAT64[B] made at GradientsTest.java:");
    assertThatThrownBy(() -> Gradients.of(x.lt(0), x))
        .hasMessageStartingWith(
            "[GM/DTYPE] the gradient needs floating values: found lt BOOL[B, 2]");
    assertThatThrownBy(() -> Gradients.of(List.of(y, y), List.of(y), List.of(x)))
        .hasMessageStartingWith(
            "[GM/INPUT] the gradient needs one seed per value: found 1; expected 2");
  }
}
