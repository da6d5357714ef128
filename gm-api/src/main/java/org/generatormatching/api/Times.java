package org.generatormatching.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The times of the rows of a state: t in [0, 1], 0 = source, 1 = data.
 *
 * <p>Both t and 1 - t are carried, FLOAT64 [rows]: near the data 1 - t is what every formula
 * divides by, and it must not be the rounded difference. Factors of a product may have times of
 * their own (conditional generation holds a factor at 1).
 *
 * @param t the time, [rows]
 * @param oneMinusT 1 - t, [rows]
 * @param factors the times of factors that differ
 */
public record Times(Tensor t, Tensor oneMinusT, Map<String, Times> factors) {
  /** Keeps the order. */
  public Times {
    factors = Map.copyOf(factors);
  }

  /** Times with 1 - t computed from t. */
  public static Times of(Tensor t) {
    return new Times(t, t.rsub(1), Map.of());
  }

  /** One constant time for a number of rows. */
  public static Times at(double t, long rows) {
    Shape s = Shape.of(rows);
    return new Times(
        Tensor.full(t, DType.FLOAT64, s), Tensor.full(1 - t, DType.FLOAT64, s), Map.of());
  }

  /** The data's own time 1, where nothing is left to wait for. */
  public static Times end(long rows) {
    return at(1, rows);
  }

  /** Whether this was made by {@link #end}: known while tracing. */
  public boolean isEnd() {
    Tensor s = oneMinusT;
    while (s.op() == Op.BROADCAST || s.op() == Op.RESHAPE) {
      s = s.input(0);
    }
    return s.attribute() instanceof Attribute.Number n && n.value() == 0;
  }

  /** The times of a factor; these times where it has none of its own. */
  public Times factor(String name) {
    return factors.getOrDefault(name, this);
  }

  /** These times with a factor's own. */
  public Times with(String name, Times factor) {
    Map<String, Times> m = new LinkedHashMap<>(factors);
    m.put(name, factor);
    return new Times(t, oneMinusT, m);
  }

  /** Every row k times: row b becomes rows b*k .. b*k+k-1. */
  public Times repeatRows(long k) {
    Map<String, Times> m = new LinkedHashMap<>();
    factors.forEach((n, f) -> m.put(n, f.repeatRows(k)));
    return new Times(t.repeatRows(k), oneMinusT.repeatRows(k), m);
  }
}
