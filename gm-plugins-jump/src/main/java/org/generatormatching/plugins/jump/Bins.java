package org.generatormatching.plugins.jump;

import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Equal adjacent intervals of the line: where a coordinate can jump to. The configuration of
 * everything that jumps into bins.
 *
 * <p>Bins must cover more than the data. On an affine Gaussian path with sigma = 1 - alpha a
 * coordinate that ends at z jumps at first as far as {@code (|z| + sqrt(z^2 + 4))/2} beyond 0, to
 * 1.62 for |z| = 1; what would arrive outside the bins does not jump, and the laws at later times
 * are wrong. The defaults suit data of mean 0 and variance 1: |z| &le; 4 needs 4.24. For data in
 * [-1, 1] take [-1.65, 1.65].
 *
 * @param low the lower edge of the first bin; -4.25 if absent
 * @param high the upper edge of the last bin; 4.25 if absent
 * @param count number of bins; 256 if absent
 */
public record Bins(Double low, Double high, Integer count) {
  private static final double COVER = 4.25;
  private static final int COUNT = 256;

  /** Puts defaults in the place of absent values and checks the numbers. */
  public Bins {
    low = low == null ? -COVER : low;
    high = high == null ? COVER : high;
    count = count == null ? COUNT : count;
    if (!(low < high && Double.isFinite(high - low)) || count < 2) {
      throw Problem.of(GmError.CONFIG, "these are no bins")
          .found("low = " + low + ", high = " + high + ", count = " + count)
          .expected("low < high, both finite, and count >= 2")
          .exception();
    }
  }

  /** The default bins. */
  @SuppressWarnings("NullAway") // absent values are what the defaults are for
  public static Bins usual() {
    return new Bins(null, null, null);
  }

  /** The width of a bin. */
  public double width() {
    return (high - low) / count;
  }

  /** Edge j of 0 .. count: bin j lies between edges j and j + 1. */
  public double edge(int j) {
    return low + (high - low) * j / count;
  }

  /** All edges, [count + 1]. */
  Tensor edges(DType dtype) {
    double[] e = new double[count + 1];
    for (int j = 0; j <= count; j++) {
      e[j] = edge(j);
    }
    return Tensor.of(HostArray.of(dtype, e, count + 1));
  }

  /** For every array of a point one with a last axis of bins. */
  Signature rates(Signature point) {
    Map<String, ArraySpec> arrays = new LinkedHashMap<>();
    point
        .arrays()
        .forEach(
            (n, a) ->
                arrays.put(n, new ArraySpec(a.dtype(), a.shape().insert(a.shape().rank(), count))));
    return new Signature(arrays);
  }

  @Override
  public String toString() {
    return count + " bins on [" + low + ", " + high + "]";
  }
}
