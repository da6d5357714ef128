package org.generatormatching.tck.law;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.State;
import org.generatormatching.tck.Trial;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/** A perceptron of one layer on noisy points [B, 3], with the loss of a regression on u [B, 2]. */
final class NoisyPerceptron {
  private final Weight in = weight("in", 0.5, 3, 16);
  private final Weight bias = weight("bias", 0.1, 16);
  private final Weight out = weight("out", 0.3, 16, 2);

  private static Weight weight(String name, double deviation, long... dims) {
    return new Weight(
        name, DType.FLOAT32, Shape.of(dims), new Weight.Initializer.Normal(deviation));
  }

  Weights weights() {
    return new Weights(List.of(in, bias, out));
  }

  Traced program() {
    return Traced.of(
        "perceptron",
        Signature.of("x", ArraySpec.floats(3)).with("u", ArraySpec.floats(2)),
        leaves -> {
          Tensor x = new State(leaves).get("x");
          Tensor u = new State(leaves).get("u");
          Tensor noise = Rng.root().fork("noise").normal(DType.FLOAT32, x.shape());
          Tensor h = x.plus(noise.times(0.1)).matmul(in.tensor()).plus(bias.tensor()).silu();
          return Map.of("loss", h.matmul(out.tensor()).minus(u).square().mean());
        });
  }

  List<HostArray> inputs(Trial trial, int rows) {
    double[] x = trial.rng("x").normals(3 * rows);
    double[] u = trial.rng("u").normals(2 * rows);
    return List.of(
        HostArray.of(DType.FLOAT32, x, rows, 3), HostArray.of(DType.FLOAT32, u, rows, 2));
  }
}
