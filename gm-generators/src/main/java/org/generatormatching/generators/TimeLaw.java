package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Clock;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

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
