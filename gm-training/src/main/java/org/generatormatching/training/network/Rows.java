package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The arrays of a signature written side by side as one row of numbers per point, and back.
 *
 * <p>Shapes: arrays [rows, ...] of the signature, in its order; the row FLOAT32 [rows, width].
 * Truth values become 0 and 1.
 *
 * @param signature the arrays [B, ...]
 */
public record Rows(Signature signature) {
  /**
   * Checks that every array starts with B and holds no tokens.
   *
   * @throws GmException [GM/UNSUPPORTED] that lists every array that does not fit
   */
  public Rows {
    List<Problem> problems = new ArrayList<>();
    for (var e : signature.arrays().entrySet()) {
      ArraySpec spec = e.getValue();
      if (spec.dtype() == DType.INT64
          || spec.shape().rank() == 0
          || spec.shape().dim(0) != Shape.B) {
        problems.add(
            Problem.of(GmError.UNSUPPORTED, "a network of rows cannot read or make this array")
                .found("'" + e.getKey() + "' " + spec)
                .expected("an array [B, ...] of numbers or truth values")
                .advice("Write tokens as one-hot rows."));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** Numbers per row. */
  public long width() {
    return signature.arrays().values().stream().mapToLong(Rows::width).sum();
  }

  /** The flattened arrays in order, each [rows, its width]: none for an empty signature. */
  public List<Tensor> parts(State state) {
    List<Tensor> parts = new ArrayList<>();
    for (var e : signature.arrays().entrySet()) {
      Tensor x = state.get(e.getKey());
      parts.add(x.cast(DType.FLOAT32).reshape(x.shape().dim(0), width(e.getValue())));
    }
    return parts;
  }

  /** The arrays of a row, each in its own type and shape. */
  public State split(Tensor row) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    long from = 0;
    for (var e : signature.arrays().entrySet()) {
      ArraySpec spec = e.getValue();
      long to = from + width(spec);
      Tensor part = row.slice(1, from, to).reshape(spec.shape().with(0, row.shape().dim(0)));
      arrays.put(e.getKey(), part.cast(spec.dtype()));
      from = to;
    }
    return new State(arrays);
  }

  private static long width(ArraySpec spec) {
    return spec.shape().coefficient();
  }
}
