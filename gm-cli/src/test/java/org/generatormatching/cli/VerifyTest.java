package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifyTest {
  /** A flow head, FACTOR times as fast as the path. */
  private static final String HEAD =
      """
      public List<ComponentFactory<HeadKind, ?>> heads() {
        return List.of(ComponentFactory.of("mine@1", "", () -> path -> new Mine(path)));
      }
      record Mine(ConditionalPath path) implements Head {
        public ComponentId id() { return ComponentId.of("mine@1"); }
        public Set<CoordinateId> gives() { return Set.of(CoordinateId.VELOCITY); }
        public Signature raw() { return path.space().point(); }
        public Prediction predict(State raw, State xt, Times t) { return Prediction.of(raw); }
        public Target target(Evidence evidence, Times t) {
          GaussianSchedule s = path.require(PathTrait.AffineGaussian.class, id()).schedule();
          State u = evidence.z().times(s.alpha().derivative(t))
              .plus(evidence.drawn().noise().times(s.sigmaDerivative(t)));
          return Target.dense(FACTOR);
        }
        public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
          return Parameter.Linear.of(value);
        }
      }
      """;

  private static final String SUBJECT =
      "mine@1 by flow@1 euler@1 of affine-gaussian@1 on euclidean@1[dims=[1]], cond-ot@1";

  @TempDir Path temp;

  private Path jar(String target) throws IOException {
    return JarBuilder.in(temp)
        .plugin("MinePlugin", HEAD.replace("FACTOR", target))
        .build("my jar.jar");
  }

  private static JsonNode json(Outcome o) {
    return JsonMapper.builder().build().readTree(o.out());
  }

  @Test
  void theRightHeadOfAForeignJarPasses() throws IOException {
    Outcome o = gm("verify", jar("u"), "--subject", SUBJECT, "--json");
    assertThat(o.status()).as(o.err()).isZero();
    JsonNode all = json(o);
    assertThat(all.propertyNames())
        .containsExactly("laws", "passed", "failed", "skipped", "unverified");
    assertThat(all.path("passed").asInt(0)).isPositive().isEqualTo(all.path("laws").size());
    JsonNode law = all.path("laws").get(0);
    assertThat(law.propertyNames())
        .containsExactly(
            "law",
            "subject",
            "engine",
            "kind",
            "statistic",
            "threshold",
            "outcome",
            "seed",
            "seconds");
    assertThat(law.path("engine").asString("")).isEqualTo("reference@1");
    assertThat(law.path("statistic").asDouble(1)).isLessThan(law.path("threshold").asDouble(0));
    assertThat(all.path("unverified")).isEmpty();
  }

  /** The command is read as a shell would read it. */
  @Test
  void aFailureIsToldWithTheCommandThatRepeatsIt() throws IOException {
    Path jar = jar("u.times(1.02)");
    Outcome o = gm("verify", jar, "--law", "GN01", "--law", "GN02", "--seed", "7");
    assertThat(o.status()).as(o.err()).isEqualTo(3);
    assertThat(o.out())
        .contains("FAILED GN01 on " + SUBJECT + "\n  The generator carries the path")
        .contains("Look at: signs")
        .doesNotContain("FAILED GN02")
        .containsPattern("mine@1 +head +\\d+ +\\d+ +\\d+  FAILED");
    Matcher m =
        Pattern.compile("repeat with: \\./gm (verify .* --subject '\\Q" + SUBJECT + "\\E'.*)")
            .matcher(o.out());
    assertThat(m.find()).isTrue();
    assertThat(m.group(1))
        .isEqualTo("verify '" + jar + "' --law GN01 --subject '" + SUBJECT + "' --seed 7");
    Outcome again = gm("verify", jar, "--law", "GN01", "--subject", SUBJECT, "--seed", "7");
    assertThat(again.status()).isEqualTo(3);
    assertThat(found(again.out())).isEqualTo(found(o.out()));
  }

  private static String found(String out) {
    return out.substring(out.indexOf("FAILED GN01 on " + SUBJECT + "\n"))
        .lines()
        .filter(l -> l.startsWith("  Found "))
        .findFirst()
        .orElseThrow();
  }

  /** By simulation too: the seed and the subject decide, not what is measured beside it. */
  @Test
  void aStatisticDoesNotDependOnWhatElseIsVerified() {
    Outcome all = gm("verify", "affine-gaussian@1", "--law", "PA04", "--json", "--threads", "2");
    JsonNode some = json(all).path("laws").get(1);
    Outcome one =
        gm("verify", "--law", "PA04", "--subject", some.path("subject").asString(""), "--json");
    assertThat(json(one).path("laws").get(0).path("statistic")).isEqualTo(some.path("statistic"));
    Outcome other = gm("verify", "affine-gaussian@1", "--law", "PA04", "--json", "--seed", "2");
    assertThat(json(other).path("laws").get(1).path("statistic"))
        .isNotEqualTo(some.path("statistic"));
  }

  @Test
  void notANumberIsAFailureAndLegalJson() throws IOException {
    Outcome o = gm("verify", jar("u.times(Double.NaN)"), "--subject", SUBJECT, "--json");
    assertThat(o.status()).isEqualTo(3);
    JsonNode first = json(o).path("laws").get(0);
    assertThat(first.path("law").asString("")).isEqualTo("GN01");
    assertThat(first.path("statistic").isNull()).isTrue();
    assertThat(first.path("outcome").asString("")).isEqualTo("failed");
    assertThat(first.path("detail").asString("")).isNotEmpty();
    assertThat(o.err())
        .contains("FAILED GN01 on " + SUBJECT)
        .contains("Found NaN, which is no number");
  }

  @Test
  void aWrongShapeIsToldAsSuch() throws IOException {
    Path jar = jar("u.map(a -> Tensor.concat(1, a, a))");
    Outcome o = gm("verify", jar, "--subject", SUBJECT, "--law", "GN01");
    assertThat(o.status()).isEqualTo(3);
    assertThat(o.out())
        .contains(
            "It could not be measured: [GM/SHAPE] what head 'mine@1' gives is no parameter of family"
                + " 'flow@1': found 'x' [B, 2]; expected [B, 1]");
  }

  @Test
  void aComponentThatNoSubjectHoldsIsUnverified() throws IOException {
    String energies =
        """
        public List<ComponentFactory<EnergyFunction, ?>> energies() {
          return List.of(ComponentFactory.of("lone@1", "", () -> new EnergyFunction() {
            public ComponentId id() { return ComponentId.of("lone@1"); }
            public StateSpace space() { throw new IllegalStateException(); }
            public Tensor energy(State x) { return x.get("x"); }
          }));
        }
        """;
    Path jar = JarBuilder.in(temp).plugin("Lone", energies).build("lone.jar");
    Outcome o = gm("verify", jar);
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(o.out()).contains("lone@1").contains("unverified").contains("Unverified: 1 of 1.");
    assertThat(json(gm("verify", jar, "--json")).path("unverified"))
        .singleElement()
        .satisfies(id -> assertThat(id.asString("")).isEqualTo("lone@1"));
  }

  @Test
  void wrongUsageIsToldWithWhatWasMeant() {
    assertThat(gm("verify", "velocty@1").err())
        .startsWith("[GM/UNKNOWN_ID] no component has this id: found 'velocty@1'")
        .contains("Did you mean 'velocity@1'?");
    assertThat(gm("verify", "velocity@1", "--law", "GN1").err()).contains("[GM/USAGE]", "'GN01'?");
    assertThat(gm("verify", "--subject", "mine").err()).contains("[GM/USAGE] no subject", "--list");
    assertThat(gm("verify", "--seed", "x").err()).contains("[GM/USAGE] the seed is no number");
    Path none = temp.resolve("none.jar");
    assertThat(gm("verify", none).err()).contains("[GM/USAGE] the plugin jar does not exist");
    for (Object word : List.of("velocty@1", none, "--seed=x", "--law=GN99", "--subject=mine")) {
      assertThat(gm("verify", word).status()).isEqualTo(2);
    }
  }

  @Test
  void aRandomSeedIsPrintedAndUsed() {
    Outcome o = gm("verify", "mixture@1", "--law", "PA01", "--seed", "random", "--json");
    Matcher m = Pattern.compile("seed (\\d+)").matcher(o.err());
    assertThat(m.find()).isTrue();
    assertThat(json(o).path("laws")).allMatch(l -> l.path("seed").asString("").equals(m.group(1)));
  }

  @Test
  void combinationsHaveNamesOfTheirOwn() {
    Outcome o = gm("verify", "superposition@1", "divergence-free@1", "predictor-corrector@1");
    assertThat(o.status()).as(o.out()).isZero();
    assertThat(o.out())
        .containsPattern("superposition@1 +combination +[1-9]\\d* +0 ")
        .containsPattern("divergence-free@1 +combination +[1-9]\\d* +0 ")
        .containsPattern("predictor-corrector@1 +combination +[1-9]\\d* +0 ");
  }

  @Test
  void subjectsAndLawsAreListed() {
    Outcome o = gm("verify", "velocity@1", "--list");
    assertThat(o.status()).isZero();
    assertThat(o.out())
        .contains("GN01  The generator carries the path")
        .contains(SUBJECT.replace("mine", "velocity") + "  [GN01");
  }

  /** On the interpreter no class of an engine's libraries is loaded; and they need not be there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theKitNeedsNoNativeLibrary(boolean present) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(e -> present || !e.matches(".*(pytorch|tensorflow|/djl/|bytedeco|javacpp).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Path log = temp.resolve("classes.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                classPath,
                Gm.class.getName()));
    command.addAll(List.of("verify", jar("u").toString(), "--law", "GN03", "--json"));
    Process p =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("out").toFile())
            .start();
    assertThat(p.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(p.exitValue()).as(Files.readString(temp.resolve("out"))).isZero();
    assertThat(Files.readString(temp.resolve("out"))).contains("\"outcome\" : \"passed\"");
    try (var lines = Files.lines(log)) {
      assertThat(lines.filter(l -> l.matches(".* (ai\\.djl|org\\.tensorflow|org\\.bytedeco)\\..*")))
          .isEmpty();
    }
  }

  @Test
  void aRunKeepsWhatItVerified() throws IOException {
    Path out = temp.resolve("run");
    Outcome o =
        gm(
            "run",
            Path.of("..", "examples", "moons.yaml"),
            "--out",
            out,
            "--set",
            "training.steps=2",
            "--set",
            "sampling.count=20");
    assertThat(o.status()).as(o.err()).isZero();
    JsonNode kept =
        JsonMapper.builder().build().readTree(Files.readString(out.resolve("verification.json")));
    List<String> laws =
        StreamSupport.stream(kept.path("laws").spliterator(), false)
            .map(l -> l.path("law").asString("") + " " + l.path("outcome").asString(""))
            .toList();
    assertThat(laws).contains("GN01 passed", "PA01 passed").doesNotContain("PA04 passed");
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("What was verified", "not in the run&#39;s own space", "GN01");
  }
}
