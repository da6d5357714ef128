package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.training.checkpoint.RunDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run keeps what fitting its codec found, whatever becomes of its data. */
class CodecRunTest {
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
      training: { steps: 4, batch: 4, checkpoint-every: 2 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 5
      """;

  @TempDir Path temp;
  private Path data;
  private Path run;
  private Path values;

  @BeforeEach
  void train() throws IOException {
    data = Files.createDirectory(temp.resolve("configs")).resolve("data.csv");
    run = temp.resolve("runs").resolve("columns");
    values = run.resolve("codec.safetensors");
    write(1);
    Path config = data.resolveSibling("columns.yaml");
    Files.writeString(config, TEXT);
    Outcome o = gm("train", config, "--out", run);
    assertThat(o.status()).as(o.err()).isZero();
  }

  /** Forty rows whose spread is in proportion to a scale. */
  private void write(double scale) throws IOException {
    StringBuilder b = new StringBuilder("u,v\n");
    for (int i = 0; i < 40; i++) {
      b.append(String.format(Locale.ROOT, "%s,%s%n", scale * (i + 0.25), -scale * i * i));
    }
    Files.writeString(data, b);
  }

  private byte[] sample(String name) throws IOException {
    Path out = temp.resolve(name);
    Outcome o = gm("sample", run, "-n", 6, "-o", out);
    assertThat(o.status()).as(o.err()).isZero();
    return Files.readAllBytes(out);
  }

  @Test
  void samplesStayTheSameWhenTheDataFileChanges() throws IOException {
    byte[] before = sample("before.npz");
    write(10);
    assertThat(sample("after.npz")).isEqualTo(before);
  }

  @Test
  void aRunThatGoesOnEncodesAsItBegan() throws IOException {
    write(10);
    RunDirectory directory = RunDirectory.open(run);
    Registry registry = Registry.discover();
    Configuration c = Configuration.load(directory.config(), List.of(), registry);
    try (Experiment kept = Experiment.reopen(c, registry, directory);
        Experiment fresh = Experiment.open(c, registry)) {
      assertThat(kept.parts().codec().fitted().get("x/scale").get(0)).isBetween(5.0, 20.0);
      assertThat(fresh.parts().codec().fitted().get("x/scale").get(0)).isBetween(50.0, 200.0);
    }
    Files.delete(run.resolve("checkpoints").resolve("00000004.safetensors"));
    byte[] before = Files.readAllBytes(values);
    Outcome other = gm("train", "--resume", run);
    assertThat(other.status()).as(other.err()).isEqualTo(2);
    assertThat(other.err()).contains("started with another content of the data");
    write(1);
    Outcome o = gm("train", "--resume", run);
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(values).hasBinaryContent(before);
  }

  @Test
  void missingDamagedAndForeignValuesAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(values);
    byte[] flipped = whole.clone();
    flipped[whole.length - 1] ^= 1;
    Files.write(values, flipped);
    refused("the file of the codec's values is damaged: its check sum is wrong");
    for (int length : new int[] {0, 9, whole.length - 1}) {
      Files.write(values, Arrays.copyOf(whole, length));
      refused("");
    }
    Path checkpoint = run.resolve("checkpoints").resolve("00000004.safetensors");
    Files.write(values, Files.readAllBytes(checkpoint));
    refused("has a format that this version cannot read: found gm-checkpoint@1");
    Files.delete(values);
    refused("the fitted values of the run's codec are missing");
    assertThat(gm("train", "--resume", run).status()).isEqualTo(2);
    assertThat(values).doesNotExist();
  }

  private void refused(String because) {
    Path out = temp.resolve("s.npz");
    Outcome o = gm("sample", run, "-n", 2, "-o", out);
    assertThat(o.status()).as(o.err()).isEqualTo(2);
    assertThat(o.err())
        .startsWith("[GM/CHECKPOINT] ")
        .contains(because)
        .contains("codec.safetensors")
        .doesNotContain("\tat ");
    assertThat(out).doesNotExist();
  }
}
