package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * alpha and sigma of an affine Gaussian path x_t = alpha z + sigma e: alpha rises to alpha(1) = 1,
 * sigma falls from 1 to sigma(1) = 0. All values FLOAT64 [rows].
 */
public interface GaussianSchedule {
  /** The id in configurations. */
  ComponentId id();

  /** alpha, also the kappa of mixture paths. */
  Schedule alpha();

  /** sigma(t). */
  Tensor sigma(Times t);

  /** sigma'(t), not positive. */
  Tensor sigmaDerivative(Times t);

  /** The t at which alpha/sigma has this value, the inverse of the signal-to-noise ratio. */
  Tensor timeOfRatio(Tensor alphaOverSigma);

  /** The flow of this path towards a predicted z. */
  default Relaxation relaxation() {
    GaussianSchedule s = this;
    return new Relaxation() {
      @Override
      public Tensor decay(Times t) {
        return s.sigmaDerivative(t).div(s.sigma(t)).neg();
      }

      @Override
      public Tensor drive(Times t) {
        return s.alpha().derivative(t).plus(decay(t).times(s.alpha().value(t)));
      }

      @Override
      public Tensor keep(Times from, Times to) {
        return s.sigma(to).div(s.sigma(from));
      }

      @Override
      public Tensor gain(Times from, Times to) {
        return s.alpha().value(to).minus(keep(from, to).times(s.alpha().value(from)));
      }
    };
  }
}
