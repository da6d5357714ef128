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

  /** The reverse diffusion of this path towards a predicted z. */
  default Bridge bridge() {
    GaussianSchedule s = this;
    return new Bridge() {
      private Tensor delta(Times t) {
        Tensor rise = s.alpha().derivative(t).times(s.sigma(t));
        return rise.minus(s.sigmaDerivative(t).times(s.alpha().value(t)));
      }

      /** 2 lambda' - alpha'/alpha = Delta/(alpha sigma) - sigma'/sigma. */
      @Override
      public Tensor decay(Times t) {
        Tensor sigma = s.sigma(t);
        Tensor noise = delta(t).div(s.alpha().value(t));
        return noise.minus(s.sigmaDerivative(t)).div(sigma);
      }

      @Override
      public Tensor drive(Times t) {
        return delta(t).div(s.sigma(t)).times(2);
      }

      @Override
      public Tensor variance(Times t) {
        return delta(t).times(s.sigma(t)).div(s.alpha().value(t)).times(2);
      }

      private Tensor left(Times from, Times to) {
        return s.alpha().value(from).times(s.sigma(to).square());
      }

      /** sigma_to^2 alpha_from / (sigma_from^2 alpha_to). */
      @Override
      public Tensor keep(Times from, Times to) {
        return left(from, to).div(s.sigma(from).square().times(s.alpha().value(to)));
      }

      /** 1 - (alpha_from sigma_to / (alpha_to sigma_from))^2. */
      private Tensor lost(Times from, Times to) {
        return keep(from, to).times(s.alpha().value(from).div(s.alpha().value(to))).rsub(1);
      }

      @Override
      public Tensor gain(Times from, Times to) {
        return s.alpha().value(to).times(lost(from, to));
      }

      @Override
      public Tensor spread(Times from, Times to) {
        return s.sigma(to).square().times(lost(from, to));
      }
    };
  }
}
