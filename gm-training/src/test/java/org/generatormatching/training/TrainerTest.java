package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.engine.pytorch.PytorchBackendProvider;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.Checkpoints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static Backend backend;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    backend = new PytorchBackendProvider().open(new EngineConfig(EngineConfig.Device.CPU, 1));
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static List<TrainingListener.Log> train(
      Trainer trainer, Optional<Checkpoints> checkpoints) {
    List<TrainingListener.Log> logs = new ArrayList<>();
    trainer.train(checkpoints, logs::add);
    return logs;
  }

  private static List<Double> losses(List<TrainingListener.Log> logs) {
    return logs.stream().map(TrainingListener.Log::loss).toList();
  }

  /**
   * The mean of the last 256,000 examples' losses against the known minimum. A loss has a deviation
   * of about 3, their mean one of 0.006; 5 of these, and 0.03 for what 1,500 steps leave to learn.
   */
  @Test
  void lossFallsToTheKnownMinimum() {
    try (Trainer trainer =
        new Trainer(
            backend,
            GaussianProblem.task(32, 32),
            GaussianProblem.config(1500, 256, 250, 1_000_000),
            5)) {
      List<Double> losses = losses(train(trainer, Optional.empty()));
      assertThat(losses.get(0)).isGreaterThan(GaussianProblem.MINIMUM + 0.1);
      double end = (losses.get(5) + losses.get(4) + losses.get(3) + losses.get(2)) / 4;
      assertThat(end).isCloseTo(GaussianProblem.MINIMUM, within(0.03 + 5 * 0.006));
    }
  }

  @Test
  void oneSeedGivesOneRun() {
    TrainingTask task = GaussianProblem.task(8);
    TrainingConfig config = GaussianProblem.config(40, 32, 7, 1000);
    try (Trainer a = new Trainer(backend, task, config, 5);
        Trainer b = new Trainer(backend, task, config, 5)) {
      List<TrainingListener.Log> first = train(a, Optional.empty());
      assertThat(losses(train(b, Optional.empty()))).isEqualTo(losses(first));
      assertThat(first)
          .extracting(TrainingListener.Log::step)
          .containsExactly(7L, 14L, 21L, 28L, 35L, 40L);
      assertThat(b.average().toHost()).isEqualTo(a.average().toHost());
    }
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    TrainingTask task = GaussianProblem.task(8);
    TrainingConfig c = GaussianProblem.config(5, 32, 5, 1000);
    try (Trainer a = new Trainer(backend, task, c, 5);
        Trainer b = new Trainer(backend, task, c, 6)) {
      assertThat(losses(train(a, Optional.empty())))
          .isNotEqualTo(losses(train(b, Optional.empty())));
    }
  }

  /** Also inside an interval between two logs, whose mean then comes from both sessions. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 7, 33, 39})
  void resumedRunIsTheUninterruptedOneBitForBit(int interruption) {
    TrainingTask task = GaussianProblem.task(8);
    TrainingConfig config = GaussianProblem.config(40, 32, 7, interruption);
    Checkpoints checkpoints = new Checkpoints(folder, 100);
    List<TrainingListener.Log> whole;
    Map<String, HostArray> weights;
    Map<String, HostArray> average;
    try (Trainer trainer = new Trainer(backend, task, config, 5)) {
      whole = train(trainer, Optional.of(checkpoints));
      weights = trainer.weights().toHost();
      average = trainer.average().toHost();
    }
    assertThat(checkpoints.list()).hasSize((40 + interruption - 1) / interruption);
    try (Trainer trainer = new Trainer(backend, task, config, 5)) {
      trainer.resume(Checkpoint.read(checkpoints.list().get(0)));
      assertThat(trainer.step()).isEqualTo(interruption);
      List<TrainingListener.Log> rest = train(trainer, Optional.empty());
      List<Double> expected = losses(whole);
      assertThat(losses(rest)).isEqualTo(expected.subList(interruption / 7, expected.size()));
      assertThat(trainer.weights().toHost()).isEqualTo(weights);
      assertThat(trainer.average().toHost()).isEqualTo(average);
    }
  }

  @Test
  void interruptEndsTheSessionWithACheckpoint() {
    TrainingTask task = GaussianProblem.task(8);
    TrainingConfig config = GaussianProblem.config(40, 32, 10, 1000);
    Checkpoints checkpoints = new Checkpoints(folder, 1);
    try (Trainer trainer = new Trainer(backend, task, config, 5)) {
      TrainingOutcome outcome =
          trainer.train(
              Optional.of(checkpoints),
              log -> {
                if (log.step() == 20) {
                  Thread.currentThread().interrupt();
                }
              });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(outcome.finished()).isFalse();
      assertThat(outcome.step()).isEqualTo(21);
      assertThat(checkpoints.latest().orElseThrow().position().step()).isEqualTo(21);
      assertThat(trainer.train(Optional.of(checkpoints), TrainingListener.none()).finished())
          .isTrue();
    }
  }

  /** Step 14 is bad, found at the log after step 20; the checkpoint of step 10 stays. */
  @Test
  void infiniteLossStopsTheRunAndKeepsTheLastGoodCheckpoint() {
    TrainingTask good = GaussianProblem.task(8);
    TrainingTask task =
        new TrainingTask(
            good.model(),
            good.program(),
            good.weights(),
            (seed, step, rows) ->
                step == 13
                    ? Batch.of("x", HostArray.of(bad(2 * rows), rows, 2))
                    : good.batches().at(seed, step, rows));
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    try (Trainer trainer = new Trainer(backend, task, GaussianProblem.config(40, 32, 20, 10), 5)) {
      String last = folder.resolve("00000010.safetensors").toString();
      assertThatThrownBy(() -> train(trainer, Optional.of(checkpoints)))
          .isInstanceOf(GmException.class)
          .hasMessage(
              "[GM/NOT_FINITE] training became NaN or infinite: found loss NaN, gradient norm NaN"
                  + " (at step 14). The last good checkpoint stays: "
                  + last
                  + ". Lower the learning rate or the clip norm, or look for such values in the"
                  + " data.");
      assertThat(checkpoints.list()).hasSize(1);
      assertThat(checkpoints.latest().orElseThrow().position().step()).isEqualTo(10);
      trainer
          .weights()
          .toHost()
          .forEach((n, w) -> assertThat(w.doubles()).doesNotContain(Double.NaN));
    }
  }

  private static float[] bad(int n) {
    float[] v = new float[n];
    v[3] = Float.NaN;
    return v;
  }

  @Test
  void nothingIsLeftOnTheDevice() {
    long before = backend.liveHandles();
    try (Trainer trainer =
        new Trainer(
            backend, GaussianProblem.task(8), GaussianProblem.config(100, 8, 1000, 1000), 5)) {
      train(trainer, Optional.empty());
    }
    assertThat(backend.liveHandles()).isEqualTo(before);
  }

  @Test
  void checkpointOfAnotherRunIsRefusedWithAllDifferences() {
    Checkpoints checkpoints = new Checkpoints(folder, 1);
    try (Trainer trainer =
        new Trainer(backend, GaussianProblem.task(8), GaussianProblem.config(2, 8, 1, 1), 5)) {
      train(trainer, Optional.of(checkpoints));
    }
    try (Trainer trainer =
        new Trainer(backend, GaussianProblem.task(9), GaussianProblem.config(3, 8, 1, 1), 5)) {
      Checkpoint found = checkpoints.latest().orElseThrow();
      String at = " (at " + folder.resolve("00000002.safetensors") + ")";
      assertThatThrownBy(() -> trainer.resume(found))
          .isInstanceOf(GmException.class)
          .hasMessageContaining(
              "[GM/CHECKPOINT] the run was started with another steps: found 2; expected 3" + at)
          .hasMessageContaining(
              "[GM/CHECKPOINT] an array of the checkpoint has another form: found"
                  + " 'weight/trunk.0.bias' FLOAT32[8]; expected 'weight/trunk.0.bias' FLOAT32[9]"
                  + at)
          .hasMessageContaining("'average/output.kernel' FLOAT32[8, 2]")
          .hasMessageContaining("'second/trunk.0.kernel' FLOAT32[34, 8]");
      assertThat(trainer.step()).isZero();
    }
  }
}
