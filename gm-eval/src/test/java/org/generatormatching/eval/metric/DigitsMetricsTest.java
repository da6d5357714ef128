package org.generatormatching.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

/**
 * What the metrics say about imitations of the digits, n = 360. Measured over 3 to 10 seeds (mean,
 * standard deviation): c2st real .483 .027, Gaussian .953 .008, noise of half a level .872 .012;
 * c2st-laplace real .479 .030, Gaussian .965 .004; copy-share training images 1.000, Gaussian .032,
 * noise of two levels .845 .004. Bounds leave at least 4 standard deviations: false alarms below
 * 1e-4.
 */
class DigitsMetricsTest {
  private static final Imitations DIGITS = new Imitations();

  private static Score score(Metric metric, Batch samples) {
    try (var backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return metric
          .evaluate(new Metric.Setting(backend, DIGITS.digits, samples, DIGITS.heldOut, 7))
          .get(0);
    }
  }

  @Test
  void theClassifierSeesAGaussian() {
    Score s = score(new TwoSampleClassifier(null, null, null), DIGITS.gaussian(1));
    assertThat(s.name()).isEqualTo("c2st");
    assertThat(s.value()).isGreaterThan(0.9);
    assertThat(s.n()).isEqualTo(360);
    assertThat(s.better()).isEqualTo(Better.LOWER);
  }

  @Test
  void theClassifierDoesNotTellRealDigitsApart() {
    Score s = score(new TwoSampleClassifier(null, null, null), DIGITS.real(1));
    assertThat(s.value()).isBetween(0.37, 0.60);
    assertThat(s.floor()).isBetween(0.43, 0.55);
  }

  @Test
  void theClassifierSeesNoiseThatEyesDoNot() {
    assertThat(score(new TwoSampleClassifier(null, null, null), DIGITS.noisy(1, 0.5)).value())
        .isGreaterThan(0.8);
  }

  @Test
  void theLaplaceKernelHasItsOwnName() {
    var strict = new TwoSampleClassifier(TwoSampleClassifier.Kernel.LAPLACE, null, null);
    Score s = score(strict, DIGITS.gaussian(2));
    assertThat(s.name()).isEqualTo("c2st-laplace");
    assertThat(s.value()).isGreaterThan(0.93);
    assertThat(s.floor()).isBetween(0.42, 0.55);
  }

  @Test
  void theClassifierTakesNoMoreThanItIsAllowed() {
    var small = new TwoSampleClassifier(null, 4, 60);
    Score s = score(small, DIGITS.gaussian(3));
    assertThat(s.n()).isEqualTo(60);
    assertThat(score(small, DIGITS.gaussian(3))).as("repeats bit by bit").isEqualTo(s);
  }

  @Test
  void copiesAreRecognised() {
    Score s = score(new CopyShare(), DIGITS.real(1));
    assertThat(s.name()).isEqualTo("copy-share");
    assertThat(s.value()).isEqualTo(1);
    assertThat(s.floor()).isEqualTo(0.5);
    assertThat(s.better()).isEqualTo(Better.FLOOR);
    assertThat(score(new CopyShare(), DIGITS.noisy(1, 2)).value()).isGreaterThan(0.8);
    assertThat(score(new CopyShare(), DIGITS.gaussian(1)).value()).isLessThan(0.1);
  }

  /** A held-out digit is below, above and level with itself: exactly one half. */
  @Test
  void heldOutDigitsAreNoCopies() {
    assertThat(score(new CopyShare(), DIGITS.heldOut).value()).isCloseTo(0.5, within(1e-12));
    assertThat(score(new CopyShare(), DIGITS.heldOut.rows(0, 180)).value())
        .isCloseTo(0.5, within(4 * 0.03));
  }

  @Test
  void distancesOrderTheImitations() {
    for (Metric m : new Metric[] {new EnergyDistance(null), new SlicedWasserstein(null, null)}) {
      Score real = score(m, DIGITS.real(1));
      assertThat(real.value()).isCloseTo(real.floor(), within(0.6 * real.floor()));
      assertThat(score(m, DIGITS.gaussian(1)).value()).isGreaterThan(1.7 * real.floor());
      assertThat(score(m, DIGITS.blends(1)).value())
          .isGreaterThan(score(m, DIGITS.gaussian(1)).value());
    }
  }

  @Test
  void marginalsAreSharesOnCommonBins() {
    Marginal m = Marginal.of(DIGITS.gaussian(1), DIGITS.heldOut, "x", 18).get(27);
    assertThat(m.name()).isEqualTo("x[27]");
    assertThat(m.reference().stream().mapToDouble(v -> v).sum()).isCloseTo(1, within(1e-12));
    assertThat(m.samples()).hasSize(18);
    Marginal wild =
        Marginal.of(
                Batch.of("x", HostArray.of(new float[] {-9, Float.NaN, 1, 0}, 4, 1)),
                Batch.of("x", HostArray.of(new float[] {0, 1}, 2, 1)),
                "x",
                2)
            .get(0);
    assertThat(wild.samples()).containsExactly(0.25, 0.25);
    assertThat(wild.reference()).containsExactly(0.5, 0.5);
    assertThat(wild.low()).isCloseTo(-0.1, within(1e-12));
  }
}
