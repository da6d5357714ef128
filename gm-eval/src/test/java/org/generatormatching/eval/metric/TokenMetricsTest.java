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
import org.generatormatching.eval.data.LawDataset;
import org.generatormatching.eval.data.Moons;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

class TokenMetricsTest {
  private static final Imitations DIGITS = new Imitations();
  private final Dataset twins = new LawDataset(new Twins(), new Dataset.Layout.Columns(), "");

  private static List<Score> scores(Metric metric, Dataset data, Batch samples, Batch held) {
    try (var backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return metric.evaluate(new Metric.Setting(backend, data, samples, held, 7));
    }
  }

  private static Batch tokens(long... v) {
    return Batch.of("tokens", HostArray.of(v, v.length / 2, 2));
  }

  /** Every site is right and every pair half wrong: by hand. */
  @Test
  void pairsSeeWhatSitesDoNot() {
    Batch samples = tokens(0, 0, 0, 1, 1, 0, 1, 1);
    Batch held = tokens(0, 0, 1, 1, 0, 0, 1, 1);
    List<Score> single = scores(new MarginalVariation(null), twins, samples, held);
    assertThat(single).extracting(Score::name).containsExactly("tv-marginal", "tv-marginal-worst");
    assertThat(single).extracting(Score::value).containsExactly(0.0, 0.0);
    Score pair = scores(new PairVariation(null), twins, samples, held).get(0);
    assertThat(pair.name()).isEqualTo("tv-pair");
    assertThat(pair.value()).isCloseTo(0.5, within(1e-12));
  }

  /** Site 0 has one of four values wrong, site 1 all. */
  @Test
  void theMeanAndTheWorstSite() {
    List<Score> s =
        scores(
            new MarginalVariation(null),
            twins,
            tokens(0, 9, 0, 9, 0, 9, 1, 9),
            tokens(0, 0, 1, 1, 0, 0, 1, 1));
    assertThat(s.get(0).value()).isCloseTo((0.25 + 1) / 2, within(1e-12));
    assertThat(s.get(1).value()).isCloseTo(1, within(1e-12));
  }

  /** 1000 rows per side: E TV is .0244 per site by the normal limit, deviation .013; level 1e-6. */
  @Test
  void theFloorIsThatOfPerfectSamples() {
    Batch fresh = twins.training(HostRng.of(1), 0, 1000);
    List<Score> s = scores(new MarginalVariation(null), twins, fresh, twins.heldOut(1000));
    assertThat(s.get(0).floor()).isBetween(0.005, 0.07);
    assertThat(s.get(0).value()).isLessThan(0.1);
    assertThat(s.get(0).low()).isLessThanOrEqualTo(s.get(0).value());
  }

  @Test
  void digitsAreLevels() {
    for (Metric m : List.of(new MarginalVariation(null), new PairVariation(null))) {
      Score real = scores(m, DIGITS.digits, DIGITS.real(1), DIGITS.heldOut).get(0);
      Score gaussian = scores(m, DIGITS.digits, DIGITS.gaussian(1), DIGITS.heldOut).get(0);
      assertThat(real.value()).isCloseTo(real.floor(), within(0.25 * real.floor()));
      assertThat(gaussian.low()).isGreaterThan(real.high());
    }
    double[] x = DIGITS.real(1).get("x").doubles();
    Batch between = Imitations.images(Arrays.stream(x).map(v -> v + 0.3).toArray());
    Metric m = new MarginalVariation(null);
    assertThat(scores(m, DIGITS.digits, between, DIGITS.heldOut).get(0).value())
        .as("rounded to the nearest level")
        .isEqualTo(scores(m, DIGITS.digits, DIGITS.real(1), DIGITS.heldOut).get(0).value());
  }

  @Test
  void pairsAreAllOrSixtyFour() {
    assertThat(PairVariation.pairs(1)).isEmpty();
    assertThat(PairVariation.pairs(3)).containsExactly(List.of(0, 1), List.of(0, 2), List.of(1, 2));
    assertThat(PairVariation.pairs(64)).hasSize(64).doesNotHaveDuplicates().contains(List.of(0, 1));
    assertThat(PairVariation.pairs(12)).hasSize(64).allMatch(p -> p.get(0) < p.get(1));
  }

  @Test
  void fractionsAreRefused() {
    Dataset moons = new LawDataset(new Moons(0.1), new Dataset.Layout.Columns(), "");
    assertThatThrownBy(
            () -> scores(new PairVariation(null), moons, moons.heldOut(9), moons.heldOut(9)))
        .hasMessageContaining("[GM/UNSUPPORTED] tv-pair@1 needs tokens or whole numbers");
    assertThatThrownBy(() -> new MarginalVariation(0)).hasMessageContaining("found 0");
  }
}
