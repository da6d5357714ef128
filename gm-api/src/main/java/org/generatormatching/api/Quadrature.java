package org.generatormatching.api;

import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Points and masses that integrate densities over a space: sum_i mass_i f(x_i). For a finite space,
 * all points with mass 1: then laws are exact sums.
 *
 * @param points the nodes
 * @param masses one per node, with respect to the measure that densities refer to
 */
public record Quadrature(Batch points, double[] masses) {
  /** Checks that every node has a mass. */
  public Quadrature {
    if (points.size() != masses.length) {
      throw Problem.of(GmError.SHAPE, "a quadrature needs one mass per node")
          .found(masses.length + " masses for " + points.size() + " nodes")
          .exception();
    }
  }
}
