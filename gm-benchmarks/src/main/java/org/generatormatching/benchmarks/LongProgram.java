package org.generatormatching.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * A long chain of small operations with its gradient: nothing to compute, much to compile.
 *
 * @param links of the chain
 */
record LongProgram(int links) {
  private static final int WIDTH = 8;

  /** A program of at least this many nodes, and few more. */
  static LongProgram ofNodes(int nodes) {
    LongProgram p = new LongProgram(1);
    while (p.trace().nodes().size() < nodes) {
      int missing = nodes - p.trace().nodes().size();
      p = new LongProgram(p.links + 1 + missing / 20);
    }
    return p;
  }

  /** Traces it. */
  Traced trace() {
    Signature in =
        Signature.of("x", ArraySpec.floats(WIDTH))
            .with("w", new ArraySpec(DType.FLOAT32, Shape.of(WIDTH)));
    Traced value = Traced.of("chain", in, this::loss);
    Tensor w = value.inputs().get(1);
    return value.map(
        outputs -> {
          Map<String, Tensor> all = new LinkedHashMap<>(outputs);
          all.put("gradient", Gradients.of(value.output("loss"), List.of(w)).get(0));
          return all;
        });
  }

  private Map<String, Tensor> loss(Map<String, Tensor> leaves) {
    Tensor x = Objects.requireNonNull(leaves.get("x"));
    Tensor w = Objects.requireNonNull(leaves.get("w"));
    Tensor h = x;
    for (int i = 0; i < links; i++) {
      h = h.times(w).plus(x.times(1e-3 * (i + 1))).tanh().plus(x);
    }
    return Map.of("loss", h.square().mean());
  }
}
