package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Order, sharing and leaves of traced programs. */
class TracedTest {
  private static final Signature ONE =
      Signature.of("x", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 3)));

  private static Tensor x(Map<String, Tensor> in) {
    return Objects.requireNonNull(in.get("x"));
  }

  private static Traced trace(UnaryOperator<Tensor> f) {
    return Traced.of("p", ONE, in -> Map.of("y", f.apply(x(in))));
  }

  private static long count(Traced p, Op op) {
    return p.nodes().stream().filter(t -> t.op() == op).count();
  }

  @Test
  void equalNodesAreShared() {
    Traced p = trace(x -> x.sin().plus(x.sin()).times(x.sin().plus(x.sin())));
    assertThat(count(p, Op.SIN)).isOne();
    assertThat(count(p, Op.ADD)).isOne();
  }

  @Test
  void sharingLooksAtAttributesTypesAndConstants() {
    Traced p =
        trace(
            x ->
                x.slice(1, 0, 1)
                    .plus(x.slice(1, 1, 2))
                    .plus(x.slice(1, 0, 1))
                    .times(2)
                    .plus(x.times(3).sum(1).unsqueeze(1)));
    assertThat(count(p, Op.SLICE)).isEqualTo(2);
    assertThat(count(p, Op.NUMBER)).isEqualTo(2);
    Tensor a = Tensor.of(HostArray.of(new double[] {1, 2, 3}));
    Tensor b = Tensor.of(HostArray.of(new double[] {1, 2, 3}));
    Tensor c = Tensor.of(HostArray.of(new double[] {1, 2, 4}));
    assertThat(count(trace(x -> x.times(a).plus(x.times(b)).plus(x.times(c))), Op.ARRAY))
        .isEqualTo(2);
  }

  @Test
  void numbersAreComputedBeforeTheyAreStretched() {
    Signature in = ONE.with("s", ArraySpec.number()).with("t", ArraySpec.number());
    Traced p =
        Traced.of(
            "p",
            in,
            leaves -> {
              Tensor s = Objects.requireNonNull(leaves.get("s")).broadcast(Shape.of(Shape.B));
              Tensor t = Objects.requireNonNull(leaves.get("t")).broadcast(Shape.of(Shape.B));
              Tensor step = t.minus(s).cast(DType.FLOAT32).cast(DType.FLOAT64).unsqueeze(1);
              return Map.of("y", x(leaves).times(step));
            });
    assertThat(count(p, Op.BROADCAST)).isZero();
    assertThat(p.nodes().stream().filter(n -> n.op() == Op.SUB || n.op() == Op.CAST))
        .hasSize(3)
        .allMatch(n -> n.shape().rank() == 0);
  }

  @Test
  void inputsAreToldApartAndWeightsAreNot() {
    Signature two = ONE.with("z", ONE.get("x"));
    Weight w = new Weight("w", DType.FLOAT64, Shape.of(3), new Weight.Initializer.Constant(1));
    Traced p =
        Traced.of(
            "p",
            two,
            in ->
                Map.of(
                    "y", x(in).sin().plus(in.get("z").sin()).times(w.tensor()).plus(w.tensor())));
    assertThat(count(p, Op.SIN)).isEqualTo(2);
    assertThat(p.leaves(Op.WEIGHT)).hasSize(1);
    assertThat(p.leaves(Op.NOISE)).isEmpty();
  }

  @Test
  void deadNodesAreGoneAndUnusedInputsStay() {
    Traced p =
        Traced.of(
            "p",
            ONE.with("unused", ArraySpec.number()),
            in -> {
              x(in).exp();
              return Map.of("y", x(in).sin());
            });
    assertThat(p.nodes()).hasSize(2);
    assertThat(p.inputs()).hasSize(2);
  }

  @Test
  void aChainOfThirtyThousandNodesDoesNotOverflowTheStack() {
    Traced p =
        trace(
            x -> {
              Tensor y = x;
              for (int i = 0; i < 10_000; i++) {
                y = y.plus(x).times(0.5);
              }
              return y;
            });
    assertThat(p.nodes()).hasSizeGreaterThan(20_000);
    Traced g = p.map(out -> Map.of("g", Gradients.of(out.get("y"), p.inputs().get(0))));
    assertThat(g.nodes()).hasSizeGreaterThan(10_000);
    HostArray v = HostArray.of(new double[] {1, 2, 3}, 1, 3);
    List<HostArray> r =
        Reference.eval(
            List.of(p.output("y"), g.output("g")),
            1,
            Map.of(p.inputs().get(0), v),
            NoiseKey.none());
    assertThat(r.get(0).doubles()).containsExactly(new double[] {1, 2, 3}, within(1e-12));
    assertThat(r.get(1).doubles()).containsExactly(new double[] {1, 1, 1}, within(1e-12));
  }

  @Test
  void nodesComeInTheOrderInWhichTheyWereMade() {
    Traced p = trace(x -> x.exp().plus(x.sin().cos()).gelu());
    List<Long> ids = p.nodes().stream().map(Tensor::id).toList();
    assertThat(ids).isSorted();
  }

  @Test
  void watchedValuesBecomeOutputs() {
    Traced p =
        trace(x -> x.sin().watch("sine").plus(x.cos().watch("cosine")).plus(x.exp().watch("sine")));
    assertThat(p.outputs().keySet()).containsExactly("y");
    Traced w = p.watching();
    assertThat(w.outputs().keySet())
        .containsExactly("y", "watch:sine", "watch:cosine", "watch:sine#2");
    HostArray v = HostArray.of(new double[] {1, 2, 3}, 1, 3);
    List<HostArray> r =
        Reference.eval(
            List.of(w.output("watch:cosine")), 1, Map.of(w.inputs().get(0), v), NoiseKey.none());
    assertThat(r.get(0).get(0)).isEqualTo(Math.cos(1));
  }

  @Test
  void outputsKeepTheirOrder() {
    Traced p =
        Traced.of(
            "p",
            ONE,
            in -> {
              Map<String, Tensor> out = new LinkedHashMap<>();
              out.put("b", x(in).sum(1));
              out.put("a", x(in).lt(0));
              return out;
            });
    assertThat(p.outputSignature().names()).containsExactly("b", "a");
    assertThat(p.outputSignature().get("a").toString()).isEqualTo("BOOL[B, 3]");
  }

  @Test
  void foreignInputsAndDoubleWeightsAreRefusedTogether() {
    Tensor foreign = Tensor.input("z", DType.FLOAT64, Shape.of(3));
    Tensor w =
        new Weight("w", DType.FLOAT64, Shape.of(3), new Weight.Initializer.Constant(1)).tensor();
    Tensor v =
        new Weight("w", DType.FLOAT64, Shape.of(1), new Weight.Initializer.Constant(1)).tensor();
    assertThatThrownBy(() -> trace(x -> x.plus(foreign).plus(w).plus(v)))
        .hasMessageContaining(
            "[GM/INPUT] program 'p' uses an input that is not its own: found 'z' made at TracedTest.java:")
        .hasMessageContaining(
            "; expected [x]\n[GM/INPUT] program 'p' has two weights of one name: found weight FLOAT64[1] made at TracedTest.java:");
  }

  @Test
  void anUnknownOutputListsTheKnownOnes() {
    assertThatThrownBy(() -> trace(Tensor::sin).output("z"))
        .hasMessage("[GM/INPUT] program 'p' has no such output: found z; expected [y]");
  }
}
