package org.generatormatching.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * How a network sees a point: floating arrays as they are, tokens as one-hot rows times \(\sqrt
 * K\).
 *
 * <p>A one-hot entry then has unit second moment when all K tokens are equally frequent, as
 * normalised numbers have, so that layers start at the same scale on both.
 *
 * <p>Shapes: tokens INT64 [rows, L] become FLOAT32 [rows, L, K].
 *
 * @param factors the model's factors
 */
record PointEncoding(List<Factor> factors) {
  private static final String TOKENS = "tokens";

  /** What the network gets. */
  Signature signature() {
    Map<String, ArraySpec> arrays = new LinkedHashMap<>();
    for (Factor f : factors) {
      f.space()
          .point()
          .arrays()
          .forEach(
              (name, spec) ->
                  arrays.put(
                      prefix(f) + name,
                      tokens(f, name)
                          .map(s -> ArraySpec.floats(s.sites(), s.tokens()))
                          .orElse(spec)));
    }
    return new Signature(arrays);
  }

  /** The encoded points. */
  State apply(State x) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (Factor f : factors) {
      for (String name : f.space().point().names()) {
        Tensor values = x.get(prefix(f) + name);
        arrays.put(
            prefix(f) + name, tokens(f, name).map(s -> oneHot(values, s.tokens())).orElse(values));
      }
    }
    return new State(arrays);
  }

  /** What stands before the names of a factor's arrays. */
  static String prefix(Factor f) {
    return f.name().isEmpty() ? "" : f.name() + ".";
  }

  private static Optional<Geometry.Sites> tokens(Factor f, String name) {
    return name.equals(TOKENS) ? f.space().geometry(Geometry.Sites.class) : Optional.empty();
  }

  private static Tensor oneHot(Tensor tokens, int k) {
    Shape s = tokens.shape();
    return tokens.oneHot(k, DType.FLOAT32).times(Math.sqrt(k)).reshape(s.insert(s.rank(), k));
  }
}
