package org.generatormatching.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * One point in plain Java: what the definitions of generators ({@link GeneratorFamily#action}) and
 * test functions work on, independent of any traced code. Also one row of a parameter or a tangent.
 *
 * @param arrays flat values by name; tokens are whole numbers
 */
public record Point(Map<String, double[]> arrays) {
  /** Keeps the order. */
  public Point {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** One array. */
  public static Point of(String name, double... values) {
    return new Point(Map.of(name, values));
  }

  /** No arrays. */
  public static Point empty() {
    return new Point(Map.of());
  }

  /** The values of one array; do not write to them. */
  public double[] get(String name) {
    double[] v = arrays.get(name);
    if (v == null) {
      throw Problem.of(GmError.INPUT, "a point has no such array")
          .found("'" + name + "'")
          .expected(arrays.keySet())
          .exception();
    }
    return v;
  }

  /** This point with one array added or replaced. */
  public Point with(String name, double... values) {
    Map<String, double[]> m = new LinkedHashMap<>(arrays);
    m.put(name, values);
    return new Point(m);
  }

  /** The arrays of one factor of a product, under their own names. */
  public Point factor(String factor) {
    Map<String, double[]> m = new LinkedHashMap<>();
    String prefix = factor + ".";
    arrays.forEach(
        (n, v) -> {
          if (n.startsWith(prefix)) {
            m.put(n.substring(prefix.length()), v);
          }
        });
    return new Point(m);
  }

  /** This point with the arrays of one factor added or replaced. */
  public Point join(String factor, Point part) {
    Map<String, double[]> m = new LinkedHashMap<>(arrays);
    part.arrays.forEach((n, v) -> m.put(factor + "." + n, v));
    return new Point(m);
  }
}
