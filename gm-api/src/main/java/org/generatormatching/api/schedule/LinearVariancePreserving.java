package org.generatormatching.api.schedule;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** alpha = t, sigma = sqrt(1 - t^2); sigma' is infinite at t = 1. */
public record LinearVariancePreserving() implements GaussianSchedule {
  @Override
  public ComponentId id() {
    return ComponentId.of("linear-vp@1");
  }

  @Override
  public Schedule alpha() {
    return new Linear();
  }

  /** sqrt((1 - t)(1 + t)): no cancellation near t = 1. */
  @Override
  public Tensor sigma(Times t) {
    return t.oneMinusT().times(t.t().plus(1)).sqrt();
  }

  @Override
  public Tensor sigmaDerivative(Times t) {
    return t.t().div(sigma(t)).neg();
  }

  /** t / sqrt(1 - t^2) = r gives t = r / sqrt(1 + r^2). */
  @Override
  public Tensor timeOfRatio(Tensor alphaOverSigma) {
    return alphaOverSigma.times(alphaOverSigma.square().plus(1).rsqrt());
  }
}
