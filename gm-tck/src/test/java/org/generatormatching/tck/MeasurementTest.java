package org.generatormatching.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final Measurement SMALL = Measurement.deviation(2, 1, "small");
  private static final Measurement LARGE = Measurement.deviation(30, 10, "large");
  private static final Measurement SCORE = Measurement.score(40, "score");
  private static final Measurement NOTHING = Measurement.deviation(Double.NaN, 1, "no number");

  @Test
  void theWorstViolationIsTold() {
    assertThat(Measurement.worst(List.of(SMALL, LARGE, SCORE)).where()).isEqualTo("large");
    assertThat(Measurement.worst(List.of(LARGE, SMALL)).where()).isEqualTo("large");
    assertThat(Measurement.worst(List.of(LARGE, NOTHING, SMALL)).where()).isEqualTo("no number");
  }

  @Test
  void withinTheBoundsScoresAreTold() {
    Measurement within = Measurement.deviation(0.9, 1, "within");
    assertThat(Measurement.worst(List.of(within, SCORE)).where()).isEqualTo("score");
    assertThat(Measurement.worst(List.of(Measurement.deviation(0, 0, "exact"), within)).where())
        .isEqualTo("within");
  }
}
