package org.generatormatching.api.schedule;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * kappa(t) = (1 - e^(-r t)) / (1 - e^-r): the distance from the end, up to a constant, has a
 * logarithm that is linear in t. Large rates r spend most of the time close to the data.
 *
 * @param rate r, not 0; negative rates spend most of the time close to the source
 */
public record LogLinear(double rate) implements Schedule {
  /** Checks the range. */
  public LogLinear {
    if (!(Math.abs(rate) >= 1e-3 && Math.abs(rate) <= 50)) {
      throw Problem.of(GmError.CONFIG, "the rate of a log-linear schedule is out of range")
          .found(rate)
          .expected("0.001 <= |rate| <= 50")
          .exception();
    }
  }

  private double scale() {
    return -Math.expm1(-rate);
  }

  @Override
  public Tensor value(Times t) {
    return t.t().times(-rate).expm1().times(-1 / scale());
  }

  /** (e^(-r t) - e^-r) / (1 - e^-r) = e^-r expm1(r (1 - t)) / (1 - e^-r). */
  @Override
  public Tensor rest(Times t) {
    return t.oneMinusT().times(rate).expm1().times(Math.exp(-rate) / scale());
  }

  @Override
  public Tensor derivative(Times t) {
    return t.t().times(-rate).exp().times(rate / scale());
  }

  @Override
  public Tensor inverse(Tensor value) {
    return value.times(-scale()).log1p().times(-1 / rate);
  }
}
