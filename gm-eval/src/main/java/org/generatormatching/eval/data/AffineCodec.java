package org.generatormatching.eval.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * (raw - centre) / scale per coordinate, in double precision, rounded to the array's type.
 *
 * @param id of the codec
 * @param fitted per array {@code NAME/centre} and {@code NAME/scale} [width], and {@code
 *     NAME/levels}: the lowest and the highest level of discrete data, or nothing
 */
record AffineCodec(ComponentId id, Map<String, HostArray> fitted) implements Codec {
  static final String CENTRE = "/centre";
  static final String SCALE = "/scale";
  static final String LEVELS = "/levels";

  AffineCodec {
    fitted = Map.copyOf(fitted);
  }

  @Override
  public Batch encode(Batch raw) {
    return map(raw, (x, centre, scale, levels) -> (x - centre) / scale);
  }

  @Override
  public Batch decode(Batch points) {
    return map(
        points,
        (x, centre, scale, levels) -> {
          double raw = x * scale + centre;
          return levels.length == 0
              ? raw
              : Math.min(Math.max(Math.rint(raw), levels[0]), levels[1]);
        });
  }

  @FunctionalInterface
  private interface Value {
    double of(double x, double centre, double scale, double[] levels);
  }

  private Batch map(Batch batch, Value value) {
    Map<String, HostArray> r = new LinkedHashMap<>();
    batch.arrays().forEach((n, a) -> r.put(n, a.dtype().floating() ? map(n, a, value) : a));
    return new Batch(r);
  }

  private HostArray map(String name, HostArray array, Value value) {
    double[] centre = get(name, CENTRE);
    double[] scale = get(name, SCALE);
    double[] levels = get(name, LEVELS);
    int width = centre.length;
    if (array.dims()[0] * width != array.size()) {
      throw Problem.of(GmError.SHAPE, "the codec was fitted on points of another size")
          .found("'" + name + "' " + array)
          .expected(width + " values per row")
          .exception();
    }
    double[] r = new double[array.size()];
    for (int i = 0; i < r.length; i++) {
      int j = i % width;
      r[i] = value.of(array.get(i), centre[j], scale[j], levels);
    }
    return HostArray.of(array.dtype(), r, array.dims());
  }

  private double[] get(String name, String part) {
    HostArray a = fitted.get(name + part);
    if (a == null) {
      throw Problem.of(GmError.DATA, "the codec was not fitted on such an array")
          .found("'" + name + "'")
          .expected(fitted.keySet())
          .exception();
    }
    return a.doubles();
  }
}
