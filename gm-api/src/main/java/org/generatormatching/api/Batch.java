package org.generatormatching.api;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;

/**
 * Points in Java memory: named arrays with one leading axis. Host code (data, couplings, alignment,
 * replay, metrics) works on batches; traced code works on {@link State}.
 *
 * @param arrays by name, in order; all with the same leading dimension
 */
public record Batch(Map<String, HostArray> arrays) {
  /** Checks the leading dimensions. */
  public Batch {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    long rows = -1;
    for (var e : arrays.entrySet()) {
      long[] d = e.getValue().dims();
      if (d.length == 0 || (rows >= 0 && d[0] != rows)) {
        throw Problem.of(GmError.SHAPE, "the arrays of a batch need one number of rows")
            .found(arrays)
            .exception();
      }
      rows = d[0];
    }
  }

  /** One array. */
  public static Batch of(String name, HostArray array) {
    return new Batch(Map.of(name, array));
  }

  /** This batch with one array added or replaced. */
  public Batch with(String name, HostArray array) {
    Map<String, HostArray> m = new LinkedHashMap<>(arrays);
    m.put(name, array);
    return new Batch(m);
  }

  /** Some of the arrays, in the order of the names. */
  public Batch only(Collection<String> some) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    some.forEach(n -> m.put(n, get(n)));
    return new Batch(m);
  }

  /** Number of points. */
  public int size() {
    return arrays.isEmpty() ? 0 : Math.toIntExact(arrays.values().iterator().next().dims()[0]);
  }

  /** One array. */
  public HostArray get(String name) {
    HostArray a = arrays.get(name);
    if (a == null) {
      throw Problem.of(GmError.INPUT, "a batch has no such array")
          .found("'" + name + "'")
          .expected(arrays.keySet())
          .exception();
    }
    return a;
  }

  /** The rows of several batches of the same arrays, one after the other. */
  public static Batch concat(List<Batch> parts) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    for (String n : parts.get(0).arrays.keySet()) {
      m.put(n, HostArray.concat(parts.stream().map(p -> p.get(n)).toList()));
    }
    return new Batch(m);
  }

  /** The listed rows. */
  public Batch rows(int[] index) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    arrays.forEach((n, a) -> m.put(n, a.rows(index)));
    return new Batch(m);
  }

  /** Rows from (inclusive) to (exclusive). */
  public Batch rows(int from, int to) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    arrays.forEach((n, a) -> m.put(n, a.rows(from, to)));
    return new Batch(m);
  }

  /** The arrays of one factor of a product, under their own names. */
  public Batch factor(String factor) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    String prefix = factor + ".";
    arrays.forEach(
        (n, a) -> {
          if (n.startsWith(prefix)) {
            m.put(n.substring(prefix.length()), a);
          }
        });
    return new Batch(m);
  }

  /** This batch with the arrays of one factor added or replaced. */
  public Batch join(String factor, Batch part) {
    Map<String, HostArray> m = new LinkedHashMap<>(arrays);
    part.arrays.forEach((n, a) -> m.put(factor + "." + n, a));
    return new Batch(m);
  }

  /** One point. */
  public Point point(int row) {
    Map<String, double[]> m = new LinkedHashMap<>();
    arrays.forEach((n, a) -> m.put(n, a.rows(row, row + 1).doubles()));
    return new Point(m);
  }

  /** What a program sees of this batch: [B, ...] arrays. */
  public Signature signature() {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    arrays.forEach(
        (n, a) -> m.put(n, new ArraySpec(a.dtype(), Shape.of(a.dims()).with(0, Shape.B))));
    return new Signature(m);
  }
}
