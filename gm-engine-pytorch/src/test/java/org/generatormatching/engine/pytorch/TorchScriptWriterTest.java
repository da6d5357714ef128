package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.junit.jupiter.api.Test;

/** What the source looks like where that decides about speed or correctness. */
class TorchScriptWriterTest {
  private static String source(Function<Map<String, Tensor>, Tensor> f) {
    Signature s =
        Signature.of("x", ArraySpec.floats(4))
            .with("h", ArraySpec.number())
            .with("unused", ArraySpec.floats());
    return TorchScriptWriter.forward(Traced.of("p", s, in -> Map.of("y", f.apply(in))), "")
        .source();
  }

  @Test
  void hostScalarsStayNumbers() {
    String s =
        source(
            in -> {
              Tensor h = in.get("h").rsub(1).div(3).cast(DType.FLOAT32);
              return in.get("x").times(h).mean();
            });
    assertThat(s)
        .contains("x1: float")
        .contains("f0 = torch.sub(1.0, x1)")
        .contains("f1 = torch.div(f0, 3.0)")
        .contains("torch.mul(x0, f1)")
        .doesNotContain("torch.full");
  }

  @Test
  void unusedInputsAreNoArguments() {
    assertThat(source(in -> in.get("x").exp())).startsWith("def run(self, x0: Tensor, B: int, ");
  }

  @Test
  void sizesAreMultiplesOfBAndNeverTheRest() {
    String s = source(in -> in.get("x").reshape(Shape.batch(2), 2).cumsum(0).slice(0, 1, 2));
    assertThat(s)
        .contains("B2 = torch.mul(B, 2)")
        .contains("[B2, 2]")
        .contains("0, B, B2, 1)")
        .doesNotContain("[-1");
  }

  @Test
  void aBiasGoesIntoItsProduct() {
    Networks n = new Networks(DType.FLOAT32);
    assertThat(source(in -> n.linear(in.get("x"), 3)))
        .contains("torch.addmm(")
        .doesNotContain("mm(x");
    assertThat(source(in -> n.weight(1, 3).plus(in.get("x").matmul(n.weight(1, 4, 3)))))
        .contains("torch.addmm(");
    // a product that is used elsewhere must be there
    assertThat(
            source(
                in -> {
                  Tensor p = in.get("x").matmul(n.weight(1, 4, 3));
                  return p.plus(n.weight(1, 3)).times(p);
                }))
        .contains("torch.matmul(");
  }

  @Test
  void oneCallGivesAllGradientsOfAConvolution() {
    Networks n = new Networks(DType.FLOAT32);
    Traced t =
        Traced.of(
            "c",
            Signature.of("x", ArraySpec.floats(2, 6, 6)),
            in -> {
              Tensor h =
                  in.get("x").conv2d(n.weight(1, 3, 2, 3, 3), 1, 1).plus(n.weight(1, 3, 1, 1));
              Tensor y = h.silu().conv2d(n.weight(1, 2, 3, 3, 3), 2, 1).plus(n.weight(1, 2, 1, 1));
              return Map.of("loss", y.square().mean());
            });
    Traced g =
        t.map(
            out -> {
              List<Tensor> d = Gradients.of(out.get("loss"), t.leaves(Op.WEIGHT));
              return Map.of("a", d.get(0), "b", d.get(1), "c", d.get(2), "d", d.get(3));
            });
    String s = TorchScriptWriter.forward(g, "").source();
    assertThat(s.split("torch\\.convolution_backward", -1)).hasSize(3);
    assertThat(s.split("torch\\.conv2d\\(", -1)).hasSize(3);
    assertThat(s).doesNotContain("torch.sum(");
  }

  @Test
  void everyLineHasAPlaceInTheUsersCode() {
    Traced t =
        Traced.of(
            "p",
            Signature.of("x", ArraySpec.floats(4)),
            in -> Map.of("y", in.get("x").reshape(Shape.batch(2), 2).exp()));
    Script s = TorchScriptWriter.forward(t, "");
    List<String> lines = s.source().lines().toList();
    assertThat(s.sites()).hasSameSizeAs(lines);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("torch.exp")) {
        assertThat(s.sites().get(i)).startsWith("TorchScriptWriterTest.java:");
      }
    }
  }

  @Test
  void tensorsAreMadeOnTheDevice() {
    Traced t =
        Traced.of(
            "p",
            Signature.of("x", ArraySpec.tokens(2)),
            in -> Map.of("y", in.get("x").oneHot(4, DType.FLOAT32)));
    String gpu = ", device=torch.device(\"cuda:0\")";
    assertThat(TorchScriptWriter.forward(t, gpu).source())
        .contains("torch.arange(4, dtype=4" + gpu + ")");
  }
}
