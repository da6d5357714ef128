package org.generatormatching.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.cli.kill.Processes.Ended;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.training.checkpoint.RunDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are told to end, that meet another in their directory, and that a disk refuses. */
@DisabledOnOs(OS.WINDOWS)
class StoppedRunTest {
  private static final String CONFIG =
      """
      name: stopped
      data: moons@1
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [8] }
      training: { steps: STEPS, batch: 8, log-every: 1, checkpoint-every: EVERY }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: COUNT
      engine: { threads: 1 }
      """;

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void place() {
    run = temp.resolve("run");
  }

  private Path config(int steps, int every, int count) throws IOException {
    Path file = temp.resolve("config.yaml");
    Files.writeString(
        file,
        CONFIG
            .replace("STEPS", "" + steps)
            .replace("EVERY", "" + every)
            .replace("COUNT", "" + count));
    return file;
  }

  private Ended gm(Object... arguments) throws IOException, InterruptedException {
    return Processes.run(temp, Processes.gm(arguments));
  }

  private static void until(Process process, Path file) throws InterruptedException {
    while (process.isAlive() && !Files.exists(file)) {
      Thread.sleep(1);
    }
    assertThat(file).exists();
  }

  @Test
  void aRunThatIsToldToEndSavesItsStateAndSaysHowToGoOn() throws Exception {
    Path config = config(4000, 4000, 5);
    Path whole = temp.resolve("whole");
    assertThat(gm("train", config, "--out", whole).status()).isZero();

    Path err = temp.resolve("err.txt");
    Process process = Processes.start(temp, Processes.gm("train", config, "--out", run), err);
    until(process, run.resolve("metrics.jsonl"));
    process.destroy();
    Ended ended = Processes.end(process, err);
    assertThat(ended.status()).as(ended.err()).isEqualTo(143);
    long step = Remains.of(run).step();
    assertThat(step).isBetween(1L, 3999L);
    assertThat(ended.err())
        .contains(
            "stopped after step "
                + step
                + ", which is saved; go on with: gm train --resume "
                + run);
    assertThat(gm("train", "--resume", run).status()).isZero();
    assertThat(Remains.of(run)).isEqualTo(Remains.of(whole));
  }

  @Test
  void aSecondProcessMayLookAndNotTouch() throws Exception {
    Path config = config(1_000_000, 200, 5);
    Path err = temp.resolve("err.txt");
    Process process = Processes.start(temp, Processes.gm("train", config, "--out", run), err);
    try {
      until(process, run.resolve("checkpoints").resolve("00000200.safetensors"));
      Ended resumed = gm("train", "--resume", run);
      assertThat(resumed.status()).as(resumed.err()).isEqualTo(2);
      assertThat(resumed.err())
          .contains("[GM/OUTPUT_EXISTS] another process trains into this run directory (at " + run);
      Ended again = gm("run", config, "--out", run);
      assertThat(again.status()).as(again.err()).isEqualTo(2);
      assertThat(again.err())
          .contains("[GM/OUTPUT_EXISTS] the output directory is not empty (at " + run)
          .contains("go on with this run: gm run --resume " + run);
      Path samples = run.resolve("samples").resolve("samples.npz");
      for (List<Object> reading :
          List.<List<Object>>of(
              List.of("sample", run, "-n", 9, "-o", samples),
              List.of("evaluate", run),
              List.of("report", run))) {
        Ended read = gm(reading.toArray());
        assertThat(read.status()).as(read.err()).isZero();
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    RunDirectory.open(run).lock().close();
  }

  /** The limit on the size of files stands for a full disk: the system refuses in mid-file. */
  private Ended limited(int kibibytes, Object... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("/bin/bash", "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "bash"));
    line.addAll(Processes.gm(arguments));
    return Processes.run(temp, line);
  }

  private void refused(Ended ended, String file) throws IOException {
    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err())
        .contains("[GM/FILE] the file cannot be written: File too large (at " + run.resolve(file))
        .doesNotContain("\tat ");
    try (Stream<Path> files = Files.walk(run)) {
      assertThat(files.filter(AtomicFile::isTemporary)).isEmpty();
    }
  }

  @Test
  void aFullDiskLosesNothingAndTheRunGoesOnWhenThereIsRoom() throws Exception {
    Path config = config(60, 20, 4000);
    Path whole = temp.resolve("whole");
    assertThat(gm("run", config, "--out", whole).status()).isZero();
    Remains expected = Remains.of(whole);
    long checkpoint = Files.size(whole.resolve("checkpoints").resolve("00000060.safetensors"));
    long metrics = Files.size(whole.resolve("metrics.jsonl"));
    long samples = Files.size(whole.resolve("samples").resolve("samples.npz"));
    long report = Files.size(whole.resolve("report.html"));
    assertThat(samples).isLessThan(report).isGreaterThan(2 * Math.max(checkpoint, metrics));

    // The metrics fill it first, in the middle of the first lines.
    refused(limited(2, "run", config, "--out", run), "metrics.jsonl");
    assertThat(Remains.of(run).metrics()).isSubsetOf(expected.metrics()).isNotEmpty();
    // When there is room for these and the checkpoints, the samples; then the report.
    refused(limited((int) (samples / 1024 - 4), "run", "--resume", run), "samples/samples.npz");
    assertThat(Remains.of(run).step()).isEqualTo(60);
    refused(limited((int) (report / 1024 - 4), "run", "--resume", run), "report.html");
    Ended last = gm("run", "--resume", run);
    assertThat(last.status()).as(last.err()).isZero();
    assertThat(Remains.of(run)).isEqualTo(expected);
  }
}
