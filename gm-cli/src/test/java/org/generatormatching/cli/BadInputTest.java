package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake of a user has a message that helps, status 2, and destroys nothing. */
class BadInputTest {
  private static final String TINY =
      """
      name: tiny
      data: moons@1
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [8] }
      training: { steps: 3, batch: 4, log-every: 1 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 5
      """;

  @TempDir Path temp;

  private Path config(String text) throws IOException {
    Path file = temp.resolve("config.yaml");
    Files.writeString(file, text);
    return file;
  }

  private Outcome run(String text) throws IOException {
    Outcome o = gm("run", config(text), "--out", temp.resolve("out"));
    assertThat(o.status()).as(o.err()).isEqualTo(2);
    assertThat(o.err()).doesNotContain("\tat ").startsWith("[GM/");
    assertThat(temp.resolve("out")).doesNotExist();
    return o;
  }

  @Test
  void anUnknownKeyIsNamedWithItsPathAndASuggestion() throws IOException {
    assertThat(run(TINY.replace("steps: 3", "stpes: 3")).err())
        .contains("[GM/CONFIG] unknown key: found 'stpes'; expected one of [steps, batch,")
        .contains("config.yaml: training.stpes)")
        .contains("Did you mean 'steps'?");
  }

  @Test
  void aWrongTypeIsNamedWithWhatWasFoundAndExpected() throws IOException {
    assertThat(run(TINY.replace("batch: 4", "batch: many")).err())
        .contains("[GM/CONFIG] wrong type: found the text 'many'; expected a whole number")
        .contains("training.batch)");
  }

  @Test
  void anUnknownComponentIsNamedWithWhatIsKnown() throws IOException {
    assertThat(run(TINY.replace("mlp@1", "mpl@1")).err())
        .contains("[GM/UNKNOWN_ID] no network has this id: found 'mpl@1'; expected one of [mlp@1,")
        .contains("model.network)")
        .contains("Did you mean 'mlp@1'?");
  }

  @Test
  void allProblemsAreToldTogether() throws IOException {
    String text =
        TINY.replace("mlp@1", "mpl@1").replace("batch: 4", "batch: many").replace("name:", "nme:");
    assertThat(run(text).err().lines().filter(l -> l.startsWith("[GM/"))).hasSizeGreaterThan(2);
  }

  @Test
  void dataThatDoNotFitTheSpaceAreRefused() throws IOException {
    assertThat(run(TINY.replace("dims: [2]", "dims: [3]")).err())
        .contains("[GM/SHAPE] the data are no points of the space 'euclidean@1'")
        .contains("found 'x' FLOAT32[B, 2]; expected FLOAT32[B, 3]");
  }

  @Test
  void anEmptyAndACorruptDataFileAreRefused() throws IOException {
    String text = TINY.replace("data: moons@1", "data: { use: csv@1, path: data.csv }");
    Path data = temp.resolve("data.csv");
    assertThat(run(text).err()).contains("[GM/DATA]").contains("data.csv");
    Files.writeString(data, "");
    assertThat(run(text).err()).contains("[GM/DATA]").contains("data.csv");
    Files.writeString(data, "x,y\n1,2\n3,oops\n5\n");
    assertThat(run(text).err()).contains("[GM/DATA]").contains("data.csv:3").contains("oops");
  }

  @Test
  void aHeadThatAFamilyCannotUseIsRefused() throws IOException {
    assertThat(run(TINY.replace("stepper: euler@1", "stepper: euler@9")).err())
        .contains("[GM/UNKNOWN_ID] no stepper of flow@1 has this name: found 'euler@9'")
        .contains("sampling.terms[0].stepper)");
  }

  @Test
  void weightsThatDoNotCarryThePathAreRefused() throws IOException {
    String half = "{ head: velocity@1, family: flow@1, stepper: euler@1, weight: 0.3 }";
    String more = "{ head: velocity@1, family: flow@1, stepper: euler@1, weight: 0.9 }";
    String one = "{ head: velocity@1, family: flow@1, stepper: euler@1 }";
    assertThat(run(TINY.replace(one, half + ", " + more)).err())
        .contains("[GM/CONFIG] the weights of a superposition do not carry the path: found")
        .contains("velocity@1 by flow@1 (solution) 0.9")
        .contains("expected solutions less backward parts to sum to 1, not 1.2")
        .contains("sampling.terms)");
    String langevin = "{ head: velocity@1, family: diffusion@1, weight: -0.5 }";
    assertThat(run(TINY.replace(one, one + ", " + langevin)).err())
        .contains("velocity@1 by diffusion@1 (divergence_free) -0.5")
        .contains("expected weights of at least 0");
  }

  @Test
  void aNameThatIsNoNameOfADirectoryIsRefused() throws IOException {
    for (String name : List.of("../../x", "a/b", "''", "'.hidden'", "\"a\\0b\"", "x".repeat(101))) {
      assertThat(run(TINY.replace("name: tiny", "name: " + name)).err())
          .contains("[GM/CONFIG] the name of a run is also that of its directory: found");
    }
  }

