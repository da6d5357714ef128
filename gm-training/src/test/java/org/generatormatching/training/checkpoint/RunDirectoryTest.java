package org.generatormatching.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.generatormatching.tensor.GmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path folder;

  @Test
  void aNewRunNeedsAnEmptyPlace() throws IOException {
    Path path = folder.resolve("runs").resolve("a");
    RunDirectory run = RunDirectory.create(path);
    assertThat(RunDirectory.create(path)).isEqualTo(run);
    Files.writeString(run.config(), "model: mine");
    assertThatThrownBy(() -> RunDirectory.create(path))
        .hasMessage(
            "[GM/OUTPUT_EXISTS] the output directory is not empty (at "
                + path
                + "). Give another directory, or go on with this run: gm run --resume "
                + path);
    assertThatThrownBy(() -> RunDirectory.create(run.config()))
        .hasMessageStartingWith("[GM/OUTPUT_EXISTS] the output is a file and no directory");
    assertThat(run.config()).hasContent("model: mine");
  }

  @Test
  void oneProcessTrainsOnceAtATime() {
    RunDirectory run = RunDirectory.create(folder.resolve("a"));
    try (RunDirectory.Lock lock = run.lock()) {
      assertThatThrownBy(run::lock)
          .hasMessage(
              "[GM/OUTPUT_EXISTS] another process trains into this run directory (at "
                  + run.path()
                  + "). Wait for it, or give this run another directory.");
    }
    run.lock().close();
    assertThat(RunDirectory.create(run.path())).as("a lock file is no content").isEqualTo(run);
  }

  /** Another process: holds the lock until it ends, or says why it has none. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (RunDirectory.Lock lock = RunDirectory.open(Path.of(args[0])).lock()) {
        System.out.println("locked");
        System.in.read();
      } catch (GmException e) {
        System.out.println(e.code());
      }
    }

    static Process start(RunDirectory run) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Holder.class.getName(),
              run.path().toString())
          .start();
    }
  }

  /** The system forgets a process's lock when the process closes the file a second time. */
  @Test
  void aRefusedAttemptOfTheSameProcessDoesNotLetOthersIn() throws IOException {
    RunDirectory run = RunDirectory.create(folder.resolve("a"));
    try (RunDirectory.Lock lock = run.lock()) {
      assertThatThrownBy(run::lock).hasMessageContaining("another process trains");
      try (BufferedReader said = Holder.start(run).inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.readLine()).isEqualTo("OUTPUT_EXISTS");
      }
    }
  }

  @Test
  void aRunThatWasKilledBeforeItBeganMayBeginAgain() throws IOException {
    Path path = Files.createDirectory(folder.resolve("a"));
    for (String left : new String[] {".lock", "codec.safetensors", ".gm-4194305-0.tmp"}) {
      Files.writeString(path.resolve(left), "half");
    }
    RunDirectory run = RunDirectory.create(path, d -> assertThat(d.codec()).exists());
    assertThat(path.resolve(".gm-4194305-0.tmp")).doesNotExist();
    Files.writeString(path.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> RunDirectory.create(run.path()))
        .hasMessageStartingWith("[GM/OUTPUT_EXISTS] the output directory is not empty");
  }

  @Test
  void aKilledProcessLetsOthersIn() throws IOException, InterruptedException {
    RunDirectory run = RunDirectory.create(folder.resolve("a"));
    Process other = Holder.start(run);
    try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("locked");
      assertThatThrownBy(run::lock).hasMessageContaining("another process trains");
    } finally {
      other.destroyForcibly().waitFor();
    }
    run.lock().close();
  }

  @Test
  void aRunWithoutCheckpointSaysSo() {
    RunDirectory run = RunDirectory.create(folder.resolve("a"));
    assertThatThrownBy(run::checkpoint)
        .hasMessage(
            "[GM/CHECKPOINT] the run has no checkpoint (at "
                + run.path().resolve("checkpoints")
                + "). Train it first.");
    assertThatThrownBy(() -> RunDirectory.open(folder.resolve("none")))
        .hasMessageStartingWith("[GM/USAGE] there is no run directory here");
  }
}
