package org.generatormatching.training.coupling;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * An exact solution of the assignment problem: the permutation s with the least \(\sum_i c_{i
 * s(i)}\), and the potentials that prove it, \(u_i + v_j \le c_{ij}\) with equality for j = s(i).
 *
 * @param columns s
 * @param u the potentials of the rows
 * @param v the potentials of the columns
 * @param cost the sum of the costs of the pairs
 */
public record Assignment(int[] columns, double[] u, double[] v, double cost) {
  /**
   * Solves by shortest augmenting paths: rows join one at a time, each by a search of Dijkstra's
   * over the reduced costs \(c_{ij} - u_i - v_j \ge 0\). \(O(n^3)\) time, O(n) memory beside the
   * costs.
   *
   * @param c finite costs of any sign, n rows of n
   * @throws org.generatormatching.tensor.GmException [GM/SHAPE] if they are no square; [GM/DOMAIN]
   *     if one is NaN or infinite
   * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant 1987</a>
   */
  public static Assignment of(double[][] c) {
    check(c);
    int n = c.length;
    double[] v = new double[n];
    for (int j = 0; j < n; j++) {
      v[j] = Double.POSITIVE_INFINITY;
      for (double[] row : c) {
        v[j] = Math.min(v[j], row[j]);
      }
    }
    Search s = new Search(c, new double[n], v);
    for (int i = 0; i < n; i++) {
      s.join(i);
    }
    double cost = 0;
    for (int i = 0; i < n; i++) {
      cost += c[i][s.columns[i]];
    }
    return new Assignment(s.columns, s.u, s.v, cost);
  }

  private static void check(double[][] c) {
    for (int i = 0; i < c.length; i++) {
      if (c[i].length != c.length) {
        throw Problem.of(GmError.SHAPE, "an assignment needs as many columns as rows")
            .found(c[i].length + " columns in row " + i)
            .expected(c.length)
            .exception();
      }
      for (int j = 0; j < c.length; j++) {
        if (!Double.isFinite(c[i][j])) {
          throw Problem.of(GmError.DOMAIN, "a cost of an assignment is not finite")
              .found(c[i][j] + " for row " + i + " and column " + j)
              .expected("a number")
              .advice("Look for NaN and infinite values in the data.")
              .exception();
        }
      }
    }
  }

  private static final class Search {
    private static final int FREE = -1;

    private final double[][] c;
    private final double[] u;
    private final double[] v;
    private final int[] columns;
    private final int[] rows;
    private final double[] distance;
    private final int[] from;

    /** All columns: first those that the search has not reached, {@link #open} of them. */
    private final int[] order;

    private int open;

    Search(double[][] c, double[] u, double[] v) {
      int n = c.length;
      this.c = c;
      this.u = u;
      this.v = v;
      columns = new int[n];
      rows = new int[n];
      distance = new double[n];
      from = new int[n];
      order = IntStream.range(0, n).toArray();
      Arrays.fill(columns, FREE);
      Arrays.fill(rows, FREE);
    }

    /** Pairs one more row, moving others where that is cheapest. */
    void join(int row) {
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      open = order.length;
      int i = row;
      double length = 0;
      int j;
      while (true) {
        int place = relax(i, length);
        j = order[place];
        length = distance[j];
        if (rows[j] == FREE) {
          break;
        }
        open--;
        order[place] = order[open];
        order[open] = j;
        i = rows[j];
      }
      shift(row, length);
      augment(row, j);
    }

    /** Goes on from a row; answers the place of the nearest open column, a free one if it can. */
    private int relax(int i, double length) {
      double[] row = c[i];
      double base = length - u[i];
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < open; k++) {
        int j = order[k];
        double d = base + row[j] - v[j];
        if (d < distance[j]) {
          distance[j] = d;
          from[j] = i;
        } else {
          d = distance[j];
        }
        if (d < least || (d == least && rows[j] == FREE)) {
          least = d;
          best = k;
        }
      }
      return best;
    }

    /** Keeps the potentials feasible, and the path tight. */
    private void shift(int row, double length) {
      u[row] += length;
      for (int k = open; k < order.length; k++) {
        int j = order[k];
        u[rows[j]] += length - distance[j];
        v[j] -= length - distance[j];
      }
    }

    private void augment(int row, int end) {
      int j = end;
      int i;
      do {
        i = from[j];
        rows[j] = i;
        int next = columns[i];
        columns[i] = j;
        j = next;
      } while (i != row);
    }
  }
}
