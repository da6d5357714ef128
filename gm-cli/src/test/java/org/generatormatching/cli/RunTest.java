package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.cli.report.Browser;
import org.generatormatching.cli.report.PageChecks;
import org.generatormatching.io.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples and the commands around them, with a tiny budget. */
class RunTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final List<String> TINY =
      List.of(
          "--set", "training.steps=20", "--set", "training.batch=16", "--set", "sampling.count=60");

  @TempDir Path temp;

  private Outcome command(String verb, Object... more) {
    List<Object> all = new ArrayList<>(List.of(verb));
    all.addAll(List.of(more));
    all.addAll(TINY);
    return gm(all.toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits", "checkerboard", "moons"})
  void anExampleRunsFromNothingToAReport(String name) throws Exception {
    Path out = temp.resolve(name);
    Outcome o = command("run", EXAMPLES.resolve(name + ".yaml"), "--out", out);
    assertThat(o.status()).as(o.err()).isZero();
    for (String file :
        List.of(
            "config.yaml",
            "provenance.json",
            "metrics.jsonl",
            "evaluation.json",
            "report.html",
            "samples.png",
            "data.png",
            "particles.png",
            "events.out.tfevents.gm",
            "samples/samples.npz",
            "checkpoints/00000020.safetensors")) {
      assertThat(out.resolve(file)).isNotEmptyFile();
    }
    assertThat(Files.size(out.resolve("report.html"))).isLessThan(2_000_000);
    assertThat(Files.readString(out.resolve("report.html"))).doesNotContain("NaN");
    look(out.resolve("report.html"), name);
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl")))
        .hasSize(2)
        .allMatch(
            l -> l.contains("\"step\"") && l.contains("\"loss\"") && l.contains("\"seconds\""));
    assertThat(gm("evaluate", out, "--json").out())
        .startsWith("{")
        .contains("\"metrics\"", "\"floor\"", "\"low\"", "\"high\"");
    if (name.equals("moons")) {
      assertThat(gm("likelihood", out, "-n", "20", "--json").out())
          .contains("\"n\" : 20", "\"log-density\"", "\"bits-per-dimension\"");
      assertThat(gm("likelihood", out, "--grid", "8").out()).contains("integral");
      assertThat(gm("likelihood", out, "--grid", "1", "-n", "0").err())
          .contains("found -n 0; expected at least 1", "found --grid 1; expected at least 2");
    }
    assertThat(gm("evaluate", out).out()).containsPattern("\\[\\d.*, \\d.*\\]   *noise floor");
  }

  private void look(Path report, String name) throws Exception {
    if (Browser.installed().isPresent()) {
      Path profile = temp.resolve("profile");
      try (Browser browser = Browser.open(Browser.installed().get(), profile)) {
        PageChecks.nothingIsCut(browser, report, name);
      }
    }
  }

  @Test
  void aResolvedConfigurationRunsAgainAndGivesTheSameSamples() throws IOException {
    Path first = temp.resolve("first");
    Path second = temp.resolve("second");
    assertThat(command("run", EXAMPLES.resolve("moons.yaml"), "--out", first).status()).isZero();
    assertThat(gm("run", first.resolve("config.yaml"), "--out", second).status()).isZero();
    assertThat(Files.readAllBytes(second.resolve("samples/samples.npz")))
        .isEqualTo(Files.readAllBytes(first.resolve("samples/samples.npz")));
  }

  @Test
  void samplesDoNotDependOnTheRangeInWhichTheyAreAsked() throws IOException {
    Path run = temp.resolve("run");
    assertThat(command("train", EXAMPLES.resolve("moons.yaml"), "--out", run).status()).isZero();
    Path all = temp.resolve("all.npz");
    Path part = temp.resolve("part.npz");
    assertThat(gm("sample", run, "-n", 1500, "--steps", 3, "-o", all).status()).isZero();
    assertThat(gm("sample", run, "-n", 7, "--first", 1020, "--steps", 3, "-o", part).status())
        .isZero();
    var whole = Npz.read(all).get("x");
    assertThat(Npz.read(part).get("x")).isEqualTo(whole.rows(1020, 1027));
  }

  @Test
  void theSamplerOfARunCanBeChosen() throws IOException {
    Path run = temp.resolve("run");
    assertThat(command("train", EXAMPLES.resolve("moons.yaml"), "--out", run).status()).isZero();
    Path chosen = temp.resolve("chosen.npz");
    Path own = temp.resolve("own.npz");
    assertThat(gm("sample", run, "-n", 3, "--sampler", "grid@1", "-o", chosen).status()).isZero();
    assertThat(gm("sample", run, "-n", 3, "-o", own).status()).isZero();
    assertThat(chosen).hasSameBinaryContentAs(own);
    Outcome o = gm("sample", run, "-n", 3, "--sampler", "gird@1", "-o", temp.resolve("no.npz"));
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err())
        .contains("[GM/UNKNOWN_ID] no sampler has this id: found 'gird@1'")
        .contains("Did you mean 'grid@1'?");
  }

  /** Straight and curved paths end in the same law, and hardly in the same points. */
  @Test
  void theScheduleOfATrainedModelCanBeChanged() throws IOException {
    Path run = temp.resolve("run");
    assertThat(command("train", EXAMPLES.resolve("moons.yaml"), "--out", run).status()).isZero();
    Path own = temp.resolve("own.npz");
    Path same = temp.resolve("same.npz");
    Path other = temp.resolve("other.npz");
    assertThat(gm("sample", run, "-n", 200, "-o", own).status()).isZero();
    assertThat(gm("sample", run, "-n", 200, "--schedule", "cond-ot@1", "-o", same).status())
        .isZero();
    Outcome o = gm("sample", run, "-n", 200, "--schedule", "cosine@1", "-o", other);
    assertThat(o.status()).as(o.err()).isZero();
    double[] x = Npz.read(own).get("x").doubles();
    assertThat(apart(x, Npz.read(same).get("x").doubles())).isLessThan(1e-4);
    assertThat(apart(x, Npz.read(other).get("x").doubles())).isBetween(1e-4, 0.2);
    Outcome no = gm("sample", run, "-n", 3, "--schedule", "cosin@1", "-o", temp.resolve("no.npz"));
    assertThat(no.err()).contains("[GM/UNKNOWN_ID]", "Did you mean 'cosine@1'?");
  }

  /** The root mean square of the differences. */
  private static double apart(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return Math.sqrt(sum / x.length);
  }

  @Test
  void pluginsAndSchemaListEveryComponent() {
    Outcome plugins = gm("plugins", "--json");
    assertThat(plugins.status()).as(plugins.err()).isZero();
    assertThat(plugins.out()).contains("\"flow@1\"", "\"mlp@1\"", "\"pytorch@1\"", "\"c2st@1\"");
    assertThat(gm("config", "schema").out()).contains("\"flow@1\"").contains("learning-rate");
  }

  @Test
  void everyValueIsShownWithItsOrigin() {
    Outcome o = gm("config", "show", EXAMPLES.resolve("moons.yaml"), "--set", "training.steps=7");
    assertThat(o.out().lines())
        .anyMatch(l -> l.matches("training\\.steps +7 +# command line"))
        .anyMatch(l -> l.matches("training\\.batch +\\d+ +# file"))
        .anyMatch(l -> l.matches("engine\\.use +pytorch@1 +# default"));
  }
}
