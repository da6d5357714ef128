package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The comparison of solvers, on a model that has hardly been trained. */
class SolversTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path MOONS = Path.of("..", "examples", "moons.yaml");

  @TempDir Path temp;

  /** The ancestral step comes to its order slowly: 0.83 at 64 steps, 0.96 at 512. */
  @Test
  void theOrdersOfAllSolversAreTheDeclaredOnes() {
    JsonNode rows = JSON.readTree(gm("solvers", "--json").out()).path("orders");
    List<String> names = new ArrayList<>();
    for (JsonNode row : rows) {
      String name = row.path("solver").asString("");
      names.add(name);
      assertThat(row.path("measured-order").asDouble())
          .as("%s", name)
          .isCloseTo(row.path("declared-order").asDouble(), within(0.2));
    }
    assertThat(names)
        .contains(
            "flow@1 rk4@1",
            "reverse-diffusion@1 ancestral@1",
            "flow@1 euler@1 + diffusion@1[noise=NONE] euler-maruyama@1",
            "flow@1 heun@1 + diffusion@1[noise=NONE] stochastic-heun@1");
    assertThat(gm("solvers").out()).containsPattern("flow@1 rk4@1 +4 +[34][.]\\d+ +255");
  }

  @Test
  void aPictureAndNumbersOfARun() throws Exception {
    Path run = temp.resolve("run");
    Outcome trained =
        gm(
            "train",
            MOONS,
            "--out",
            run,
            "--set",
            "training.steps=20",
            "--set",
            "training.batch=16");
    assertThat(trained.status()).as(trained.err()).isZero();
    Outcome o = gm("solvers", run, "-n", 50, "--evaluations", "2,7", "--json");
    assertThat(o.status()).as(o.err()).isZero();
    JsonNode printed = JSON.readTree(o.out()).path("solvers");
    JsonNode written = JSON.readTree(Files.readString(run.resolve("solvers.json")));
    assertThat(written.path("solvers")).isEqualTo(printed);
    assertThat(written.path("n").asInt()).isEqualTo(50);
    assertThat(evaluations(printed, "flow@1 heun@1")).containsExactly(1, 7);
    assertThat(evaluations(printed, "flow@1 multistep@1")).containsExactly(2, 7);
    assertThat(evaluations(printed, "flow@1 rk4@1")).containsExactly(7);
    assertThat(evaluations(printed, "flow@1 adaptive@1")).hasSize(4).isSorted();
    assertThat(evaluations(printed, "flow@1 euler@1 + diffusion@1[noise=RADIAL] euler-maruyama@1"))
        .containsExactly(2, 7);
    byte[] svg = Files.readAllBytes(run.resolve("solvers.svg"));
    var picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(picture.getDocumentElement().getTextContent())
        .contains("flow@1 heun@1", "energy-distance");
    assertThat(new String(svg, StandardCharsets.UTF_8)).doesNotContain("NaN");
  }

  private static List<Integer> evaluations(JsonNode solvers, String name) {
    List<Integer> list = new ArrayList<>();
    for (JsonNode s : solvers) {
      if (s.path("solver").asString("").equals(name)) {
        s.path("places").forEach(p -> list.add(p.path("evaluations").asInt()));
      }
    }
    return list;
  }

  @Test
  void whatCannotBeComparedIsTold() {
    assertThat(gm("solvers", "-n", 0, "--evaluations", "3,0").err())
        .contains("found -n 0; expected at least 1", "found --evaluations 0; expected at least 1")
        .doesNotContain("\tat ");
  }
}
