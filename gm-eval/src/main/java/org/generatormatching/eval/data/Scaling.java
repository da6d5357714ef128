package org.generatormatching.eval.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * An affine codec, \(\text{point} = (\text{raw} - c) / s\), fitted on training data.
 *
 * <p>Method {@code range}: c and s are one number per array such that the smallest training value
 * becomes -1 and the largest 1; right for images, whose values share one meaning. Method {@code
 * standard}: mean and standard deviation of each coordinate (1 where it is constant); right for
 * columns of different units.
 *
 * <p>Whole numbers stay whole: where all training values of an array are whole, decoding rounds to
 * the nearest whole number (ties to even) and clips to the range of the training values, unless the
 * configuration says otherwise. Such data are learned as they are, without dequantisation noise:
 * samples are rounded anyway, and noise to imitate only hides the exact values that samples must
 * hit (on the digits, training with uniform noise of one level made every classifier test worse).
 *
 * <p>Of infinite data the first {@value #ROWS} training rows are used. Arrays of whole numbers
 * (INT64, BOOL) pass unchanged.
 *
 * @param method how c and s are found; default {@code range}
 * @param rounding whether decoding rounds; default {@code detect}
 */
public record Scaling(Method method, Rounding rounding) implements Codec.Kind {
  /** The id in configurations. */
  static final ComponentId ID = ComponentId.of("scaling@1");

  /** Rows looked at where the data are infinite. */
  static final int ROWS = 4096;

  /** How centre and scale are found. */
  public enum Method {
    /** One centre and scale per array: training values fill [-1, 1]. */
    RANGE,
    /** Mean 0 and standard deviation 1 per coordinate. */
    STANDARD
  }

  /** Whether decoding rounds and clips. */
  public enum Rounding {
    /** Where all training values are whole numbers. */
    DETECT,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER
  }

  /** Puts defaults in their places. */
  public Scaling {
    method = method == null ? Method.RANGE : method;
    rounding = rounding == null ? Rounding.DETECT : rounding;
  }

  @Override
  public Codec fit(Dataset data) {
    Batch rows =
        data.trainingSet().orElseGet(() -> data.training(HostRng.of(0).fork("scaling"), 0, ROWS));
    Map<String, HostArray> fitted = new LinkedHashMap<>();
    rows.arrays().forEach((name, array) -> fit(name, array, fitted));
    return restore(fitted);
  }

  @Override
  public Codec restore(Map<String, HostArray> fitted) {
    return new AffineCodec(ID, fitted);
  }

  private void fit(String name, HostArray array, Map<String, HostArray> fitted) {
    if (!array.dtype().floating()) {
      return;
    }
    double[] v = array.doubles();
    if (Arrays.stream(v).anyMatch(Double::isNaN)) {
      throw Problem.of(GmError.UNSUPPORTED, "scaling@1 does not know missing cells")
          .found("NaN in '" + name + "'")
          .expected("numbers")
          .at("codec")
          .advice("Use the codec table@1.")
          .exception();
    }
    int width = Math.toIntExact(v.length / array.dims()[0]);
    double[] centre = new double[width];
    double[] scale = new double[width];
    double low = Arrays.stream(v).min().orElse(0);
    double high = Arrays.stream(v).max().orElse(0);
    if (method == Method.RANGE) {
      Arrays.fill(centre, low + (high - low) / 2);
      Arrays.fill(scale, high > low ? (high - low) / 2 : 1);
    } else {
      standardise(v, centre, scale);
    }
    boolean whole = Arrays.stream(v).allMatch(x -> x == Math.rint(x));
    boolean rounds = rounding == Rounding.ALWAYS || (rounding == Rounding.DETECT && whole);
    fitted.put(name + AffineCodec.CENTRE, HostArray.of(centre));
    fitted.put(name + AffineCodec.SCALE, HostArray.of(scale));
    fitted.put(
        name + AffineCodec.LEVELS,
        HostArray.of(rounds ? new double[] {Math.rint(low), Math.rint(high)} : new double[0]));
  }

  /** Mean and standard deviation in two passes: the difference of sums of squares would cancel. */
  private static void standardise(double[] v, double[] mean, double[] deviation) {
    int width = mean.length;
    double n = (double) v.length / width;
    for (int i = 0; i < v.length; i++) {
      mean[i % width] += v[i] / n;
    }
    for (int i = 0; i < v.length; i++) {
      double d = v[i] - mean[i % width];
      deviation[i % width] += d * d / n;
    }
    for (int j = 0; j < width; j++) {
      double d = Math.sqrt(deviation[j]);
      // A constant column leaves rounding errors of its mean, which must not be blown up to 1.
      deviation[j] = d > 1e-9 * Math.abs(mean[j]) ? d : 1;
    }
  }
}
