package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * How an Ornstein-Uhlenbeck process approaches a point z: {@code dX = (drive z - decay X) dt +
 * sqrt(v) dW}, and its closed step {@code x' ~ N(keep x + gain z, spread)}.
 *
 * <p>Reverse diffusion of x_t = alpha z + sigma e is the member with v = 2 sigma^2 lambda', lambda
 * = log(alpha/sigma). With q = (alpha_from sigma_to / (alpha_to sigma_from))^2 its step is the
 * posterior of the noising chain: keep = sigma_to^2 alpha_from / (sigma_from^2 alpha_to), gain =
 * alpha_to (1 - q), spread = sigma_to^2 (1 - q). Source: Ho et al. 2020; Kingma et al. 2021.
 *
 * <p>All values are FLOAT64 [rows].
 */
public interface Bridge extends Relaxation {
  /** v(t). */
  Tensor variance(Times t);

  /** The variance that a step adds. */
  Tensor spread(Times from, Times to);

  /**
   * The generator w L for a weight w [rows] or scalar. Mean and variance of the step are {@code
   * keep^w} and parts of gain and spread in proportion to what it gives up: of first order in the
   * step, and it still ends at z when keep = 0.
   */
  @Override
  default Bridge times(Tensor w) {
    Bridge b = this;
    Relaxation mean = Relaxation.super.times(w);
    return new Bridge() {
      @Override
      public Tensor decay(Times t) {
        return mean.decay(t);
      }

      @Override
      public Tensor drive(Times t) {
        return mean.drive(t);
      }

      @Override
      public Tensor keep(Times from, Times to) {
        return mean.keep(from, to);
      }

      @Override
      public Tensor gain(Times from, Times to) {
        return mean.gain(from, to);
      }

      @Override
      public Tensor variance(Times t) {
        return b.variance(t).times(w);
      }

      @Override
      public Tensor spread(Times from, Times to) {
        return b.spread(from, to).times(share(b.keep(from, to), w));
      }
    };
  }
}
