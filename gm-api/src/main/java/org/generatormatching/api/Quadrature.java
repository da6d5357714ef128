package org.generatormatching.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  /**
   * These nodes and further ones without a mass, as far as they are none yet: where a law has
   * atoms, which count with masses of their own.
   */
  public Quadrature with(Batch further) {
    List<Integer> absent = new ArrayList<>();
    for (int i = 0; i < further.size(); i++) {
      Point p = further.point(i);
      boolean there = absent.stream().anyMatch(k -> same(further.point(k), p));
      for (int j = 0; j < points.size() && !there; j++) {
        there = same(points.point(j), p);
      }
      if (!there) {
        absent.add(i);
      }
    }
    Batch more = further.rows(absent.stream().mapToInt(Integer::intValue).toArray());
    return absent.isEmpty()
        ? this
        : new Quadrature(
            Batch.concat(List.of(points, more)),
            Arrays.copyOf(masses, masses.length + absent.size()));
  }

  private static boolean same(Point a, Point b) {
    return a.arrays().keySet().stream().allMatch(n -> Arrays.equals(a.get(n), b.get(n)));
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
