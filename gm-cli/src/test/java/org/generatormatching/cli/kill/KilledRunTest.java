package org.generatormatching.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.cli.kill.Processes.Ended;
import org.generatormatching.io.AtomicFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills runs at random moments, without warning as a power cut or {@code kill -9} does, lets them
 * go on, and compares what they leave with a run that nobody disturbed: bit for bit.
 *
 * <p>{@code -Dgm.kills=50} sets the number of runs, {@code -Dgm.kills.seed=S} the seed of the
 * moments. How far a process has come at a moment depends on the machine; what was hit is printed.
 */
@DisabledOnOs(OS.WINDOWS)
class KilledRunTest {
  private static final int RUNS = Integer.getInteger("gm.kills", 3);
  private static final long SEED = Long.getLong("gm.kills.seed", 1);
  private static final int STEPS = 120;

  /** 128 and the number of the signal. */
  private static final int KILLED = 137;

  private static final String CONFIG =
      """
      name: killed
      data: { use: csv@1, path: data.csv }
      codec: { use: scaling@1, method: standard }
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [64, 64] }
        coupling: { use: optimal-transport@1, pool: 8 }
      training: { steps: 120, batch: 16, log-every: 3, checkpoint-every: 4, keep: 2 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 4 }
        count: 500
      evaluation: { metrics: [energy-distance@1] }
      engine: { threads: 1 }
      """;

  @TempDir Path temp;
  private Path config;

  /** When a process is killed; what of it is random is drawn by {@link #await}. */
  private enum Moment {
    /** While the k-th file is being written, whichever it is. */
    WRITING,
    /** Between the first step and the first checkpoint. */
    BEFORE_FIRST_CHECKPOINT,
    /** After the last step: in sampling, evaluation, verification or the report. */
    AFTER_TRAINING,
    /** While the virtual machine and the engine start and the first files are written. */
    STARTING,
    /** At any time. */
    ANYWHERE
  }

  @BeforeEach
  void files() throws IOException {
    config = temp.resolve("config.yaml");
    Files.writeString(config, CONFIG);
    StringBuilder b = new StringBuilder("u,v\n");
    for (int i = 0; i < 40; i++) {
      b.append(String.format(Locale.ROOT, "%s,%s%n", i + 0.25, -i * i));
    }
    Files.writeString(temp.resolve("data.csv"), b);
  }

