package org.generatormatching.training.coupling;

import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Moves k of n equal masses at the least cost, exactly: an {@link Assignment} with n - k further
 * rows and columns that take what stays for nothing, and may not take each other. O((2n - k)^3).
 */
public final class PartialTransport {
  private PartialTransport() {}

  /**
   * The plan, of weights 1/n.
   *
   * @param c finite costs, n rows of n
   * @param k how many are moved, 0 to n
   * @throws org.generatormatching.tensor.GmException [GM/SHAPE] or [GM/DOMAIN]
   */
  public static TransportPlan of(double[][] c, int k) {
    int n = c.length;
    if (k < 0 || k > n) {
      throw Problem.of(GmError.DOMAIN, "as many masses cannot be moved")
          .found(k)
          .expected("0 to " + n)
          .exception();
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : c) {
      for (double v : row) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
    int m = 2 * n - k;
    // more than any exchange could save
    double never = 2.0 * m * (Math.abs(low) + Math.abs(high) + 1);
    double[][] all = new double[m][m];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        all[i][j] = i < n && j < n ? c[i][j] : i >= n && j >= n ? never : 0;
      }
    }
    int[] columns = Assignment.of(all).columns();
    int[] source = new int[k];
    int[] data = new int[k];
    double[] weights = new double[k];
    double cost = 0;
    int at = 0;
    for (int i = 0; i < n; i++) {
      if (columns[i] < n) {
        source[at] = i;
        data[at] = columns[i];
        weights[at++] = 1.0 / n;
        cost += c[i][columns[i]] / n;
      }
    }
    return new TransportPlan(source, data, weights, cost, n, n, 0);
  }
}
