package org.generatormatching.api;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Points and masses that integrate densities over a space: sum_i mass_i f(x_i). For a finite space,
 * all points with mass 1: then laws are exact sums.
 *
 * @param points the nodes
 * @param masses one per node, with respect to the measure that densities refer to
 */
public record Quadrature(Batch points, double[] masses) {
  /**
   * These nodes and further ones without a mass, as far as they are none yet: where a law has
   * atoms, which count with masses of their own.
   */
  public Quadrature with(Batch further) {
    Set<Map<String, HostArray>> seen = new HashSet<>();
    for (int i = 0; i < points.size(); i++) {
      seen.add(points.rows(i, i + 1).arrays());
    }
    int[] absent =
        IntStream.range(0, further.size())
            .filter(i -> seen.add(further.rows(i, i + 1).arrays()))
            .toArray();
    return absent.length == 0
        ? this
        : new Quadrature(
            Batch.concat(List.of(points, further.rows(absent))),
            Arrays.copyOf(masses, masses.length + absent.length));
  }

  /** Checks that every node has a mass. */
  public Quadrature {
    if (points.size() != masses.length) {
      throw Problem.of(GmError.SHAPE, "a quadrature needs one mass per node")
          .found(masses.length + " masses for " + points.size() + " nodes")
          .exception();
    }
  }
}
