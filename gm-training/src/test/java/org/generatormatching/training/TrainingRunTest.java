package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.generatormatching.engine.pytorch.PytorchBackendProvider;
import org.generatormatching.io.Json;
import org.generatormatching.io.Jsonl;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.RunDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final TrainingConfig CONFIG = GaussianProblem.config(40, 16, 6, 10);
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

  private TrainingRun run(String name) {
    RunDirectory directory = new RunDirectory(folder.resolve(name));
    return new TrainingRun(directory, GaussianProblem.task(8), CONFIG, 5);
  }

  private static List<String> withoutTimes(Path metrics) {
    return Jsonl.read(metrics).stream()
        .map(l -> l.get("step") + " " + l.get("loss") + " " + l.get("gradient-norm"))
        .toList();
  }

  @Test
  void killedRunThatGoesOnLeavesTheFilesOfOneThatWasNot() throws IOException {
    RunDirectory.create(folder.resolve("whole"));
    assertThat(run("whole").train(backend, TrainingListener.none()).finished()).isTrue();

    RunDirectory killed = RunDirectory.create(folder.resolve("killed"));
    assertThatThrownBy(
            () ->
                run("killed")
                    .train(
                        backend,
                        log -> {
                          if (log.step() == 36) {
                            throw new IllegalStateException("killed");
                          }
                        }))
        .hasMessage("killed");
    assertThat(killed.checkpoint().position().step()).isEqualTo(30);
    Files.writeString(killed.metrics(), "{\"step\": 4", StandardOpenOption.APPEND);
    assertThat(run("killed").train(backend, TrainingListener.none()).step()).isEqualTo(40);

    Path whole = folder.resolve("whole").resolve("metrics.jsonl");
    assertThat(withoutTimes(killed.metrics())).isEqualTo(withoutTimes(whole)).hasSize(7);
    Checkpoint a = RunDirectory.open(folder.resolve("whole")).checkpoint();
    assertThat(killed.checkpoint().arrays()).isEqualTo(a.arrays());
    assertThat(killed.checkpoints(1).list()).hasSize(3);
  }

  @Test
  void metricsHoldWhatReadersNeed() {
    RunDirectory directory = RunDirectory.create(folder.resolve("a"));
    run("a").train(backend, TrainingListener.none());
    Json.Obj last = Jsonl.read(directory.metrics()).get(6);
    assertThat(last.members().keySet())
        .containsExactly("step", "loss", "seconds", "gradient-norm", "learning-rate");
    assertThat(last.number("step")).hasValue(40);
    assertThat(last.number("learning-rate").orElse(0)).isBetween(0.99e-4, 1.01e-4);
    assertThat(last.number("seconds").orElse(0)).isPositive();
  }

  @Test
  void finishedRunHasNothingLeftToDo() {
    RunDirectory directory = RunDirectory.create(folder.resolve("a"));
    run("a").train(backend, TrainingListener.none());
    double seconds = directory.checkpoint().position().seconds();
    TrainingOutcome again = run("a").train(backend, TrainingListener.none());
    assertThat(again.finished()).isTrue();
    assertThat(again.seconds()).isGreaterThanOrEqualTo(seconds);
    assertThat(Jsonl.read(folder.resolve("a/metrics.jsonl"))).hasSize(7);
  }

  @Test
  void twoDoNotTrainIntoOneDirectory() {
    RunDirectory directory = RunDirectory.create(folder.resolve("a"));
    try (RunDirectory.Lock lock = directory.lock()) {
      assertThatThrownBy(() -> run("a").train(backend, TrainingListener.none()))
          .hasMessageStartingWith("[GM/OUTPUT_EXISTS] another process trains");
    }
  }
}
