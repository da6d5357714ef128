package org.generatormatching.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.junit.jupiter.api.Test;

class MassesTest {
  private static final int ROWS = 4096;

  @Test
  void negativeMassesCountAsNothing() {
    Batch out = rows(-1, 0, 0.25, -3, 0.75, 0);

    assertThat(out.get("total").doubles()).containsOnly(1);
    assertThat(out.get("drawn").longs()).containsOnly(2, 4);
  }

  /** Off by more than 5 standard deviations: false alarm 6e-7. */
  @Test
  void drawsAreInProportion() {
    long[] drawn = rows(1, 3).get("drawn").longs();

    double share = Arrays.stream(drawn).sum() / (double) ROWS;
    assertThat(Math.abs(share - 0.75)).isLessThan(5 * Math.sqrt(0.75 * 0.25 / ROWS));
  }

  @Test
  void theSmallestMassIsDrawnAndNoEntryWithoutMass() {
    assertThat(rows(0, Double.MIN_VALUE, 0).get("drawn").longs()).containsOnly(1);
    assertThat(rows(0, 0, Double.MIN_VALUE).get("drawn").longs()).containsOnly(2);
  }

  @Test
  void theLargestMassIsDrawn() {
    assertThat(rows(0, Double.MAX_VALUE, 0).get("drawn").longs()).containsOnly(1);
  }

  @Test
  void aRowWithoutMassGivesTheFirstEntry() {
    assertThat(rows(0, 0, 0).get("drawn").longs()).containsOnly(0);
  }

  private static Batch rows(double... masses) {
    double[] all = new double[ROWS * masses.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = masses[i % masses.length];
    }
    HostArray m = HostArray.of(all).reshape(ROWS, masses.length);
    return Eval.of(
        Batch.of("m", m),
        in -> {
          Events.Masses of = new Events.Masses(in.get("m"));
          return State.of("total", of.total()).with("drawn", of.choose(Rng.root()));
        });
  }
}
