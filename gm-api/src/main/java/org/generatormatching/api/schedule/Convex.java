package org.generatormatching.api.schedule;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * alpha = kappa, sigma = 1 - kappa: straight lines from source to data, run through with speed
 * kappa'. With kappa(t) = t this is the conditional optimal transport path.
 *
 * @param id the id in configurations
 * @param alpha kappa
 */
public record Convex(ComponentId id, Schedule alpha) implements GaussianSchedule {
  /** alpha = t, sigma = 1 - t. */
  public static Convex condOt() {
    return new Convex(ComponentId.of("cond-ot@1"), new Linear());
  }

  @Override
  public Tensor sigma(Times t) {
    return alpha.rest(t);
  }

  @Override
  public Tensor sigmaDerivative(Times t) {
    return alpha.derivative(t).neg();
  }

  /** kappa / (1 - kappa) = r gives kappa = r / (1 + r). */
  @Override
  public Tensor timeOfRatio(Tensor alphaOverSigma) {
    return alpha.inverse(alphaOverSigma.div(alphaOverSigma.plus(1)));
  }
}
