package org.generatormatching.tck.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  /** Abramowitz and Stegun, table 26.2. */
  @Test
  void tailsOfTheNormalLawAreExact() {
    double[][] known = {
      {0, 0.5},
      {1, 0.158655253931457},
      {1.959963984540054, 0.025},
      {3, 1.349898031630095e-3},
      {5, 2.866515718791939e-7},
      {8, 6.220960574271785e-16}
    };
    for (double[] k : known) {
      assertThat(Statistics.tail(k[0])).isCloseTo(k[1], Percentage.withPercentage(1e-9));
    }
    assertThat(Statistics.normalCdf(-1.2)).isCloseTo(1 - Statistics.normalCdf(1.2), within(1e-15));
  }

  @Test
  void thresholdsInvertTails() {
    for (double p : new double[] {1, 0.3, 1e-3, 1e-6, 1e-9}) {
      assertThat(2 * Statistics.tail(Statistics.twoSided(p)))
          .isCloseTo(p, Percentage.withPercentage(1e-6));
    }
  }

  @Test
  void differencesBeyondABiasAreCounted() {
    double[] a = HostRng.of(1).normals(10_000);
    double[] b = Arrays.stream(a).map(v -> v + 0.1).toArray();
    double z = 0.1 / Math.sqrt(2.0 / 10_000);
    assertThat(Statistics.difference(a, b, 0)).isCloseTo(z, Percentage.withPercentage(3));
    assertThat(Statistics.difference(a, b, 0.05)).isCloseTo(z / 2, Percentage.withPercentage(3));
    assertThat(Statistics.difference(a, b, 0.11)).isZero();
    assertThat(Statistics.difference(a, a, 0)).isZero();
  }
}
