package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void risesThenFallsAlongACosine() {
    LearningRate r = new LearningRate(0.4, 4, 24, 0.1);
    assertThat(r.at(1)).isEqualTo(0.1);
    assertThat(r.at(2)).isEqualTo(0.2);
    assertThat(r.at(4)).isEqualTo(0.4);
    assertThat(r.at(14)).isCloseTo(0.4 * 0.55, within(1e-15));
    assertThat(r.at(9)).isCloseTo(0.4 * (0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2), within(1e-15));
    assertThat(r.at(24)).isCloseTo(0.04, within(1e-15));
    for (long k = 5; k < 24; k++) {
      assertThat(r.at(k + 1)).isLessThan(r.at(k));
    }
  }

  @Test
  void needsNoWarmUpAndMayBeConstant() {
    assertThat(new LearningRate(1, 0, 10, 1).at(1)).isEqualTo(1);
    assertThat(new LearningRate(1, 0, 10, 1).at(10)).isEqualTo(1);
    assertThat(new LearningRate(1, 0, 10, 0).at(10)).isZero();
    assertThat(new LearningRate(1, 3, 3, 0).at(3)).isEqualTo(1);
    assertThat(new LearningRate(1, 0, 1, 0.5).at(1)).isEqualTo(0.5);
  }
}
