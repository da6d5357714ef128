package org.generatormatching.eval.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/** The codec that {@link Levels} fits on an array. */
final class LevelsCodec implements Codec {
  private static final String LEVELS = "/levels";
  private static final String SHAPE = "/shape";
  private static final String UNKNOWN = "/unknown";

  private final String name;
  private final String tokens;
  private final long[] shape;
  private final HostArray levels;
  private final double unknown;

  /**
   * A codec.
   *
   * @param name of the raw array
   * @param shape of a row of it
   * @param levels in ascending order, of its type
   * @param unknown what a token that is no level decodes to
   */
  LevelsCodec(String name, long[] shape, HostArray levels, double unknown) {
    this.name = name;
    this.tokens = name.substring(0, name.lastIndexOf('.') + 1) + "tokens";
    this.shape = shape.clone();
    this.levels = levels;
    this.unknown = unknown;
  }

  /** The codec that gave these values. */
  static LevelsCodec of(Map<String, HostArray> fitted) {
    for (String key : fitted.keySet()) {
      String name = key.substring(0, Math.max(0, key.lastIndexOf('/')));
      HostArray shape = fitted.get(name + SHAPE);
      HostArray levels = fitted.get(name + LEVELS);
      HostArray unknown = fitted.get(name + UNKNOWN);
      if (shape != null && levels != null && unknown != null) {
        return new LevelsCodec(name, shape.longs(), levels, unknown.item());
      }
    }
    throw Problem.of(GmError.CHECKPOINT, "the fitted values are not those of levels@1")
        .found(fitted.keySet())
        .exception();
  }

  @Override
  public Map<String, HostArray> fitted() {
    return Map.of(
        name + LEVELS,
        levels,
        name + SHAPE,
        HostArray.of(shape, shape.length),
        name + UNKNOWN,
        HostArray.scalar(unknown));
  }

  @Override
  public ComponentId id() {
    return Levels.ID;
  }

  private int sites() {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }

  @Override
  public Signature points(Signature raw) {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    raw.arrays()
        .forEach(
            (n, spec) -> {
              if (n.equals(name)) {
                m.put(tokens, ArraySpec.tokens(sites()));
              } else {
                m.put(n, spec);
              }
            });
    return new Signature(m);
  }

  @Override
  public Batch encode(Batch raw) {
    return map(raw, name, tokens, this::encode);
  }

  @Override
  public Batch decode(Batch points) {
    return map(points, tokens, name, this::decode);
  }

  /** A batch with one array under another name, changed. */
  private static Batch map(Batch batch, String from, String to, UnaryOperator<HostArray> change) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    batch
        .arrays()
        .forEach(
            (n, a) -> {
              if (n.equals(from)) {
                m.put(to, change.apply(a));
              } else {
                m.put(n, a);
              }
            });
    if (!m.containsKey(to)) {
      throw Problem.of(GmError.DATA, "the codec was not fitted on such arrays")
          .found(batch.arrays().keySet())
          .expected("'" + from + "'")
          .exception();
    }
    return new Batch(m);
  }

  private HostArray encode(HostArray values) {
    int sites = sites();
    if (values.size() != values.dims()[0] * sites) {
      throw Problem.of(GmError.SHAPE, "the codec was fitted on points of another size")
          .found("'" + name + "' " + values)
          .expected(sites + " values per row")
          .exception();
    }
    double[] known = levels.doubles();
    long[] r = new long[values.size()];
    for (int i = 0; i < r.length; i++) {
      // adding 0 makes -0 and 0 one level
      r[i] = Arrays.binarySearch(known, values.get(i) + 0.0);
      if (r[i] < 0) {
        throw Problem.of(GmError.DATA, "a value is no level that the codec was fitted on")
            .found(values.get(i) + " in '" + name + "'")
            .expected(
                "one of " + known.length + " from " + known[0] + " to " + known[known.length - 1])
            .exception();
      }
    }
    return HostArray.of(r, values.dims()[0], sites);
  }

  private HostArray decode(HostArray points) {
    double[] known = levels.doubles();
    double[] values = new double[points.size()];
    for (int i = 0; i < values.length; i++) {
      double k = points.get(i);
      values[i] = k >= 0 && k < known.length ? known[(int) k] : unknown;
    }
    long[] dims = new long[shape.length + 1];
    dims[0] = points.dims()[0];
    System.arraycopy(shape, 0, dims, 1, shape.length);
    return HostArray.of(levels.dtype(), values, dims);
  }
}
