package org.generatormatching.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.api.Point;
import org.generatormatching.eval.data.Checkerboard;
import org.generatormatching.eval.data.LawDataset;
import org.generatormatching.eval.data.Moons;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

class PlaneMetricsTest {
  private static final Dataset.Layout PLANE = new Dataset.Layout.Plane("x", -5, 5);

  private final Dataset board = new LawDataset(new Checkerboard(), PLANE, "");
  private final Dataset moons = new LawDataset(new Moons(0.1), PLANE, "");

  private static List<Score> scores(Metric metric, Dataset dataset, Batch samples, int held) {
    try (var backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return metric.evaluate(
          new Metric.Setting(backend, dataset, samples, dataset.heldOut(held), 7));
    }
  }

  private static Batch points(double... x) {
    return Batch.of("x", HostArray.of(x, x.length / 2, 2));
  }

  /** Exact samples: a cell's relative deviation has deviation .0187; 8 cells, level 1e-5. */
  @Test
  void exactSamplesFillAllCells() {
    List<Score> s = scores(new CellShares(), board, board.training(HostRng.of(2), 0, 20_000), 1000);
    assertThat(s)
        .extracting(Score::name)
        .containsExactly("in-black", "cell-deviation", "square-variation");
    assertThat(s.get(0).value()).isEqualTo(1);
    assertThat(s.get(1).value()).isLessThan(0.09);
    assertThat(s.get(1).floor()).isBetween(0.025, 0.045);
    // 64 E|n_s/n - 1/128| = 64 sqrt(2/pi) sqrt(1/128 (1 - 1/128) / 20000) = .0318
    assertThat(s.get(2).floor()).isCloseTo(0.0318, within(0.001));
    assertThat(s.get(2).value()).isCloseTo(0.0318, within(0.01));
  }

  @Test
  void whiteCellsAndMissingOnesAreSeen() {
    List<Score> s =
        scores(new CellShares(), board, points(-3, -3, -3, -3, -1, -3, Double.NaN, 0), 10);
    assertThat(s.get(0).value()).isEqualTo(0.5);
    assertThat(s.get(1).value()).as("cell 0 has 4 times its share").isEqualTo(3);
    assertThat(s.get(2).value()).as("all but one square's share").isEqualTo(1 - 1.0 / 128);
  }

  /** Every exact point has density 1/32: no sampling error at all. */
  @Test
  void theEntropyOfTheCheckerboardIsExact() {
    List<Score> s =
        scores(new ExactCrossEntropy(), board, board.training(HostRng.of(2), 0, 500), 10);
    assertThat(s).extracting(Score::name).containsExactly("cross-entropy", "outside-share");
    assertThat(s.get(0).value()).isCloseTo(Math.log(32), within(1e-12));
    assertThat(s.get(0).floor()).isCloseTo(Math.log(32), within(1e-12));
    assertThat(s.get(0).low()).isCloseTo(Math.log(32), within(1e-12));
    assertThat(s.get(0).high()).isCloseTo(Math.log(32), within(1e-12));
    assertThat(s.get(1).value()).isZero();
    assertThat(s.get(1).floor()).isZero();
  }

  @Test
  void samplesOutsideTheSupportAreCountedAndPaidFor() {
    List<Score> s = scores(new ExactCrossEntropy(), board, points(-3, -3, 3, 3, -1, -3, 9, 9), 10);
    assertThat(s.get(0).value()).isCloseTo(Math.log(32) + Math.log(2), within(1e-12));
    assertThat(s.get(1).value()).isEqualTo(0.5);
    assertThat(s.get(1).high()).isEqualTo(1);
    List<Score> none = scores(new ExactCrossEntropy(), board, points(9, 9), 10);
    assertThat(none.get(0).value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(none.get(0).low()).isNaN();
  }

  /** The moons have a density everywhere; 4000 exact points against the floor's 20000. */
  @Test
  void theCrossEntropyOfExactSamplesIsTheEntropy() {
    List<Score> s =
        scores(new ExactCrossEntropy(), moons, moons.training(HostRng.of(3), 0, 4000), 10);
    assertThat(s).extracting(Score::name).containsExactly("cross-entropy");
    // The interval has 1.96 standard errors on each side; 5 of them, and the floor's own, level
    // 1e-5.
    double error = (s.get(0).high() - s.get(0).low()) / 3.92;
    assertThat(s.get(0).value()).isCloseTo(s.get(0).floor(), within(5 * error));
    assertThat(error).isBetween(0.005, 0.05);
    assertThatThrownBy(
            () -> scores(new ExactCrossEntropy(), new Imitations().digits, points(0, 0), 1))
        .hasMessageContaining("[GM/UNSUPPORTED] cross-entropy@1 needs an exact law");
  }

  @Test
  void cellsNeedTheCheckerboard() {
    assertThatThrownBy(() -> scores(new CellShares(), moons, points(0, 0), 10))
        .hasMessage("[GM/UNSUPPORTED] cells@1 needs the cells of checkerboard@1: found other data");
  }

  @Test
  void copyShareNeedsAFiniteTrainingSet() {
    assertThatThrownBy(() -> scores(new CopyShare(), moons, points(0, 0), 10))
        .hasMessageContaining("[GM/UNSUPPORTED] copy-share@1 needs a finite training set");
  }

  @Test
  void theClassifierSeesFineStructureInThePlane() {
    Metric c2st = new TwoSampleClassifier(null, null, 300);
    float[] x = new float[600];
    HostRng rng = HostRng.of(4);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (8 * rng.uniform() - 4);
    }
    Score uniform = scores(c2st, board, Batch.of("x", HostArray.of(x, 300, 2)), 300).get(0);
    Score exact = scores(c2st, board, board.training(HostRng.of(5), 0, 300), 300).get(0);
    assertThat(uniform.value()).as("half of the points lie in white cells").isGreaterThan(0.6);
    assertThat(exact.value()).isBetween(0.38, 0.60);
  }

