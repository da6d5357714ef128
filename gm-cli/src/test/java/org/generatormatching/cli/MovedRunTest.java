package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose directory has moved, and one whose data, codec or coupling are no longer the same.
 */
class MovedRunTest {
  private static final String TEXT =
      """
      name: columns
      data: { use: csv@1, path: data.csv }
      codec: { use: scaling@1, method: standard }
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [8] }
        coupling: { use: optimal-transport@1, pool: 4 }
      training: { steps: 6, batch: 4, checkpoint-every: 2, log-every: 1 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 5
      evaluation: { metrics: [energy-distance@1] }
      """;

  @TempDir Path temp;
  private Path data;
  private Path run;

  @BeforeEach
  void train() throws IOException {
    data = Files.createDirectory(temp.resolve("configs")).resolve("data.csv");
    run = temp.resolve("runs").resolve("columns");
    write(data, 1);
    Path config = data.resolveSibling("columns.yaml");
    Files.writeString(config, TEXT);
    Outcome o = gm("train", config, "--out", run);
    assertThat(o.status()).as(o.err()).isZero();
  }

  private static void write(Path file, double scale) throws IOException {
    StringBuilder b = new StringBuilder("u,v\n");
    for (int i = 0; i < 40; i++) {
      b.append(String.format(Locale.ROOT, "%s,%s%n", scale * (i + 0.25), -scale * i * i));
    }
    Files.writeString(file, b);
  }

  /** As if it had been killed before its last checkpoint. */
  private void unfinish() throws IOException {
    Files.delete(run.resolve("checkpoints").resolve("00000006.safetensors"));
  }

  private static void done(Outcome o) {
    assertThat(o.status()).as(o.err()).isZero();
  }

  private static void refused(Outcome o, String... messages) {
    assertThat(o.status()).as(o.err()).isEqualTo(2);
    assertThat(o.err()).startsWith("[GM/").contains(messages).doesNotContain("\tat ");
  }

  @Test
  void aRunThatHasMovedGoesOnAndSamples() throws IOException {
    Path before = temp.resolve("before.npz");
    done(gm("sample", run, "-n", 6, "-o", before));
    unfinish();
    Path moved = Files.createDirectory(temp.resolve("elsewhere")).resolve("renamed");
    Files.move(run, moved);
    done(gm("run", "--resume", moved));
    Path after = temp.resolve("after.npz");
    done(gm("sample", moved, "-n", 6, "-o", after));
    assertThat(after).hasSameBinaryContentAs(before);
    assertThat(moved.resolve("report.html")).content().contains(moved.toString());
  }

  @Test
  void withoutItsDataARunSamplesAndSaysWhatItCannot() throws IOException {
    done(gm("run", "--resume", run));
    Path before = temp.resolve("before.npz");
    done(gm("sample", run, "-n", 6, "-o", before));
    Path there = Files.createDirectory(temp.resolve("there"));
    Files.move(data, there.resolve("data.csv"));
    Path after = temp.resolve("after.npz");
    done(gm("sample", run, "-n", 6, "-o", after));
    assertThat(after).hasSameBinaryContentAs(before);
    for (String command : new String[] {"evaluate", "report"}) {
      refused(
          gm(command, run),
          "[GM/DATA] the data file does not exist",
          "put their place into its config.yaml: relative paths start at 'base'");
    }
    refused(gm("train", "--resume", run), "[GM/DATA] the data file does not exist");
    unfinish();
    done(gm("run", "--resume", run, "--set", "base=" + there));
    done(gm("sample", run, "-n", 6, "-o", temp.resolve("resumed.npz")));
    assertThat(temp.resolve("resumed.npz")).hasSameBinaryContentAs(before);
  }

  @Test
  void otherDataAreRefusedAlsoBeforeTheFirstCheckpoint() throws IOException {
    unfinish();
    write(data, 10);
    String what = "[GM/CHECKPOINT] the run was started with another content of the data: found ";
    refused(gm("train", "--resume", run), what);
    Files.delete(run.resolve("checkpoints").resolve("00000004.safetensors"));
    refused(gm("train", "--resume", run), what, "identity.json");
    write(data, 1);
    done(gm("train", "--resume", run));
  }

  @Test
  void anotherCodecAndAnotherCouplingAreRefusedByName() throws IOException {
    unfinish();
    refused(
        gm("train", "--resume", run, "--set", "codec.method=range"),
        "[GM/CHECKPOINT] the run was started with another codec.method: found standard;"
            + " expected range");
    refused(
        gm("train", "--resume", run, "--set", "model.coupling.pool=2"),
        "[GM/CHECKPOINT] the run was started with another model.coupling.pool: found 4;"
            + " expected 2");
    refused(
        gm("train", "--resume", run, "--set", "model.coupling=independent@1"),
        "another model.coupling");
    done(gm("train", "--resume", run));
  }

  @Test
  void aFileThatSaysTheSameUnderAnotherNameIsTheSameData() throws IOException {
    unfinish();
    Path copy = data.resolveSibling("copy.csv");
    Files.move(data, copy);
    done(gm("train", "--resume", run, "--set", "data.path=copy.csv"));
  }
}
