package org.generatormatching.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.eval.data.LawDataset;
import org.generatormatching.eval.data.Moons;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final Dataset.Layout PLANE = new Dataset.Layout.Plane("x", -5, 5);
  private static final Imitations DIGITS = new Imitations();
  private final Dataset moons = new LawDataset(new Moons(0.1), PLANE, "");
  private final Dataset twins = new LawDataset(new Twins(), new Dataset.Layout.Columns(), "");

  private static List<Score> scores(Metric metric, Dataset data, Batch samples, Batch held) {
    try (var backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return metric.evaluate(new Metric.Setting(backend, data, samples, held, 7));
    }
  }

  private static Batch points(double... x) {
    return Batch.of("x", HostArray.of(x, x.length / 2, 2));
  }

  /**
   * Held out are 0, 1, 3 and 7 on a line, with radii 1, 1, 2 and 4 for k = 1. Of the samples .5, .6
   * and 50 the first two lie in the balls of 0 and 1 and the last in none.
   */
  @Test
  void sharesAreCountedByHand() {
    Batch held = points(0, 0, 1, 0, 3, 0, 7, 0);
    List<Score> s = scores(new Coverage(1, null), moons, points(0.5, 0, 0.6, 0, 50, 0), held);
    assertThat(s).extracting(Score::name).containsExactly("coverage", "precision");
    assertThat(s.get(0).value()).isEqualTo(0.5);
    assertThat(s.get(0).floor()).as("1 - 3 / 6").isCloseTo(0.5, within(1e-12));
    assertThat(s.get(1).value()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(s).allMatch(v -> v.better() == Better.HIGHER && v.n() == 3);
  }

  /** What samples were made for stands beside them and is no part of the point. */
  @Test
  void labelsBesideThePointsChangeNothing() {
    Batch held = points(0, 0, 1, 0, 3, 0, 7, 0);
    Batch samples = points(0.5, 0, 0.6, 0, 50, 0);
    List<Score> told =
        scores(
            new Coverage(1, null),
            moons,
            samples.with("label", HostArray.of(new long[] {0, 1, 2})),
            held.with("label", HostArray.of(new long[] {5, 6, 7, 8})));
    assertThat(told).isEqualTo(scores(new Coverage(1, null), moons, samples, held));
  }

  /** A sample exactly at the radius is nearer in one of two orders. */
  @Test
  void pointsAtTheSameDistanceCountAsInRandomOrder() {
    Batch held = points(0, 0, 1, 0, 9, 0);
    List<Score> s = scores(new Coverage(1, null), moons, points(0, 1, 0, -1), held);
    assertThat(s.get(0).value())
        .as("of 0 two of three orders; 1 has its own neighbour nearer; 9 has them farther than 1")
        .isCloseTo((2.0 / 3 + 0 + 0) / 3, within(1e-12));
    assertThat(s.get(1).value()).isEqualTo(1);
  }

  /** The exact floor holds on a coarse grid, where many distances are equal. */
  @Test
  void theFloorOfTheCoverageIsExact() {
    for (double grid : new double[] {0, 0.5}) {
      double[] v = new double[200];
      double floor = 0;
      for (int i = 0; i < v.length; i++) {
        Batch samples = rounded(moons.training(HostRng.of(21), i, 20), grid);
        Batch held = rounded(moons.training(HostRng.of(22), i, 15), grid);
        Score s = scores(new Coverage(3, null), moons, samples, held).get(0);
        v[i] = s.value();
        floor = s.floor();
      }
      double mean = Arrays.stream(v).average().orElseThrow();
      double error = Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum()) / v.length;
      // Level 1e-6 in all.
      assertThat(mean).isCloseTo(floor, within(5 * error));
      assertThat(error).isLessThan(0.01);
    }
  }

  private static Batch rounded(Batch points, double grid) {
    double[] x = points.get("x").doubles().clone();
    Arrays.setAll(x, i -> grid == 0 ? x[i] : grid * Math.rint(x[i] / grid));
    return points(x);
  }

  /** Measured: the precision of real digits is .97, that of a Gaussian of their moments .74. */
  @Test
  void missingModesLowerTheCoverageAndWrongPointsThePrecision() {
    Batch half =
        DIGITS.training.rows(
            IntStream.range(0, DIGITS.training.size())
                .filter(i -> DIGITS.training.get("x").get(64 * i + 20) > 8)
                .limit(Imitations.N)
                .toArray());
    List<Score> real =
        scores(new Coverage(null, null), DIGITS.digits, DIGITS.real(1), DIGITS.heldOut);
    List<Score> part = scores(new Coverage(null, null), DIGITS.digits, half, DIGITS.heldOut);
    List<Score> wrong =
        scores(new Coverage(null, null), DIGITS.digits, DIGITS.gaussian(1), DIGITS.heldOut);
    assertThat(real.get(0).value()).isCloseTo(real.get(0).floor(), within(0.06));
    assertThat(real.get(1).value()).isCloseTo(real.get(1).floor(), within(0.09));
    assertThat(part.get(0).value()).isLessThan(real.get(0).floor() - 0.15);
    assertThat(part.get(1).value()).isGreaterThan(real.get(1).floor() - 0.09);
    assertThat(wrong.get(1).value()).isLessThan(wrong.get(1).floor() - 0.12);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Coverage(0, null))
        .hasMessage("[GM/CONFIG] coverage@1 needs neighbours: found 0; expected at least 1");
    assertThatThrownBy(
            () -> scores(new Coverage(5, null), moons, points(0, 0, 1, 1), points(0, 0, 1, 1)))
        .hasMessageContaining("[GM/DATA] coverage@1 has too few points: found 2 held-out points");
  }

  @Test
  void tokensHaveNoDistances() {
    Batch tokens = twins.training(HostRng.of(1), 0, 20);
    assertThatThrownBy(() -> scores(new Coverage(null, null), twins, tokens, tokens))
        .hasMessageContaining("[GM/UNSUPPORTED] coverage@1 needs points that have distances");
    assertThat(Balls.near(tokens, tokens, twins.layout(), 1000).covered()).isEmpty();
  }

  @Test
  void nearPointsAreThoseOfTheMetric() {
    Batch held = moons.training(HostRng.of(1), 0, 300);
    Batch samples = moons.training(HostRng.of(2), 0, 200);
    Balls.Near near = Balls.near(samples, held, PLANE, 1000);
    List<Score> s = scores(new Coverage(null, null), moons, samples, held);
    assertThat(share(near.covered())).isCloseTo(s.get(0).value(), within(1e-12));
    assertThat(share(near.supported())).isCloseTo(s.get(1).value(), within(1e-12));
    assertThat(Balls.near(samples, points(0, 0), PLANE, 1000).covered()).isEmpty();
    assertThat(Balls.near(DIGITS.heldOut, held, PLANE, 1000).covered()).isEmpty();
  }

  private static double share(boolean[] marks) {
    int n = 0;
    for (boolean b : marks) {
      n += b ? 1 : 0;
    }
    return (double) n / marks.length;
  }
}