  @Test
  void aRunThatIsKilledEndsAsOneThatIsNot() throws Exception {
    Path whole = temp.resolve("whole");
    done(gm("run", config, "--out", whole));
    Remains expected = Remains.of(whole);
    assertThat(expected.step()).isEqualTo(STEPS);
    assertThat(expected.metrics()).hasSize(STEPS / 3);

    long start = System.nanoTime();
    Ended undisturbed =
        Processes.run(temp, Processes.gm("train", config, "--out", temp.resolve("0")));
    double seconds = (System.nanoTime() - start) * 1e-9;
    assertThat(undisturbed.status()).as(undisturbed.err()).isZero();
    assertThat(Remains.of(temp.resolve("0")).training()).isEqualTo(expected.training());

    System.out.printf("%d runs, seed %d, %.1f s undisturbed%n", RUNS, SEED, seconds);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < RUNS; i++) {
      Moment moment = Moment.values()[i % Moment.values().length];
      Path run = temp.resolve("killed-" + i);
      List<String> history = killAndGoOn(run, moment, seconds, random);
      System.out.printf("%d/%d %s: %s%n", i + 1, RUNS, moment, String.join("; ", history));
      String what = String.format("run %d, %s, %s", i, moment, history);
      finish(run, moment == Moment.AFTER_TRAINING);
      assertThat(Remains.of(run)).as(what).isEqualTo(expected);
      assertThat(Remains.halfWritten(run)).as(what).isZero();
    }
    System.out.printf("%d of %d as the undisturbed one%n", RUNS, RUNS);
  }

  private static void done(Outcome o) {
    assertThat(o.status()).as(o.err()).isZero();
  }

  /** What happened, a phrase for each kill. */
  private List<String> killAndGoOn(Path run, Moment first, double seconds, SplittableRandom random)
      throws IOException, InterruptedException {
    List<String> history = new ArrayList<>();
    Moment moment = first;
    int kills = random.nextInt(3) == 0 ? 2 : 1;
    while (history.size() < kills) {
      Path err = temp.resolve("err.txt");
      boolean begun = begun(run);
      long before = Remains.of(run).step();
      String verb = moment == Moment.AFTER_TRAINING ? "run" : "train";
      Process process =
          Processes.start(
              temp,
              begun
                  ? Processes.gm(verb, "--resume", run)
                  : Processes.gm(verb, config, "--out", run),
              err);
      await(moment, run, seconds, process, random);
      process.destroyForcibly();
      Ended ended = Processes.end(process, err);
      if (ended.status() != KILLED) {
        assertThat(ended.status()).as(ended.err()).isZero();
        if (begun) {
          break;
        }
        // It was faster than its killer. Once more, from the beginning.
        remove(run);
        continue;
      }
      // Whatever is there can be read, and nothing that was there is lost.
      Remains left = Remains.of(run);
      assertThat(left.step()).isGreaterThanOrEqualTo(before);
      history.add(
          String.format(
              "step %d, %d lines, %d half-written%s%s",
              left.step(),
              left.metrics().size(),
              Remains.halfWritten(run),
              begun(run) ? "" : ", not begun",
              left.samples().isEmpty() ? "" : ", samples"));
      moment = Moment.values()[random.nextInt(Moment.values().length)];
    }
    return history;
  }

  /** Goes on, or begins: with one command or, which is faster, without verifying its components. */
  private void finish(Path run, boolean whole) {
    String verb = whole ? "run" : "train";
    done(begun(run) ? gm(verb, "--resume", run) : gm(verb, config, "--out", run));
    if (whole) {
      assertThat(run.resolve("report.html")).isNotEmptyFile();
    } else {
      Path samples = run.resolve("samples").resolve("samples.npz");
      done(Files.exists(samples) ? gm("report", run) : gm("sample", run, "-n", 500, "-o", samples));
      done(gm("evaluate", run));
    }
  }

  private static boolean begun(Path run) {
    return Files.exists(run.resolve("config.yaml"));
  }

  private static void await(
      Moment moment, Path run, double seconds, Process process, SplittableRandom random)
      throws IOException, InterruptedException {
    switch (moment) {
      case WRITING -> {
        int skipped = random.nextInt(35);
        String last = "";
        while (process.isAlive()) {
          String writing = writing(run);
          if (!writing.isEmpty() && !writing.equals(last) && --skipped < 0) {
            return;
          }
          last = writing;
          pause();
        }
      }
      case BEFORE_FIRST_CHECKPOINT -> {
        until(process, run.resolve("metrics.jsonl"));
        TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      }
      case AFTER_TRAINING -> {
        until(process, run.resolve("checkpoints").resolve("00000120.safetensors"));
        sleep(random.nextDouble() * seconds / 2);
      }
      case STARTING -> sleep(random.nextDouble() * seconds / 2);
      case ANYWHERE -> sleep(random.nextDouble() * seconds);
    }
  }

  /** Short beside the writing of a file, long enough to leave the processor to the run. */
  private static void pause() throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep(200);
  }

  private static void until(Process process, Path file) throws InterruptedException {
    while (process.isAlive() && !Files.exists(file)) {
      pause();
    }
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep((long) (1e6 * seconds));
  }

  /** The name of a file that is being written, or nothing. */
  private static String writing(Path run) throws IOException {
    for (Path d : List.of(run, run.resolve("checkpoints"), run.resolve("samples"))) {
      if (Files.isDirectory(d)) {
        try (Stream<Path> files = Files.list(d)) {
          var found = files.filter(AtomicFile::isTemporary).findFirst();
          if (found.isPresent()) {
            return found.get().toString();
          }
        }
      }
    }
    return "";
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
