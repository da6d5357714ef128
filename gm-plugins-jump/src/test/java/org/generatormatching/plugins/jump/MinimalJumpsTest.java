package org.generatormatching.plugins.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.generatormatching.plugins.jump.MinimalJumps.Law;
import org.generatormatching.plugins.jump.MinimalJumps.Trajectory;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

/** The minimal process in the plane, between the uniform law of 4 x 4 cells and other masses. */
class MinimalJumpsTest {
  private static final int SIDE = 4;
  private static final int CELLS = SIDE * SIDE;
  private static final int N = 100_000;
  private static final double[] TIMES = {0.1, 0.5, 0.9, 1};

  /** The worst of 64 counts: a false alarm below 1e-7. */
  private static final double BOUND = Statistics.twoSided(1e-9);

  /** Mass 1/8 on the black cells. */
  private static final double[] CHECKERBOARD =
      IntStream.range(0, CELLS).mapToDouble(c -> black(c) ? 2.0 / CELLS : 0).toArray();

  /** Masses 1/136, 2/136, .. 16/136. */
  private static final double[] STAIRS =
      IntStream.range(0, CELLS).mapToDouble(c -> (c + 1.0) / 136).toArray();

  private static final double[] UNIFORM = new double[CELLS];

  static {
    Arrays.fill(UNIFORM, 1.0 / CELLS);
  }

  private static boolean black(int cell) {
    return (cell / SIDE + cell % SIDE) % 2 == 0;
  }

  private static int cell(double[] x) {
    return SIDE * (int) x[0] + (int) x[1];
  }

  private static double[] corner(int cell) {
    int row = cell / SIDE;
    return new double[] {row, cell % SIDE};
  }

  /** Constant on cells of area 1. */
  private static Law<double[]> law(double[] masses) {
    return new Law<>(
        x -> masses[cell(x)],
        rng -> {
          int c = 0;
          for (double u = rng.uniform() - masses[0]; u > 0 && c + 1 < CELLS; u -= masses[c]) {
            c++;
          }
          double[] x = corner(c);
          return new double[] {x[0] + rng.uniform(), x[1] + rng.uniform()};
        });
  }

  private static double variation(double[] masses) {
    return IntStream.range(0, CELLS).mapToDouble(c -> Math.abs(masses[c] - UNIFORM[c])).sum() / 2;
  }

  /** The worst count of a cell at any time, in standard errors; the share of points that jump. */
  private record Outcome(double worst, double jumps) {
    static Outcome of(MinimalJumps<double[]> process, double[] masses) {
      int[][] counts = new int[TIMES.length][CELLS];
      HostRng rng = HostRng.of(7);
      int jumps = 0;
      for (int i = 0; i < N; i++) {
        Trajectory<double[]> way = process.simulate(rng);
        jumps += way.jumps() ? 1 : 0;
        for (int k = 0; k < TIMES.length; k++) {
          counts[k][cell(way.at(TIMES[k]))]++;
        }
      }
      double worst = 0;
      for (int k = 0; k < TIMES.length; k++) {
        for (int c = 0; c < CELLS; c++) {
          double p = (1 - TIMES[k]) * UNIFORM[c] + TIMES[k] * masses[c];
          double off = Math.abs(counts[k][c] - N * p);
          worst = Math.max(worst, off / Math.max(Math.sqrt(N * p * (1 - p)), 1e-9));
        }
      }
      return new Outcome(worst, (double) jumps / N);
    }
  }

  @Test
  void theLawIsThatOfThePathAtAllTimes() {
    for (double[] masses : new double[][] {CHECKERBOARD, STAIRS}) {
      Outcome o = Outcome.of(new MinimalJumps<>(law(UNIFORM), law(masses)), masses);
      assertThat(o.worst).isLessThan(BOUND);
      double share = variation(masses);
      double error = Math.sqrt(share * (1 - share) / N);
      assertThat(o.jumps).isCloseTo(share, within(BOUND * error));
    }
  }

  /** Where data and source share cells, landing anywhere in the data is wrong, and it is seen. */
  @Test
  void anotherDensityIsSeen() {
    Law<double[]> data = law(STAIRS);
    MinimalJumps<double[]> wrong =
        new MinimalJumps<>(law(UNIFORM), new Law<>(x -> 0.9 * STAIRS[cell(x)], data.draw()));
    assertThat(Outcome.of(wrong, STAIRS).worst).isGreaterThan(2 * BOUND);
  }

  /** What arrives less what leaves is what the path gains; teleports leave at least as often. */
  @Test
  void theForwardEquation() {
    MinimalJumps<double[]> process = new MinimalJumps<>(law(UNIFORM), law(STAIRS));
    for (double kappa : new double[] {0, 0.3, 0.99}) {
      for (int c = 0; c < CELLS; c++) {
        double[] x = corner(c);
        double p = (1 - kappa) * UNIFORM[c] + kappa * STAIRS[c];
        double lambda = process.intensity(x, kappa);
        double gain = Math.max(STAIRS[c] - UNIFORM[c], 0) - lambda * p;
        assertThat(gain).isCloseTo(STAIRS[c] - UNIFORM[c], within(1e-15));
        assertThat(lambda).isLessThanOrEqualTo(UNIFORM[c] / p);
      }
    }
  }

  @Test
  void whereThereIsNoPathIsTold() {
    MinimalJumps<double[]> process = new MinimalJumps<>(law(UNIFORM), law(CHECKERBOARD));
    double[] white = {0.5, 1.5};
    assertThat(process.intensity(white, 0.5)).isCloseTo(2, within(1e-12));
    assertThatThrownBy(() -> process.intensity(white, 1))
        .hasMessageStartingWith("[GM/DOMAIN] a mixture path is not here: found kappa = 1.0");
    assertThatThrownBy(() -> process.intensity(white, -0.1))
        .hasMessageContaining("kappa in [0, 1]");
  }
}
