package org.generatormatching.training.coupling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Entropic optimal transport: the plan P that minimises
 *
 * <p>{@code <P, C> + epsilon KL(P | a b^T) + rho KL(P 1 | a) + rho KL(P^T 1 | b)}
 *
 * <p>with P_ij = a_i b_j exp((f_i + g_j - C_ij)/epsilon). The potentials are updated in turn,
 * {@code f_i = -epsilon rho/(rho + epsilon) log sum_j b_j exp((g_j - C_ij)/epsilon)} and alike for
 * g, all in logarithms, so that small epsilon and large costs neither overflow nor vanish. With rho
 * infinite both marginals are demanded; a finite rho lets mass be lost where it would travel
 * further than about rho. Plans of finite rho and partial plans do not keep the law of the source:
 * they are for comparing and matching, and no coupling to train with.
 *
 * <p>Epsilon falls by halves from the largest cost, each stage beginning with the potentials of the
 * one before. A round costs O(n m). Source: Cuturi 2013; Chizat et al. 2018.
 *
 * @param epsilon strength of the entropy, in the unit of the costs, above 0
 * @param rho strength of the marginals, above 0; infinite demands them
 * @param tolerance at most this violation of a marginal, or this change of a potential over epsilon
 *     for a finite rho
 * @param most rounds of the last stage
 */
public record Sinkhorn(double epsilon, double rho, double tolerance, int most) {
  private static final int ROUNDS_OF_A_STAGE = 20;

  /** Checks the ranges. */
  public Sinkhorn {
    List<Problem> problems = new ArrayList<>();
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      problems.add(
          Problem.of(GmError.CONFIG, "the entropy of optimal transport is out of range")
              .found("epsilon = " + epsilon)
              .expected("above 0"));
    }
    if (!(rho > 0) || !(tolerance > 0) || most < 1) {
      problems.add(
          Problem.of(GmError.CONFIG, "the settings of optimal transport are out of range")
              .found("rho = " + rho + ", tolerance = " + tolerance + ", most = " + most)
              .expected("all above 0"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** Both marginals to 1e-9, at most 10,000 rounds. */
  public static Sinkhorn balanced(double epsilon) {
    return new Sinkhorn(epsilon, Double.POSITIVE_INFINITY, 1e-9, 10_000);
  }

  /** Marginals of strength rho. */
  public static Sinkhorn unbalanced(double epsilon, double rho) {
    return new Sinkhorn(epsilon, rho, 1e-9, 10_000);
  }

  /**
   * The plan between weighted points.
   *
   * @param c finite costs, a row for each source point
   * @param a masses of the source, at least 0
   * @param b masses of the data, at least 0; of the same sum where rho is infinite
   * @throws GmException [GM/SHAPE] or [GM/DOMAIN]
   */
  public TransportPlan plan(double[][] c, double[] a, double[] b) {
    check(c, a, b);
    double[] logA = Arrays.stream(a).map(Math::log).toArray();
    double[] logB = Arrays.stream(b).map(Math::log).toArray();
    double[][] turned = new double[b.length][a.length];
    double largest = epsilon;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        turned[j][i] = c[i][j];
        largest = Math.max(largest, Math.abs(c[i][j]));
      }
    }
    double[] f = new double[a.length];
    double[] g = new double[b.length];
    for (double e = largest; e > epsilon; e /= 2) {
      rounds(c, turned, logA, logB, f, g, e, ROUNDS_OF_A_STAGE);
    }
    rounds(c, turned, logA, logB, f, g, epsilon, most);
    return read(c, logA, logB, f, g, a, b);
  }

  private static void check(double[][] c, double[] a, double[] b) {
    double sum = Arrays.stream(a).sum();
    boolean shaped = c.length == a.length && c.length > 0 && b.length > 0;
    for (double[] row : c) {
      shaped &= row.length == b.length;
    }
    if (!shaped) {
      throw Problem.of(GmError.SHAPE, "costs and masses do not fit")
          .found(c.length + " rows of costs, " + a.length + " and " + b.length + " masses")
          .expected("a row for each source mass, a column for each data mass")
          .exception();
    }
    boolean finite = sum > 0 && Arrays.stream(b).sum() > 0;
    for (double[] row : c) {
      finite &= Arrays.stream(row).allMatch(Double::isFinite);
    }
    finite &= Arrays.stream(a).allMatch(v -> v >= 0 && Double.isFinite(v));
    finite &= Arrays.stream(b).allMatch(v -> v >= 0 && Double.isFinite(v));
    if (!finite) {
      throw Problem.of(GmError.DOMAIN, "costs or masses of optimal transport are out of range")
          .found("NaN, an infinite cost, a negative mass, or no mass at all")
          .expected("finite costs and masses of at least 0")
          .exception();
    }
  }

  private void rounds(
      double[][] c,
      double[][] turned,
      double[] logA,
      double[] logB,
      double[] f,
      double[] g,
      double e,
      int rounds) {
    for (int k = 0; k < rounds; k++) {
      double moved = update(f, g, c, logB, e);
      update(g, f, turned, logA, e);
      // f_i moves by epsilon times the log of its row's mass over a_i
      if (moved / e < tolerance) {
        return;
      }
    }
  }

  /** The largest change of a potential. */
  private double update(double[] f, double[] g, double[][] c, double[] log, double e) {
    double part = Double.isInfinite(rho) ? 1 : rho / (rho + e);
    double worst = 0;
    for (int i = 0; i < f.length; i++) {
      double top = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < g.length; j++) {
        top = Math.max(top, log[j] + (g[j] - c[i][j]) / e);
      }
      double sum = 0;
      for (int j = 0; j < g.length; j++) {
        sum += Math.exp(log[j] + (g[j] - c[i][j]) / e - top);
      }
      double next = -e * part * (top + Math.log(sum));
      worst = Math.max(worst, Math.abs(next - f[i]));
      f[i] = next;
    }
    return worst;
  }

  private TransportPlan read(
      double[][] c, double[] logA, double[] logB, double[] f, double[] g, double[] a, double[] b) {
    int n = a.length * b.length;
    int[] source = new int[n];
    int[] data = new int[n];
    double[] weights = new double[n];
    double[] rows = a.clone();
    double[] columns = b.clone();
    double cost = 0;
    int k = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        double w = Math.exp(logA[i] + logB[j] + (f[i] + g[j] - c[i][j]) / epsilon);
        if (w > 0) {
          source[k] = i;
          data[k] = j;
          weights[k++] = w;
          rows[i] -= w;
          columns[j] -= w;
          cost += w * c[i][j];
        }
      }
    }
    double violation = 0;
    if (Double.isInfinite(rho)) {
      violation = Math.max(largest(rows), largest(columns));
    }
    return new TransportPlan(
        Arrays.copyOf(source, k),
        Arrays.copyOf(data, k),
        Arrays.copyOf(weights, k),
        cost,
        a.length,
        b.length,
        violation);
  }

  private static double largest(double[] v) {
    return Arrays.stream(v).map(Math::abs).max().orElse(0);
  }
}
