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
   * Masses along the last axis, summed up once: how much there is and which entry is drawn both
   * come from the running sums.
   */
  public static final class Masses {
    /** Where a total is so small that u times it is 0, the first entry with mass is drawn. */
    private static final double SMALLEST = Float.MIN_NORMAL;

    private final Tensor cumulative;
    private final Tensor total;

    /**
     * Sums up.
     *
     * @param masses [..., n]; negative entries count as 0
     */
    public Masses(Tensor masses) {
      Tensor wide = masses.dtype() == DType.BFLOAT16 ? masses.cast(DType.FLOAT32) : masses;
      this.cumulative = wide.relu().cumsum(-1);
      long n = cumulative.shape().dim(-1);
      this.total = cumulative.slice(-1, n - 1, n);
    }

    /** The sum of the masses [...], BFLOAT16 summed as FLOAT32. */
    public Tensor total() {
      return total.squeeze(-1);
    }

    /**
     * The number of one entry, drawn in proportion to the masses, INT64 [...]: the first whose
     * running sum reaches u times the total. With 0 &lt; u total &lt;= total, whatever the
     * rounding, that entry has mass; a row without mass gives 0.
     */
    public Tensor choose(Rng rng) {
      Tensor u = rng.uniform(total.dtype(), total.shape());
      Tensor reached = u.times(total).max(SMALLEST).min(total);
      return cumulative.searchSorted(reached, false).squeeze(-1);
    }
  }
}
