package org.generatormatching.api;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * What a conditional path can do beyond being drawn from; asked for with {@link
 * ConditionalPath#trait}.
 */
public interface PathTrait {
  /** x_t is a function of z and noise: couplings, editing a given sample. */
  interface Interpolant extends PathTrait {
    /** The point that this noise makes. For couplings the given x_0 is the noise. */
    State at(State z, State noise, Times t);
  }

  /**
   * p_t(x|z) has a density, normalised with respect to the space's quadrature measure. On a path
   * with an atom at z (mixture paths on R^d) the atom is reported as {@link #logDensity} = +{@value
   * #ATOM} plus the log of its mass: an atom outweighs any density.
   */
  interface Density extends PathTrait {
    /** Added to the log mass of an atom. */
    double ATOM = 1e3;

    /** log p_t(x|z), [rows]; -inf outside the support. */
    Tensor logDensity(State xt, State z, Times t);

    /**
     * d/dt p_t(x|z) divided by p_t(x|z), [rows]; finite, but without meaning, outside the support.
     */
    Tensor logDensityRate(State xt, State z, Times t);

    /** The noise that makes xt from z at t. */
    Drawn explain(State xt, State z, Times t);
  }

  /** Draws later values of the path given an earlier one, for learning from an energy. */
  interface Backward extends PathTrait {
    /** A draw of x_r, r = later, with density proportional in x_r to p_{t|r}(x_t | x_r). */
    State drawLater(Rng rng, State xt, Times t, Times later);

    /** log of the integral of p_{t|r}(x_t | x_r) over x_r, [rows]. */
    Tensor logZ(State xt, Times t, Times later);
  }

  /** x_t = alpha z + sigma e with e ~ N(0, I). */
  interface AffineGaussian extends PathTrait {
    /** alpha and sigma. */
    GaussianSchedule schedule();
  }

  /** x_t = z with probability kappa, else the source. */
  interface Mixture extends PathTrait {
    /** kappa. */
    Schedule kappa();

    /**
     * log p_0 of points where it is known: the array {@code log}, [rows, L] per site on a space of
     * sites, [rows, dims...] per coordinate in a box, else [rows].
     */
    default Optional<UnaryOperator<State>> logSource() {
      return Optional.empty();
    }

    /**
     * The token at which every site starts and which no data have, or empty: a site that shows any
     * other token shows its data.
     */
    default OptionalInt mask() {
      return OptionalInt.empty();
    }
  }
}
