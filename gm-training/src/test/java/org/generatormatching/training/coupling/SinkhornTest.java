package org.generatormatching.training.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class SinkhornTest {
  private static double[][] costs(int n, int m, long seed) {
    HostRng rng = HostRng.of(seed);
    double[][] c = new double[n][m];
    for (double[] row : c) {
      Arrays.setAll(row, j -> rng.uniform());
    }
    return c;
  }

  private static double[] uniform(int n) {
    double[] w = new double[n];
    Arrays.fill(w, 1.0 / n);
    return w;
  }

  @Test
  void smallEntropyComesToTheExactAssignment() {
    double[][] c = costs(20, 20, 3);
    double exact = Assignment.of(c).cost() / 20;
    double[] w = uniform(20);
    double coarse = Sinkhorn.balanced(0.1).plan(c, w, w).cost();
    double fine = Sinkhorn.balanced(0.002).plan(c, w, w).cost();
    assertThat(fine).isBetween(exact - 1e-9, exact + 2e-3);
    assertThat(coarse).isGreaterThan(fine + 1e-3);
  }

  @Test
  void marginalsAreKeptForAnyMasses() {
    double[] a = {0.5, 0.3, 0.2, 0};
    double[] b = {0.1, 0.2, 0.7};
    TransportPlan p = Sinkhorn.balanced(0.05).plan(costs(4, 3, 8), a, b);
    double[][] dense = p.dense();
    for (int i = 0; i < 4; i++) {
      assertThat(Arrays.stream(dense[i]).sum()).isCloseTo(a[i], within(1e-9));
    }
    for (int j = 0; j < 3; j++) {
      int column = j;
      assertThat(Arrays.stream(dense).mapToDouble(r -> r[column]).sum())
          .isCloseTo(b[j], within(1e-9));
    }
    assertThat(p.violation()).isLessThan(1e-9);
    assertThat(p.mass()).isCloseTo(1, within(1e-9));
  }

  /** Two points each: P_11 = 1/2 / (1 + exp(-(c_12 + c_21 - c_11 - c_22) / (2 epsilon))). */
  @Test
  void twoPointsHaveAClosedForm() {
    double[][] c = {{0.1, 0.9}, {0.6, 0.2}};
    double[] w = uniform(2);
    double expected = 0.5 / (1 + Math.exp(-(0.9 + 0.6 - 0.1 - 0.2) / (2 * 0.3)));
    assertThat(Sinkhorn.balanced(0.3).plan(c, w, w).dense()[0][0])
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void hugeCostsAndShiftsChangeNothing() {
    double[][] c = costs(12, 9, 5);
    double[][] large = new double[12][9];
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 9; j++) {
        large[i][j] = 1e6 * c[i][j] + 5e6;
      }
    }
    double[][] p = Sinkhorn.balanced(0.05).plan(c, uniform(12), uniform(9)).dense();
    double[][] q = Sinkhorn.balanced(0.05e6).plan(large, uniform(12), uniform(9)).dense();
    for (int i = 0; i < 12; i++) {
      assertThat(q[i]).containsExactly(p[i], within(1e-8));
    }
    TransportPlan sharp = Sinkhorn.balanced(1e-3).plan(large, uniform(12), uniform(9));
    assertThat(sharp.cost()).isFinite();
  }

  /**
   * One point each, masses a and b: log P = (epsilon log ab + rho log ab - c) / (epsilon + 2 rho).
   */
  @Test
  void singlePointsLoseWhatDoesNotPay() {
    double a = 0.8;
    double b = 0.5;
    double c = 0.7;
    double e = 0.2;
    double rho = 0.6;
    TransportPlan p =
        Sinkhorn.unbalanced(e, rho).plan(new double[][] {{c}}, new double[] {a}, new double[] {b});
    double log = ((e + rho) * Math.log(a * b) - c) / (e + 2 * rho);
    assertThat(p.mass()).isCloseTo(Math.exp(log), within(1e-8));
  }

  @Test
  void strongMarginalsAreDemandedOnes() {
    double[][] c = costs(6, 6, 2);
    double[] w = uniform(6);
    double[][] p = Sinkhorn.balanced(0.1).plan(c, w, w).dense();
    double[][] q = Sinkhorn.unbalanced(0.1, 1e6).plan(c, w, w).dense();
    for (int i = 0; i < 6; i++) {
      assertThat(q[i]).containsExactly(p[i], within(1e-5));
    }
  }

  @Test
  void partialPlansAreTheBestOfAll() {
    for (int n = 1; n <= 5; n++) {
      double[][] c = costs(n, n, 40 + n);
      for (int k = 0; k <= n; k++) {
        TransportPlan p = PartialTransport.of(c, k);
        assertThat(p.weights()).hasSize(k);
        assertThat(p.cost() * n).as("%d of %d", k, n).isCloseTo(best(c, 0, 0, k), within(1e-12));
      }
    }
  }

  /** The least cost of k pairs of rows from i on with columns that are not used. */
  private static double best(double[][] c, int i, int used, int k) {
    if (k == 0) {
      return 0;
    }
    if (c.length - i < k) {
      return Double.POSITIVE_INFINITY;
    }
    double least = best(c, i + 1, used, k);
    for (int j = 0; j < c.length; j++) {
      if ((used >> j & 1) == 0) {
        least = Math.min(least, c[i][j] + best(c, i + 1, used | 1 << j, k - 1));
      }
    }
    return least;
  }

  @Test
  void whatIsWrongIsTold() {
    assertThatThrownBy(() -> Sinkhorn.balanced(0))
        .hasMessageStartingWith("[GM/CONFIG] the entropy of optimal transport is out of range");
    double[] w = uniform(2);
    assertThatThrownBy(() -> Sinkhorn.balanced(1).plan(new double[][] {{1, 2}}, w, w))
        .hasMessageStartingWith("[GM/SHAPE] costs and masses do not fit");
    double[][] bad = {{1, Double.NaN}, {0, 1}};
    assertThatThrownBy(() -> Sinkhorn.balanced(1).plan(bad, w, w))
        .hasMessageStartingWith("[GM/DOMAIN] costs or masses");
    assertThatThrownBy(() -> PartialTransport.of(costs(2, 2, 1), 3))
        .hasMessageStartingWith("[GM/DOMAIN] as many masses cannot be moved");
  }
}
