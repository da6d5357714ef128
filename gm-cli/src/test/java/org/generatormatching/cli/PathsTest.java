package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One path by many generators, without training. */
class PathsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path FIGURES = Path.of("..", "examples", "figures");

  @TempDir Path temp;

  private static JsonNode paths(Path config, Object... more) {
    List<Object> all = new ArrayList<>(List.of("paths", config, "--json"));
    all.addAll(List.of("-n", 4000, "--set", "sampling.grid.steps=80"));
    all.addAll(List.of(more));
    Outcome o = gm(all.toArray());
    assertThat(o.status()).as(o.err()).isZero();
    return JSON.readTree(o.out());
  }

  /**
   * 42 bins of 4,000 samples: the total variation of exact draws has the mean .03 and a deviation
   * below .004. At the last time jumps land in bins as wide as the law.
   */
  @Test
  void allGeneratorsHaveTheLawsOfTheirPath() throws Exception {
    Path picture = temp.resolve("paths.svg");
    JsonNode seen = paths(FIGURES.resolve("paths-1d.yaml"), "-o", picture);
    List<String> names = new ArrayList<>();
    for (JsonNode s : seen.path("solvers")) {
      names.add(s.path("solver").asString(""));
      for (int k = 0; k < 3; k++) {
        assertThat(s.path("total-variation").get(k).asDouble())
            .as("%s at %s", names.get(names.size() - 1), seen.path("times").get(k))
            .isLessThan(seen.path("floors").get(k).asDouble() + 0.03);
      }
    }
    assertThat(names)
        .contains(
            "the run's own terms",
            "velocity@1: flow@1 heun@1",
            "velocity@1: reverse-diffusion@1 ancestral@1",
            "gaussian-jump@1: bin-jump@1[low=-4.25,high=4.25,count=256] bin-leap@1");
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(picture)));
    assertThat(svg.getDocumentElement().getTextContent()).contains("velocity@1: flow@1 heun@1");
    assertThat(
            gm("paths", FIGURES.resolve("paths-1d.yaml"), "--set", "sampling.schedule=cosine@1")
                .err())
        .contains("[GM/UNSUPPORTED] paths are shown on the schedule of the model");
    assertThat(gm("paths", FIGURES.resolve("paths-1d.yaml"), "-n", 0, "-o", picture).err())
        .contains("[GM/USAGE] a number is too small", "[GM/OUTPUT_EXISTS]");
  }

  /** In either order of the terms: what jumps after all others arrives where it should. */
  @Test
  void diffusionsAndJumpsShareTheMixturePath() throws Exception {
    near(paths(FIGURES.resolve("paths-1d-mixture.yaml")));
    String text = Files.readString(FIGURES.resolve("paths-1d-mixture.yaml"));
    List<String> terms = text.lines().filter(l -> l.contains("weight: 0.5")).toList();
    Files.copy(FIGURES.resolve("line.csv"), temp.resolve("line.csv"));
    Path swapped = temp.resolve("swapped.yaml");
    Files.writeString(
        swapped,
        text.replace(terms.get(0) + "\n", "")
            .replace(terms.get(1), terms.get(1) + "\n" + terms.get(0)));
    near(paths(swapped));
  }

  /** A model that has hardly been trained is far from the path, and the picture shows its laws. */
  @Test
  void theModelOfARunIsComparedWithItsPath() throws Exception {
    Path run = temp.resolve("run");
    List<String> small =
        List.of("training.steps=5", "model.network.widths=[8]", "sampling.grid.steps=8");
    List<Object> train =
        new ArrayList<>(List.of("train", FIGURES.resolve("checkerboard-mixture.yaml")));
    small.forEach(s -> train.addAll(List.of("--set", s)));
    train.addAll(List.of("--out", run));
    Outcome trained = gm(train.toArray());
    assertThat(trained.status()).as(trained.err()).isZero();
    Path picture = temp.resolve("laws.svg");
    Outcome o = gm("paths", run, "-n", 2000, "-o", picture, "--json");
    assertThat(o.status()).as(o.err()).isZero();
    JsonNode seen = JSON.readTree(o.out());
    assertThat(seen.path("times")).hasSize(4);
    List<String> names = new ArrayList<>();
    for (JsonNode s : seen.path("solvers")) {
      names.add(s.path("solver").asString(""));
      assertThat(s.path("total-variation").get(3).asDouble())
          .isGreaterThan(2 * seen.path("floors").get(3).asDouble());
    }
    assertThat(names)
        .containsExactly(
            "bin-jump@1 of the run bin-leap@1",
            "bin-jump@1 of the run naive-leap@1",
            "bin-jump@1 of the run thinning@1");
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(picture)));
    assertThat(svg.getElementsByTagName("image").getLength()).isEqualTo(16);
    Path jumps = temp.resolve("jumps.npz");
    Outcome thinned = gm("sample", run, "-n", 20, "--sampler", "thinning@1", "-o", jumps);
    assertThat(thinned.status()).as(thinned.err()).isZero();
    double[] x = Npz.read(jumps).get("x").doubles();
    assertThat(x).hasSize(40);
    assertThat(Arrays.stream(x)).allMatch(v -> Math.abs(v) <= 4);
    assertThat(gm("paths", run, "--points", 2).err())
        .contains("[GM/USAGE] the path of a run ends at its training data: found --points 2");
  }

  private static void near(JsonNode seen) {
    for (JsonNode s : seen.path("solvers")) {
      for (int k = 0; k < 3; k++) {
        assertThat(s.path("total-variation").get(k).asDouble())
            .as("%s at %s", s.path("solver").asString(""), seen.path("times").get(k))
            .isLessThan(seen.path("floors").get(k).asDouble() + 0.05);
      }
    }
  }
}
