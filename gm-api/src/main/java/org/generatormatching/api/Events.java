package org.generatormatching.api;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** Random events inside a step: what steppers of jump processes draw. */
public final class Events {
  private Events() {}

  /**
   * Whether an event of rate {@code a(t) lambda} happens in a step, BOOL of lambda's shape: with
   * probability {@code 1 - survival^lambda}, where 0^0 = 1. A step that ends in a pole of a(t) has
   * survival 0, so that whatever has a positive rate happens.
   *
   * @param intensity lambda, not negative, [rows, ...]: one gate per element
   */
  public static Tensor happen(Rng rng, Tensor intensity, TimeFactor factor, StepContext at) {
    Tensor lambda = intensity.cast(DType.FLOAT64);
    Tensor stay = factor.survival(at.from(), at.to()).alignTo(lambda).pow(lambda);
    return rng.uniform(DType.FLOAT64, lambda.shape()).ge(stay);
  }

  /**
   * The number of one entry of the last axis, drawn in proportion to masses, INT64 [...]. An entry
   * of mass 0 is never drawn, whatever the rounding; a row without mass gives 0.
   *
   * @param masses [..., n]; negative entries count as 0
   */
  public static Tensor choose(Rng rng, Tensor masses) {
    Tensor wide = masses.dtype() == DType.BFLOAT16 ? masses.cast(DType.FLOAT32) : masses;
    Tensor cumulative = wide.relu().cumsum(-1);
    long n = cumulative.shape().dim(-1);
    Tensor total = cumulative.slice(-1, n - 1, n);
    Tensor u = rng.uniform(wide.dtype(), total.shape());
    Tensor drawn = cumulative.searchSorted(u.times(total), true);
    // u * total can round up to the total itself: then the last entry that has mass is meant
    Tensor last = cumulative.searchSorted(total, false);
    return drawn.min(last).squeeze(-1);
  }
}
