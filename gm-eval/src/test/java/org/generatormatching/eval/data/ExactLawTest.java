package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class ExactLawTest {
  private final Checkerboard board = new Checkerboard();
  private final Dataset boards =
      new LawDataset(board, new Dataset.Layout.Plane("x", -4.5, 4.5), "");

  @Test
  void blackCellsAlternate() {
    assertThat(board.blackCell(-3, -3)).hasValue(0);
    assertThat(board.blackCell(1, -3)).hasValue(1);
    assertThat(board.blackCell(-1, -3)).isEmpty();
    assertThat(board.blackCell(-1, -1)).hasValue(2);
    assertThat(board.blackCell(3.99, 3.99)).hasValue(7);
    assertThat(board.blackCell(-4, -4)).hasValue(0);
    assertThat(board.blackCell(4, 4)).hasValue(7);
    assertThat(board.blackCell(4, Math.nextUp(4.0))).isEmpty();
    assertThat(board.blackCell(5, 5)).isEmpty();
    assertThat(board.blackCell(-5, -5)).isEmpty();
    assertThat(board.blackCell(Double.NaN, 0)).isEmpty();
  }

  @Test
  void theCheckerboardsDensityIsOneOver32OnBlack() {
    assertThat(board.logDensity(Point.of("x", 1, 1))).isEqualTo(-Math.log(32));
    assertThat(board.logDensity(Point.of("x", 1, -1))).isNegative().isInfinite();
  }

  /** Chi-square of 8 cells x 4 quarters, 31 degrees of freedom; rejected at 1e-4 above 67.6. */
  @Test
  void checkerboardSamplesAreUniformOnBlack() {
    int n = 32_000;
    Batch b = boards.training(HostRng.of(3), 0, n);
    int[] count = new int[32];
    for (int i = 0; i < n; i++) {
      double x = b.get("x").get(2 * i);
      double y = b.get("x").get(2 * i + 1);
      int cell = board.blackCell(x, y).orElseThrow();
      int quarter =
          (Math.floorMod((int) Math.floor(x), 2)) * 2 + Math.floorMod((int) Math.floor(y), 2);
      count[4 * cell + quarter]++;
    }
    double chi = 0;
    for (int c : count) {
      chi += Math.pow(c - n / 32.0, 2) / (n / 32.0);
    }
    assertThat(chi).isBetween(8.0, 67.6);
  }

  @Test
  void everyStepIsNewAndHeldOutPointsAreFixed() {
    HostRng rng = HostRng.of(3);
    assertThat(boards.training(rng, 1, 8)).isNotEqualTo(boards.training(rng, 2, 8));
    assertThat(boards.training(rng, 1, 8)).isEqualTo(boards.training(HostRng.of(3), 1, 8));
    assertThat(boards.heldOut(8)).isEqualTo(boards.heldOut(100).rows(0, 8));
    assertThat(boards.trainingSet()).isEmpty();
    assertThat(boards.law()).contains(board);
  }

  @Test
  void theMoonsDensityIntegratesToOne() {
    for (double noise : new double[] {0.1, 0.3}) {
      Moons moons = new Moons(noise);
      double sum = 0;
      double h = noise / 2;
      for (double x = -1 - 8 * noise; x < 2 + 8 * noise; x += h) {
        for (double y = -0.5 - 8 * noise; y < 1 + 8 * noise; y += h) {
          sum += h * h * Math.exp(moons.logDensity(Point.of("x", x, y)));
        }
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  /** At the centre of the upper circle its density is closed: all arc points are at distance 1. */
  @Test
  void theMoonsDensityIsRightWhereItIsKnown() {
    double s = 0.2;
    double ownArc = Math.exp(-1 / (2 * s * s)) / (2 * Math.PI * s * s);
    Moons moons = new Moons(s);
    double fine = 0;
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      double a = Math.PI * (i + 0.5) / n;
      double dx = 1 - Math.cos(a);
      double dy = 0.5 - Math.sin(a);
      fine += Math.exp(-(dx * dx + dy * dy) / (2 * s * s)) / (2 * Math.PI * s * s) / n;
    }
    assertThat(moons.logDensity(Point.of("x", 0, 0)))
        .isCloseTo(Math.log((ownArc + fine) / 2), within(1e-8));
  }

  /** Beyond the ends of an arc the integrand falls steeply; brute force with 4 million nodes. */
  @Test
  void theMoonsDensityIsPreciseBeyondTheEndsOfTheArcs() {
    double s = 0.05;
    double x = -1;
    double y = -0.5;
    int n = 4_000_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double a = Math.PI * (i + 0.5) / n;
      double dx = x - Math.cos(a);
      double dy = y - Math.sin(a);
      sum += Math.exp(-(dx * dx + dy * dy - 0.25) / (2 * s * s)) / n;
    }
    double expected = Math.log(sum / 2 / (2 * Math.PI * s * s)) - 0.25 / (2 * s * s);
    assertThat(new Moons(s).logDensity(Point.of("x", x, y))).isCloseTo(expected, within(1e-6));
    assertThat(new Moons(s).logDensity(Point.of("x", 50, 50))).isFinite();
  }

  /** Mean of log p over samples against -entropy by quadrature; 5 standard errors: 6e-7. */
  @Test
  void moonSamplesFollowTheDensity() {
    Moons moons = new Moons(0.1);
    int n = 4000;
    Batch b = moons.sample(HostRng.of(8), n);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      double l = moons.logDensity(b.point(i));
      mean += l / n;
      square += l * l / n;
    }
    double error = Math.sqrt((square - mean * mean) / n);
    double entropy = 0;
    double h = 0.04;
    for (double x = -1.8; x < 2.8; x += h) {
      for (double y = -1.3; y < 1.8; y += h) {
        double l = moons.logDensity(Point.of("x", x, y));
        entropy += h * h * Math.exp(l) * l;
      }
    }
    assertThat(mean).isCloseTo(entropy, within(5 * error));
  }

  @Test
  void theMoonsRefuseUselessNoise() {
    assertThat(new Moons(null).noise()).isEqualTo(0.1);
    assertThatThrownBy(() -> new Moons(2.0))
        .hasMessage("[GM/CONFIG] the moons' noise is out of range: found 2.0; expected 0.01 to 1");
  }
}
