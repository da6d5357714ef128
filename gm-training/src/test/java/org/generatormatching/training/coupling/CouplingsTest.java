package org.generatormatching.training.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Coupling.Coupled;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.law.CouplingLaws;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

class CouplingsTest {
  private static final Batch TOLD_NOTHING = new Batch(Map.of());

  private final HostRng rng = HostRng.of(1);

  private static Batch line(double... x) {
    return Batch.of("x", HostArray.of(x, x.length, 1));
  }

  private static OptimalTransport pools(int of) {
    return new OptimalTransport(Optional.of(of), Optional.empty());
  }

  @Test
  void onTheLineOptimalTransportKeepsTheOrder() {
    Batch source = line(rng.normals(40));
    Batch data = line(Arrays.stream(rng.normals(40)).map(v -> 3 * v + 1).toArray());
    Coupled plan =
        new OptimalTransport(Optional.empty(), Optional.empty())
            .pair(rng, source, data, TOLD_NOTHING);
    double[] x0 = source.rows(plan.source()).get("x").doubles();
    double[] x1 = data.rows(plan.data()).get("x").doubles();
    int[] order =
        IntStream.range(0, 40)
            .boxed()
            .sorted((i, j) -> Double.compare(x0[i], x0[j]))
            .mapToInt(i -> i)
            .toArray();
    assertThat(Arrays.stream(order).mapToDouble(i -> x1[i]).toArray()).isSorted();
    double mean = IntStream.range(0, 40).mapToDouble(i -> (x1[i] - x0[i]) * (x1[i] - x0[i])).sum();
    assertThat(plan.cost()).isCloseTo(mean / 40, within(1e-12));
  }

  @Test
  void poolsAreAssignedByThemselves() {
    Batch source = line(0, 1, 2, 3, 4);
    Batch data = line(4, 3, 2, 1, 0);
    assertThat(pools(2).pair(rng, source, data, TOLD_NOTHING).data())
        .containsExactly(1, 0, 3, 2, 4);
    assertThat(pools(5).pair(rng, source, data, TOLD_NOTHING).data())
        .containsExactly(4, 3, 2, 1, 0);
    assertThat(pools(99).pair(rng, source, data, TOLD_NOTHING).cost()).isZero();
    assertThat(pools(1).pair(rng, source, data, TOLD_NOTHING).cost())
        .isEqualTo((16 + 4 + 0 + 4 + 16) / 5.0);
  }

  @Test
  void independentRowsComeInEveryOrder() {
    Batch three = line(0, 1, 2);
    int[] counts = new int[27];
    for (int k = 0; k < 6000; k++) {
      int[] d = new Independent().pair(rng.at(k), three, three, TOLD_NOTHING).data();
      counts[9 * d[0] + 3 * d[1] + d[2]]++;
    }
    // 1000 +- 29 each: 5 deviations, a false alarm in 300,000 runs
    assertThat(Arrays.stream(counts).filter(c -> c > 0).boxed())
        .hasSize(6)
        .allMatch(c -> Math.abs(c - 1000) < 5 * 29);
  }

  @Test
  void tokensCostTwoPerSiteThatDiffers() {
    Batch a = Batch.of("tokens", HostArray.of(new long[] {0, 1, 2, 2, 2, 2}, 2, 3));
    Batch b = Batch.of("tokens", HostArray.of(new long[] {2, 2, 0, 0, 1, 0}, 2, 3));
    Coupled plan =
        new OptimalTransport(Optional.empty(), Optional.empty()).pair(rng, a, b, TOLD_NOTHING);
    assertThat(plan.data()).containsExactly(1, 0);
    assertThat(plan.cost()).isEqualTo(2);
  }

  @Test
  void pairsStayWithinRowsOfEqualCategories() {
    Batch source = line(0, 1, 2, 3, 4, 5);
    Batch data = line(5, 4, 3, 2, 1, 0);
    Batch label = Batch.of("label", HostArray.of(new long[] {0, 1, 0, 1, 0, -1}));
    OptimalTransport all = new OptimalTransport(Optional.empty(), Optional.empty());
    assertThat(all.pair(rng, source, data, label).data()).containsExactly(4, 3, 2, 1, 0, 5);
    assertThat(pools(3).pair(rng, source, data, label).data()).containsExactly(2, 1, 0, 3, 4, 5);
    OptimalTransport blind = new OptimalTransport(Optional.empty(), Optional.of(0.0));
    assertThat(blind.pair(rng, source, data, label).data()).containsExactly(5, 4, 3, 2, 1, 0);
    OptimalTransport strict = new OptimalTransport(Optional.empty(), Optional.of(1e6));
    assertThat(strict.pair(rng, source, data, label).data()).containsExactly(4, 3, 2, 1, 0, 5);
  }

  @Test
  void theLawsHoldAndSeeAPlanThatIsBlindToConditions() {
    Judge judge = new Judge(1, new ReferenceBackendProvider().open(EngineConfig.cpu()));
    for (OptimalTransport.Config c : OptimalTransport.Config.EXAMPLES) {
      for (Law<Coupling> law : CouplingLaws.ALL) {
        assertThat(judge.judge(law, "transport", c::coupling).outcome()).isEqualTo(Outcome.PASSED);
      }
    }
    OptimalTransport blind = new OptimalTransport(Optional.empty(), Optional.of(0.0));
    Finding f = judge.judge(CouplingLaws.CONDITIONS, "blind", () -> blind);
    assertThat(f.outcome()).as(f.toString()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void numbersThatNeverRepeatNeedAWeight() {
    Batch x = line(0, 1, 2);
    Batch mass = Batch.of("mass", HostArray.of(new double[] {3, 2, Double.NaN}));
    OptimalTransport strict = new OptimalTransport(Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> strict.pair(rng, x, x, mass))
        .hasMessage(
            "[GM/CONFIG] optimal transport finds no rows of equal numbers to pair: found a"
                + " condition FLOAT64[3]; expected categories, or the key 'condition-weight' (at"
                + " model.coupling)");
    OptimalTransport light = new OptimalTransport(Optional.empty(), Optional.of(1.5));
    assertThat(light.pair(rng, x, line(2, 1, 0), mass).data()).containsExactly(2, 1, 0);
    OptimalTransport heavy = new OptimalTransport(Optional.empty(), Optional.of(10.0));
    Coupled plan = heavy.pair(rng, x, line(2, 1, 0), mass);
    assertThat(plan.data()).containsExactly(0, 1, 2);
    // The cost counts points alone.
    assertThat(plan.cost()).isEqualTo((4 + 0 + 4) / 3.0);
  }

  @Test
  void batchesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Independent().pair(rng, line(1, 2), line(1), TOLD_NOTHING))
        .hasMessageStartingWith("[GM/SHAPE] source and data cannot be paired: found 2 rows");
    assertThatThrownBy(
            () -> new OptimalTransport.Config(Optional.of(0), Optional.empty(), Optional.empty()))
        .hasMessage(
            "[GM/CONFIG] the pool of optimal transport has too few rows: found 0; expected at least"
                + " 1");
  }
}
