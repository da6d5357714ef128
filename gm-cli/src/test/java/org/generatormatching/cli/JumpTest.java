package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flow and jumps on one path, from a configuration. */
class JumpTest {
  private static final String TEXT =
      """
      name: jumps
      data: moons@1
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads:
              - { head: velocity@1, divergence: squared-error@1 }
              - { head: { use: gaussian-jump@1, count: 64 }, divergence: generalised-kl@1 }
        network: { use: mlp@1, widths: [16] }
      training: { steps: 20, batch: 16 }
      sampling:
        terms:
          - { head: velocity@1, family: flow@1, stepper: euler@1, weight: 0.5 }
          - { head: gaussian-jump@1, family: { use: bin-jump@1, count: 64 }, weight: 0.5 }
        grid: { use: uniform@1, steps: 5 }
        count: 50
      """;

  @TempDir Path temp;

  private Outcome run(String text) throws IOException {
    Path config = Files.writeString(temp.resolve("jumps.yaml"), text);
    return gm("run", config, "--out", temp.resolve("out"));
  }

  @Test
  void aSuperpositionRuns() throws IOException {
    Outcome o = run(TEXT);
    assertThat(o.status()).as(o.err()).isZero();
    double[] x = Npz.read(temp.resolve("out/samples/samples.npz")).get("x").doubles();
    assertThat(x).hasSize(100);
    assertThat(Arrays.stream(x)).allMatch(Double::isFinite);
  }

  /** The run's own families, of both heads, beside those of the plugins. */
  @Test
  void itsSolversAreCompared() throws IOException {
    Path out = temp.resolve("out");
    assertThat(run(TEXT).status()).isZero();
    assertThat(gm("solvers", out).err())
        .contains(
            "[GM/CONFIG] solvers are compared by metrics: found none (at evaluation.metrics)");
    Files.writeString(
        out.resolve("config.yaml"),
        Files.readString(out.resolve("config.yaml"))
            .replaceAll(
                "(?s)evaluation:.*?(?=\\n[a-z])", "evaluation: { metrics: [energy-distance@1] }"));
    Outcome o = gm("solvers", out, "-n", 20, "--evaluations", "3");
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(o.out())
        .containsPattern("the run's own terms +3: ")
        .containsPattern("velocity@1: flow@1 euler@1 +3: ")
        .containsPattern("gaussian-jump@1: bin-jump@1 of the run bin-leap@1 +3: ");
  }

  /** Before anything is trained. */
  @Test
  void binsThatDisagreeAreRefused() throws IOException {
    Outcome o = run(TEXT.replace("bin-jump@1, count: 64", "bin-jump@1, low: -3"));
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err())
        .contains("found [bin-rates@1 over 64 bins on [-4.25, 4.25]]")
        .contains("expected bin-rates@1 over 256 bins on [-3.0, 4.25]")
        .contains("(at sampling.terms[1])");
    assertThat(temp.resolve("out")).doesNotExist();
  }
}
