package org.generatormatching.api;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * What a state space can do beyond holding points; asked for by kind with {@link
 * StateSpace#geometry}.
 */
public interface Geometry {
  /** A space with tangents. R^d is the flat case. */
  interface Riemannian extends Geometry {
    /** The point reached from x along the geodesic with initial tangent v at time 1. */
    State exp(State x, State v);

    /** The initial tangent of the shortest geodesic from x to y. */
    State log(State x, State y);

    /**
     * The arrays of a tangent, [B, ...], named as the point's: a rotation kept as 4 numbers has 3.
     */
    Signature tangent();

    /**
     * The projection to the tangent space at x of arrays of the tangent's shapes: a network's
     * output, or a tangent at another point.
     */
    State toTangent(State x, State ambient);

    /** The inner product of tangents at x, [rows]. */
    Tensor inner(State x, State u, State v);

    /** Standard normal tangents at x. */
    State tangentNoise(Rng rng, State x);
  }

  /** R^d in arrays of real numbers: exp(x, v) = x + v, and coordinates that can be told apart. */
  interface Flat extends Riemannian {}

  /** A space of L sites with K tokens each, the array {@code tokens} INT64 [rows, L]. */
  interface Sites extends Geometry {
    /** L. */
    int sites();

    /** K. */
    int tokens();

    /** One-hot rows [rows, L, K]. */
    default Tensor oneHot(State x, DType dtype) {
      return x.get("tokens").oneHot(tokens(), dtype);
    }
  }

  /**
   * The box [low, high]^d in arrays of real numbers, with walls that reflect. Its reference law is
   * uniform, and on a mixture path every coordinate decides for itself.
   */
  interface Bounded extends Geometry {
    /** The lower wall of every coordinate. */
    double low();

    /** The upper wall of every coordinate. */
    double high();
  }
}
