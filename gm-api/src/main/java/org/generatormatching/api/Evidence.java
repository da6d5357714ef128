package org.generatormatching.api;

import java.util.Optional;
import org.generatormatching.tensor.Tensor;

/**
 * What is known about where x_t is going: the value z of the path at a later time, and the draw.
 *
 * <p>Data, importance sampling, bootstrapping, enumeration, quadrature and latent posteriors are
 * all evidence. With a posterior [B, K] the other members hold K weighted alternatives of every
 * row, row b*K + k; weights of a row sum to 1, and weight 0 means skip, also when the alternative
 * is NaN.
 *
 * @param z the path's value at time {@code at}
 * @param at the time of z: 1 for data, r &lt; 1 for bootstrapping
 * @param drawn x_t and its noise
 * @param posterior weights of the alternatives
 */
public record Evidence(State z, Times at, Drawn drawn, Optional<Tensor> posterior) {
  /** Data z through a path. */
  public static Evidence data(State z, Drawn drawn) {
    return new Evidence(z, Times.end(z.rows()), drawn, Optional.empty());
  }

  /** The part of one factor of a product; the posterior is shared by all factors. */
  public Evidence factor(String name) {
    return new Evidence(z.factor(name), at.factor(name), drawn.factor(name), posterior);
  }

  /** The alternatives without their weights. */
  public Evidence alternatives() {
    return new Evidence(z, at, drawn, Optional.empty());
  }
}
