package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * The scalar factor a(t) of a generator that depends on time alone, often singular at t = 1.
 *
 * <p>A step uses its integral, or where that is infinite the survival exp(-integral), which has a
 * closed form that stays finite at t = 1. The probability of an event of rate a(t) lambda in a step
 * is {@code 1 - survival^lambda} with 0^0 = 1; {@code 1 - exp(-lambda * integral)} would be NaN for
 * lambda = 0.
 *
 * <p>All values are FLOAT64 [rows].
 */
public interface TimeFactor {
  /** a(t). */
  Tensor at(Times t);

  /** The integral of a from {@code from} to {@code to}. */
  Tensor integral(Times from, Times to);

  /** {@code a(from) (to - from)}: the integral with the factor as it is at the start of a step. */
  default Tensor frozen(Times from, Times to) {
    return at(from).times(to.t().minus(from.t()));
  }

  /** exp(-integral), by a closed form where the integral is infinite. */
  default Tensor survival(Times from, Times to) {
    return integral(from, to).neg().exp();
  }

  /**
   * The factor w a(t) for a weight w [rows] or scalar that is constant over a step. Its integral is
   * 0 for w = 0, also where that of a is infinite.
   */
  default TimeFactor times(Tensor w) {
    TimeFactor f = this;
    return new TimeFactor() {
      @Override
      public Tensor at(Times t) {
        return f.at(t).times(w);
      }

      @Override
      public Tensor integral(Times from, Times to) {
        Tensor whole = f.integral(from, to);
        Tensor weight = whole.like(1).times(w);
        return weight.eq(0).where(whole.like(0), whole.times(weight));
      }

      @Override
      public Tensor survival(Times from, Times to) {
        return f.survival(from, to).pow(w);
      }
    };
  }

  /** a(t) = 1. */
  static TimeFactor one() {
    return new TimeFactor() {
      @Override
      public Tensor at(Times t) {
        return t.t().like(1);
      }

      @Override
      public Tensor integral(Times from, Times to) {
        return to.t().minus(from.t());
      }
    };
  }
}
