package org.generatormatching.generators;

import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/**
 * Noise that depends on where it acts, for a Langevin part that leaves p_t as it is. With Sigma(x,
 * t) the covariance per unit of time the drift has to be {@code (Sigma grad log p + div Sigma)/2}:
 * without the second part, (div Sigma)_i = sum_j d Sigma_ij / d x_j, the process has another law.
 *
 * <p>Functions of the time alone are weights of a term and need no field. Fields are differentiated
 * once with respect to x.
 */
public sealed interface NoiseField {
  /** Sigma = g^2(x, t) I. */
  @FunctionalInterface
  non-sealed interface Scalar extends NoiseField {
    /** g^2, [rows], positive, in the type of x. */
    Tensor variance(State x, Times t);
  }

  /** Sigma = G G^T, on points of one array with d coordinates. */
  @FunctionalInterface
  non-sealed interface Matrix extends NoiseField {
    /** G, [rows, d, k], in the type of x: the noise is G times k normal numbers. */
    Tensor factor(State x, Times t);
  }
}