  /** Two points each: every term by hand. */
  @Test
  void distancesAreTheirFormulas() {
    Dataset d =
        new LawDataset(
            new Dataset.ExactLaw() {
              @Override
              public Batch sample(HostRng rng, int n) {
                return points(Arrays.copyOf(new double[] {0, 0, 0, 2}, 2 * n));
              }

              @Override
              public double logDensity(Point x) {
                return 0;
              }
            },
            PLANE,
            "");
    Score s = scores(new EnergyDistance(null), d, points(3, 0, 3, 0), 2).get(0);
    assertThat(s.value()).isCloseTo(3 + Math.sqrt(13) - 0 - 1, within(1e-12));
    assertThat(s.floor()).isCloseTo((0.5 + 0.5) * 2, within(1e-12));
    Score k = scores(new MeanDiscrepancy(null), d, points(3, 0, 3, 0), 2).get(0);
    assertThat(k.value()).isCloseTo(1 + (1 + gauss(4)) / 2 - gauss(9) - gauss(13), within(1e-12));
    assertThat(k.floor()).isCloseTo(1 - gauss(4), within(1e-12));
    Score w = scores(new SlicedWasserstein(4000, null), d, points(3, 0, 3, 2), 2).get(0);
    assertThat(w.value())
        .as("a shift by 3 has mean square 9/2")
        .isCloseTo(Math.sqrt(4.5), within(0.1));
  }

  /** The kernel's mean over widths 1, 2 and 4, the median distance being 2. */
  private static double gauss(double square) {
    return (Math.exp(-square / 2) + Math.exp(-square / 8) + Math.exp(-square / 32)) / 3;
  }

  /** Ten independent samples of 500: their mean is within 4 standard errors of the floor. */
  @Test
  void theFloorOfTheEnergyDistanceIsWhatPerfectSamplesGive() {
    double[] v = new double[10];
    double floor = 0;
    for (int i = 0; i < v.length; i++) {
      Batch fresh = moons.training(HostRng.of(6), i, 500);
      Batch held = moons.training(HostRng.of(9), i, 500);
      Score s =
          new EnergyDistance(null)
              .evaluate(
                  new Metric.Setting(
                      new ReferenceBackendProvider().open(EngineConfig.cpu()),
                      moons,
                      fresh,
                      held,
                      1))
              .get(0);
      v[i] = s.value();
      floor += s.floor() / v.length;
    }
    double mean = Arrays.stream(v).average().orElseThrow();
    double error = Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / 90);
    assertThat(mean).isCloseTo(floor, within(4 * error));
  }

  @Test
  void samplesThatAreNotFiniteAreRefused() {
    assertThatThrownBy(
            () -> scores(new EnergyDistance(null), moons, points(0, 0, 1, Double.NaN), 10))
        .hasMessage("[GM/NOT_FINITE] metrics need finite points: found NaN in row 1 of 'x'");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new TwoSampleClassifier(null, 1, 0))
        .hasMessageContaining("c2st needs folds: found 1; expected at least 2")
        .hasMessageContaining("c2st needs a point per fold: found 0; expected at least 1");
    assertThatThrownBy(() -> new EnergyDistance(1)).hasMessageContaining("found 1");
    assertThatThrownBy(() -> new SlicedWasserstein(0, null)).hasMessageContaining("0 directions");
    assertThatThrownBy(
            () -> scores(new TwoSampleClassifier(null, null, null), moons, points(0, 0), 10))
        .hasMessageContaining("[GM/DATA] c2st has too few points");
  }
}
