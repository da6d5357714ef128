package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.generatormatching.tensor.OptimizerSpec;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
  private static TrainingConfig of(Long steps, Optimizer optimizer, Double weightDecay) {
    return new TrainingConfig(
        steps,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        weightDecay,
        optimizer,
        null,
        null,
        null);
  }

  @Test
  void shortRunsForgetTheirBeginningToo() {
    assertThat(of(100L, null, null).averageDecay()).isCloseTo(0.9, within(1e-12));
    assertThat(of(5L, null, null).averageDecay()).isZero();
    assertThat(of(100_000L, null, null).averageDecay()).isEqualTo(0.999);
    assertThat(of(100L, null, null).warmUp()).isEqualTo(10);
    assertThat(TrainingConfig.defaults().warmUp()).isEqualTo(200);
  }

  @Test
  void everyRuleCanBeChosen() {
    assertThat(of(1L, null, 0.1).optimizerSpec().rule()).isEqualTo(OptimizerSpec.AdamW.of(0.1));
    assertThat(of(1L, Optimizer.ADAM, null).optimizerSpec().rule())
        .isEqualTo(new OptimizerSpec.Adam(0.9, 0.999, 1e-8));
    assertThat(of(1L, Optimizer.SGD, null).optimizerSpec().rule())
        .isEqualTo(new OptimizerSpec.Sgd(0.9));
  }

  @Test
  void allProblemsAreToldTogether() {
    assertThatThrownBy(
            () ->
                new TrainingConfig(
                    10L,
                    0,
                    false,
                    1.5,
                    0.5,
                    -1.0,
                    11L,
                    2.0,
                    0.0,
                    1.0,
                    0.1,
                    Optimizer.ADAM,
                    0,
                    0,
                    0))
        .hasMessage(
            """
            [GM/CONFIG] a setting of the training is out of range: found 0; expected at least 1 (at training.batch)
            [GM/CONFIG] a setting of the training is out of range: found 1.5; expected 0 to 1 (at training.condition-dropout)
            [GM/CONFIG] a setting of the training is out of range: found 0.5; expected 1 to 10.0 (at training.late-times)
            [GM/CONFIG] a setting of the training is out of range: found -1.0; expected more than 0 (at training.learning-rate)
            [GM/CONFIG] a setting of the training is out of range: found 11; expected 0 to 10 (at training.warm-up)
            [GM/CONFIG] a setting of the training is out of range: found 2.0; expected 0 to 1 (at training.final-learning-rate)
            [GM/CONFIG] a setting of the training is out of range: found 0.0; expected more than 0 (at training.clip-norm)
            [GM/CONFIG] a setting of the training is out of range: found 1.0; expected at least 0, less than 1 (at training.average-decay)
            [GM/CONFIG] a setting of the training is out of range: found 0.1; expected 0, unless with adamw (at training.weight-decay)
            [GM/CONFIG] a setting of the training is out of range: found 0; expected at least 1 (at training.log-every)
            [GM/CONFIG] a setting of the training is out of range: found 0; expected at least 1 (at training.checkpoint-every)
            [GM/CONFIG] a setting of the training is out of range: found 0; expected at least 1 (at training.keep)\
            """);
  }
}
