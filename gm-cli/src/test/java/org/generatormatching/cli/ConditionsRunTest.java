package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Npz;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions from the configuration to the samples. */
class ConditionsRunTest {
  private static final String DIGITS =
      """
      name: digits
      data: { use: digits@1, labels: true }
      codec: { use: scaling@1, rounding: never }
      model:
        factors:
          - space: { use: euclidean@1, dims: [8, 8] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: residual-mlp@1, width: 8, blocks: 1 }
        conditions: [{ array: label, categories: 10 }]
        coupling: { use: optimal-transport@1, pool: 32 }
      training: { steps: 6, batch: 16, condition-dropout: 0.2, checkpoint-every: 3 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 20
      evaluation: { metrics: [label-agreement@1, copy-share@1] }
      """;

  @TempDir Path temp;

  private Outcome gmOn(String command, String name, String text) throws IOException {
    Path config = temp.resolve(name + ".yaml");
    Files.writeString(config, text);
    return gm(command, config, "--out", temp.resolve(name));
  }

  private Map<String, HostArray> sample(String... options) {
    Path out = temp.resolve(options.length + "-" + Arrays.hashCode(options) + ".npz");
    Object[] all = new Object[options.length + 4];
    all[0] = "sample";
    all[1] = temp.resolve("run");
    all[2] = "-o";
    all[3] = out;
    System.arraycopy(options, 0, all, 4, options.length);
    Outcome o = gm(all);
    assertThat(o.status()).as(o.err()).isZero();
    return Npz.read(out);
  }

  @Test
  void labelsComeFromTheDataOrFromTheCommand() throws IOException {
    Outcome o = gmOn("run", "run", DIGITS);
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(o.err()).contains("label-agreement", "copy-share");
    Map<String, HostArray> drawn = sample("-n", "30");
    assertThat(drawn.get("label").longs()).hasSize(30);
    assertThat(Arrays.stream(drawn.get("label").longs())).allMatch(v -> v >= 0 && v < 10);
    assertThat(Arrays.stream(drawn.get("label").longs()).distinct().count()).isGreaterThan(3);
    // the same sample in whatever range it is asked, and its label with it
    Map<String, HostArray> part = sample("-n", "5", "--first", "20");
    assertThat(part.get("label")).isEqualTo(drawn.get("label").rows(20, 25));
    assertThat(part.get("x")).isEqualTo(drawn.get("x").rows(20, 25));
    Map<String, HostArray> threes = sample("-n", "30", "--condition", "label=3");
    assertThat(threes.get("label").longs()).containsOnly(3);
    assertThat(threes.get("x")).isNotEqualTo(drawn.get("x"));
    assertThat(sample("-n", "4", "--condition", "label=none").get("label").longs())
        .containsOnly(-1);
    refused(
        "[GM/CONFIG] the model is not told this: found 'size'; expected one of [label]", "size=1");
    refused(
        "[GM/CONFIG] the model cannot be told this: found '10'; expected a category 0 to 9",
        "label=10");
    refused("[GM/CONFIG] the model cannot be told this: found '2.5'", "label=2.5");
  }

  private void refused(String message, String condition) {
    Outcome o =
        gm(
            "sample",
            temp.resolve("run"),
            "-n",
            2,
            "-o",
            temp.resolve("no.npz"),
            "--condition",
            condition);
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err()).contains(message).doesNotContain("\tat ");
    assertThat(temp.resolve("no.npz")).doesNotExist();
  }

  @Test
  void aKilledRunGoesOnBitForBit() throws IOException {
    assertThat(gmOn("train", "whole", DIGITS).status()).isZero();
    assertThat(gmOn("train", "killed", DIGITS).status()).isZero();
    Path last = Path.of("checkpoints").resolve("00000006.safetensors");
    Files.delete(temp.resolve("killed").resolve(last));
    Outcome o = gm("train", "--resume", temp.resolve("killed"));
    assertThat(o.status()).as(o.err()).isZero();
    String[] lines = new String[2];
    int i = 0;
    for (String run : new String[] {"whole", "killed"}) {
      gm("sample", temp.resolve(run), "-n", 3, "-o", temp.resolve(run + ".npz"));
      lines[i++] = Arrays.toString(Npz.read(temp.resolve(run + ".npz")).get("x").doubles());
    }
    assertThat(lines[1]).isEqualTo(lines[0]);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeTraining() throws IOException {
    refusedRun(
        DIGITS.replace("array: label", "array: labels"),
        "[GM/CONFIG] the data have no such array to tell the model: found 'labels'; expected one of"
            + " [x, label]",
        "(at model.conditions)");
    refusedRun(
        DIGITS.replace("array: label, categories: 10", "array: x"),
        "[GM/CONFIG] a model cannot be told a part of its own point: found 'x'");
    refusedRun(
        DIGITS.replace("  conditions: [{ array: label, categories: 10 }]\n", ""),
        "[GM/CONFIG] a model without conditions has none to lose: found condition-dropout: 0.2 (at"
            + " training.condition-dropout)");
    refusedRun(
        DIGITS
            .replace("condition-dropout: 0.2, ", "")
            .replace("  count: 20", "  count: 20\n  conditions: { label: none }"),
        "[GM/CONFIG] the model never saw rows without conditions: found 'none' (at"
            + " sampling.conditions.label)");
    refusedRun(
        DIGITS.replace("categories: 10", "categories: 4"),
        "[GM/DATA] the data have categories that the model does not know: found [",
        "expected 0 to 3, or -1 for none");
  }

  private void refusedRun(String text, String... messages) throws IOException {
    Outcome o = gmOn("train", "refused-" + Integer.toHexString(text.hashCode()), text);
    assertThat(o.status()).as(o.err()).isEqualTo(2);
    assertThat(o.err()).contains(messages).doesNotContain("\tat ");
  }
}
