package org.generatormatching.training.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
  private final HostRng rng = HostRng.of(1);

  private static double[][] costs(int n, DoubleSupplier cost) {
    double[][] c = new double[n][n];
    for (double[] row : c) {
      for (int j = 0; j < n; j++) {
        row[j] = cost.getAsDouble();
      }
    }
    return c;
  }

  /** The least cost of rows i, i + 1, ... on the columns that are not taken. */
  private static double least(double[][] c, int i, int taken) {
    if (i == c.length) {
      return 0;
    }
    return IntStream.range(0, c.length)
        .filter(j -> (taken >> j & 1) == 0)
        .mapToDouble(j -> c[i][j] + least(c, i + 1, taken | 1 << j))
        .min()
        .orElseThrow();
  }

  /** Whether the potentials prove that no permutation costs less. */
  private static void proved(double[][] c, double tolerance) {
    Assignment a = Assignment.of(c);
    int n = c.length;
    assertThat(IntStream.of(a.columns()).sorted().toArray())
        .isEqualTo(IntStream.range(0, n).toArray());
    double dual = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double reduced = c[i][j] - a.u()[i] - a.v()[j];
        assertThat(reduced).isGreaterThanOrEqualTo(-tolerance);
        if (j == a.columns()[i]) {
          assertThat(reduced).isLessThanOrEqualTo(tolerance);
        }
      }
      dual += a.u()[i] + a.v()[i];
    }
    assertThat(a.cost()).isCloseTo(dual, within(n * tolerance));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void noPermutationIsCheaper(int n) {
    for (int k = 0; k < 50; k++) {
      double[][] c = costs(n, rng::normal);
      assertThat(Assignment.of(c).cost()).isCloseTo(least(c, 0, 0), within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 7})
  void tiesAndNegativeCosts(int n) {
    for (int k = 0; k < 50; k++) {
      double[][] c = costs(n, () -> rng.below(3) - 2);
      assertThat(Assignment.of(c).cost()).isEqualTo(least(c, 0, 0));
      proved(c, 0);
    }
    proved(costs(n, () -> -4), 0);
  }

  @Test
  void thePotentialsProveManyRows() {
    proved(costs(200, rng::uniform), 1e-12);
    proved(costs(200, () -> 1e6 * rng.normal()), 1e-6);
    proved(costs(200, () -> rng.below(4)), 0);
  }

  /** Products of the numbers 0, 1, ...: the costs at which searches are longest. */
  @Test
  void theHardestCosts() {
    int n = 100;
    double[][] c = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        c[i][j] = (double) i * j;
      }
    }
    proved(c, 0);
    assertThat(Assignment.of(c).columns())
        .isEqualTo(IntStream.range(0, n).map(i -> n - 1 - i).toArray());
  }

  @Test
  void nothingAndOne() {
    assertThat(Assignment.of(new double[0][]).cost()).isZero();
    Assignment one = Assignment.of(new double[][] {{-3}});
    assertThat(one.columns()).containsExactly(0);
    assertThat(one.cost()).isEqualTo(-3);
  }

  @Test
  void whatCannotBeAssignedIsRefused() {
    assertThatThrownBy(() -> Assignment.of(new double[][] {{1, 2}, {3}}))
        .hasMessage(
            "[GM/SHAPE] an assignment needs as many columns as rows: found 1 columns in row 1;"
                + " expected 2");
    assertThatThrownBy(() -> Assignment.of(new double[][] {{1, 2}, {3, Double.NaN}}))
        .hasMessageStartingWith(
            "[GM/DOMAIN] a cost of an assignment is not finite: found NaN for row 1 and column 1");
  }
}
