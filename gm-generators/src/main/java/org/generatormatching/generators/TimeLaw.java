package org.generatormatching.generators;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Clock;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The law of the times of training examples. Any law with full support has the same minimiser; it
 * decides where a network spends its capacity.
 */
@FunctionalInterface
public interface TimeLaw {
  /** Independent times, one per row. */
  Times draw(Rng rng, long rows);

  /** Uniform on (0, 1). */
  static TimeLaw uniform() {
    return (rng, rows) -> Times.of(rng.uniform(DType.FLOAT64, Shape.of(rows)));
  }

  /**
   * \(1 - t = u^k\) with u uniform on (0, 1), density \(\frac1k (1-t)^{1/k-1}\): uniform for k = 1,
   * ever more often near the data for larger k. Data with sharp edges are decided there, in the
   * last tenth of the time, to which the uniform law gives a tenth of the examples.
   *
   * @param k at least 1
   */
  static TimeLaw late(double k) {
    if (k == 1) {
      return uniform();
    }
    return (rng, rows) -> {
      Tensor left = rng.uniform(DType.FLOAT64, Shape.of(rows)).log().times(k).exp();
      return new Times(left.rsub(1), left, Map.of());
    };
  }

  /**
   * Uniform, independently for every factor of a product: what conditional generation with {@link
   * Clock#holding} needs to have been trained on.
   */
  static TimeLaw independent(List<String> factors) {
    return (rng, rows) -> {
      Times t = uniform().draw(rng, rows);
      for (String f : factors) {
        t = t.with(f, uniform().draw(rng.fork(f), rows));
      }
      return t;
    };
  }
}
