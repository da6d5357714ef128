package org.generatormatching.api.schedule;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * kappa(t) = t^n.
 *
 * @param n at least 1
 */
public record Power(double n) implements Schedule {
  /** Checks the range: below 1 the derivative is infinite at 0. */
  public Power {
    if (!(n >= 1 && n <= 100)) {
      throw Problem.of(GmError.CONFIG, "the exponent of a power schedule is out of range")
          .found(n)
          .expected("1 <= n <= 100")
          .exception();
    }
  }

  @Override
  public Tensor value(Times t) {
    return t.t().pow(n);
  }

  /** 1 - t^n = -expm1(n log1p(-(1 - t))): no cancellation near t = 1. At t = 0 this is 1. */
  @Override
  public Tensor rest(Times t) {
    return t.oneMinusT().neg().log1p().times(n).expm1().neg();
  }

  @Override
  public Tensor derivative(Times t) {
    return t.t().pow(n - 1).times(n);
  }

  @Override
  public Tensor inverse(Tensor value) {
    return value.pow(1 / n);
  }
}
