package org.generatormatching.api.path;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/**
 * The affine Gaussian path given its value at a later time r: {@code x_t | x_r ~ N(scale x_r,
 * deviation^2)} with scale = alpha_t / alpha_r and deviation^2 = sigma_t^2 - scale^2 sigma_r^2.
 * With r = 1 it is the path itself. All values FLOAT64 [rows].
 *
 * @param schedule alpha and sigma
 * @param t the time of x_t, before r
 * @param r the time of what is known
 */
public record GaussianBridge(GaussianSchedule schedule, Times t, Times r) {
  /** alpha_t / alpha_r. */
  public Tensor scale() {
    return schedule.alpha().value(t).div(schedule.alpha().value(r));
  }

  /** alpha'_t / alpha_r. */
  public Tensor scaleDerivative() {
    return schedule.alpha().derivative(t).div(schedule.alpha().value(r));
  }

  /** sigma_t^2 - scale^2 sigma_r^2, as a product: it keeps its relative precision as t nears r. */
  public Tensor variance() {
    Tensor far = scale().times(schedule.sigma(r));
    Tensor near = schedule.sigma(t);
    return near.minus(far).times(near.plus(far));
  }

  /** Its square root. */
  public Tensor deviation() {
    return variance().sqrt();
  }

  /** The derivative of the deviation by t, not positive. */
  public Tensor deviationDerivative() {
    Tensor sigma = schedule.sigma(t).times(schedule.sigmaDerivative(t));
    Tensor tail = scale().times(scaleDerivative()).times(schedule.sigma(r).square());
    return sigma.minus(tail).div(deviation());
  }
}
