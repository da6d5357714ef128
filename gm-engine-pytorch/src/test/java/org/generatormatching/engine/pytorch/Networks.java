package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/** Small networks; weights are made as a trace meets them. */
final class Networks {
  private final List<Weight> weights = new ArrayList<>();
  private final DType dtype;

  Networks(DType dtype) {
    this.dtype = dtype;
  }

  Weights weights() {
    return new Weights(weights);
  }

  Tensor weight(double deviation, long... dims) {
    return weight(dtype, deviation, dims);
  }

  Tensor weight(DType type, double deviation, long... dims) {
    Weight w =
        new Weight(
            "w" + weights.size(), type, Shape.of(dims), new Weight.Initializer.Normal(deviation));
    weights.add(w);
    return w.tensor();
  }

  Tensor linear(Tensor x, long out) {
    long in = x.shape().dim(-1);
    return x.matmul(weight(1 / Math.sqrt(in), in, out)).plus(weight(0.1, out));
  }

  Tensor mlp(Tensor x, long width, long out) {
    return linear(linear(linear(x, width).silu(), width).silu(), out);
  }

  /** x [B, 3] and u [B, 2]. */
  static Signature pairs() {
    return Signature.of("x", ArraySpec.floats(3)).with("u", ArraySpec.floats(2));
  }

  /** The mean squared distance of a prediction from u, as output {@code loss}. */
  static Traced regression(Function<Tensor, Tensor> prediction) {
    return Traced.of(
        "regression",
        pairs(),
        in -> {
          Tensor y = prediction.apply(in.get("x").cast(DType.FLOAT32));
          Map<String, Tensor> out = new LinkedHashMap<>();
          out.put("prediction", y);
          out.put("loss", y.minus(in.get("u")).square().mean());
          return out;
        });
  }
}