  @Test
  void pathsThatNoSystemHasAreRefused() throws IOException {
    assertThat(run(TINY + "base: \"a\\0b\"\n").err())
        .contains("[GM/CONFIG] the system has no folder of this name: found Nul character");
    String data = "data: { use: csv@1, path: \"a\\0b\" }";
    assertThat(run(TINY.replace("data: moons@1", data)).err())
        .contains("[GM/DATA] the system has no file of this name: found Nul character");
  }

  @Test
  void whatIsTooLargeIsRefusedAsSuch() throws IOException {
    assertThat(run("#" + " ".repeat(1 << 20) + "\n" + TINY).err())
        .contains("[GM/CONFIG] the configuration is too long: expected at most 1048576 bytes");
    assertThat(run(TINY.replace("steps: 2 }", "steps: 2147483647 }")).err())
        .contains("[GM/CONFIG] a time grid cannot have so many steps: found 2147483647");
    Path out = temp.resolve("large");
    Outcome network = gm("train", config(TINY.replace("[8]", "[65536, 65536]")), "--out", out);
    assertThat(network.status()).as(network.err()).isEqualTo(1);
    assertThat(network.err())
        .contains("[GM/MEMORY] the network is too large for Java's memory: found 4,29")
        .contains("'trunk.1.kernel'")
        .doesNotContain("\tat ");
    Path many = temp.resolve("many");
    Outcome batch =
        gm("train", config(TINY.replace("batch: 4", "batch: 2147483647")), "--out", many);
    assertThat(batch.status()).as(batch.err()).isEqualTo(1);
    assertThat(batch.err())
        .contains("[GM/MEMORY] too many rows at once for Java's memory: found 2147483647 rows of 2")
        .contains("training.batch")
        .doesNotContain("\tat ");
  }

  @Test
  void notYamlAndNoFileAreRefused() throws IOException {
    assertThat(run("name: [").err()).contains("[GM/CONFIG] the configuration is not valid YAML");
    assertThat(run("").err()).contains("[GM/CONFIG] the configuration is empty");
    Outcome none = gm("run", temp.resolve("none.yaml"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("[GM/CONFIG] the configuration does not exist");
  }

  @Test
  void anOutputThatExistsIsNotTouched() throws IOException {
    Path out = Files.createDirectory(temp.resolve("precious"));
    Files.writeString(out.resolve("thesis.txt"), "years of work");
    Outcome o = gm("run", config(TINY), "--out", out);
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err()).contains("[GM/OUTPUT_EXISTS]");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(p -> p.getFileName().toString())).containsExactly("thesis.txt");
    }
    assertThat(out.resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void aDamagedCheckpointAndOneOfAnotherModelAreRefused() throws IOException {
    Path run = temp.resolve("run");
    assertThat(gm("train", config(TINY), "--out", run).status()).isZero();
    Path other = temp.resolve("other");
    assertThat(gm("train", config(TINY.replace("[8]", "[9]")), "--out", other).status()).isZero();
    Path checkpoint = run.resolve("checkpoints").resolve("00000003.safetensors");
    byte[] whole = Files.readAllBytes(checkpoint);

    Files.copy(
        other.resolve("checkpoints").resolve("00000003.safetensors"),
        checkpoint,
        StandardCopyOption.REPLACE_EXISTING);
    Outcome foreign = gm("sample", run, "-n", 2, "-o", temp.resolve("s.npz"));
    assertThat(foreign.status()).isEqualTo(2);
    assertThat(foreign.err()).contains("[GM/CHECKPOINT]").contains("another form");

    for (int length : List.of(0, 7, 100, whole.length - 1)) {
      Files.write(checkpoint, Arrays.copyOf(whole, length));
      Outcome cut = gm("sample", run, "-n", 2, "-o", temp.resolve("s.npz"));
      assertThat(cut.status()).isEqualTo(2);
      assertThat(cut.err()).startsWith("[GM/CHECKPOINT]").contains("00000003.safetensors");
    }
    assertThat(temp.resolve("s.npz")).doesNotExist();
  }

  @Test
  void anEngineThatCannotBeOpenedSaysWhy() throws IOException {
    Outcome o = gm("run", config(TINY), "--out", temp.resolve("out"), "--device", "gpu");
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err()).contains("[GM/ENGINE_UNAVAILABLE]");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aCommandThatIsMisusedSaysHowAndWhereToRead() {
    Outcome command = gm("sampel", "runs/moons");
    assertThat(command.status()).isEqualTo(2);
    assertThat(command.err())
        .startsWith("[GM/USAGE] unmatched argument")
        .contains("'sampel'")
        .endsWith("Did you mean 'gm sample'? See gm --help.\n");
    Outcome missing = gm("sample", "run");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err())
        .startsWith("[GM/USAGE] missing required options: '-n=N', '-o=FILE.npz'")
        .endsWith("See gm sample --help.\n");
    Outcome small = gm("sample", "run", "-n", 0, "--steps", -1, "-o", temp.resolve("s.npz"));
    assertThat(small.status()).isEqualTo(2);
    assertThat(small.err())
        .contains("[GM/USAGE] a number is too small: found -n 0; expected at least 1")
        .contains("found --steps -1; expected at least 1");
    Outcome nowhere = gm("evaluate", temp.resolve("nowhere"));
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(nowhere.err()).startsWith("[GM/USAGE] there is no run directory here");
  }
}
