package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Npz;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and grey levels as tokens, from a configuration to what people read. */
class TextRunTest {
  private static final String TEXT =
      """
      name: letters
      data: { use: text@1, path: text.txt, length: 6 }
      codec: { use: levels@1, unknown: 9617 }
      model:
        factors:
          - space: { use: categorical@1, sites: 6, tokens: 6 }
            path: { use: mixture@1, source: mask }
            heads: [{ head: posterior@1, divergence: cross-entropy@1 }]
        network: { use: transformer@1, width: 8, blocks: 1, heads: 2 }
      training: { steps: 4, batch: 8 }
      sampling:
        terms: [{ head: posterior@1, family: ctmc@1, stepper: tau-leap@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 12
      evaluation:
        metrics: [tv-marginal@1, tv-pair@1]
      """;

  @TempDir Path temp;
  private Path config;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    config = temp.resolve("letters.yaml");
    run = temp.resolve("run");
    Files.writeString(config, TEXT);
    Files.writeString(temp.resolve("text.txt"), "abba cab\nacca ".repeat(30));
  }

  private static Outcome done(Object... arguments) {
    Outcome o = gm(arguments);
    assertThat(o.status()).as(o.err()).isZero();
    return o;
  }

  @Test
  void samplesCanBeReadAsCodesAndAsLines() throws IOException {
    done("run", config, "--out", run);
    HostArray codes = Npz.read(run.resolve("samples").resolve("samples.npz")).get("text");
    assertThat(codes.dims()).containsExactly(12, 6);
    assertThat(Arrays.stream(codes.longs()).boxed())
        .allMatch(c -> "abc \n".indexOf((int) (long) c) >= 0);
    assertThat(Files.readAllLines(run.resolve("samples").resolve("samples.txt")))
        .hasSize(12)
        .allMatch(line -> line.matches("[abc ↵]{6}"));
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("lines of text")
        .contains("<pre>")
        .contains("░░░░░░");
    HostArray start = Npz.read(run.resolve("samples").resolve("trajectory-0.npz")).get("text");
    assertThat(start.longs()).containsOnly('░');

    Path out = temp.resolve("more.npz");
    Outcome o = done("sample", run, "-n", 5, "-o", out);
    assertThat(o.err()).contains("more.npz and ").contains("more.txt");
    assertThat(Files.readAllLines(temp.resolve("more.txt"))).hasSize(5);
    Files.delete(out);
    o = gm("sample", run, "-n", 5, "-o", out);
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err()).startsWith("[GM/OUTPUT_EXISTS] ").contains("more.txt");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits-tokens", "text"})
  void theExamplesAreConfigurations(String name) {
    Outcome o = done("config", "show", Path.of("..", "examples", name + ".yaml"));
    assertThat(o.out()).contains("posterior@1").contains("levels@1");
  }

  /** More than a piece of 16,384, with the seam in the middle of what is compared. */
  @Test
  void samplesDoNotDependOnThePiecesInWhichTheyAreMade() {
    done("train", config, "--out", run, "--set", "training.steps=1");
    Path all = temp.resolve("all.npz");
    Path some = temp.resolve("some.npz");
    done("sample", run, "-n", 16_400, "-o", all);
    done("sample", run, "-n", 20, "--first", 16_375, "-o", some);
    HostArray codes = Npz.read(all).get("text");
    assertThat(codes.dims()[0]).isEqualTo(16_400);
    assertThat(Npz.read(some).get("text")).isEqualTo(codes.rows(16_375, 16_395));
  }

  @Test
  void tooFewTokensForTheAlphabetAreRefusedBeforeTraining() throws IOException {
    Files.writeString(config, TEXT.replace("tokens: 6", "tokens: 5"));
    Outcome o = gm("train", config, "--out", run);
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err())
        .contains("[GM/DATA] the data hold the token that is the mask: found token 4 in 'tokens'");
    Files.writeString(config, TEXT.replace("tokens: 6", "tokens: 3"));
    assertThat(gm("train", config, "--out", temp.resolve("b")).err())
        .contains("[GM/DATA] the data hold a token that the space does not have: found token");
  }

  @Test
  void digitsAsTokensAreDigitsAgain() throws IOException {
    String text =
        TEXT.replace("{ use: text@1, path: text.txt, length: 6 }", "digits@1")
            .replace("{ use: levels@1, unknown: 9617 }", "levels@1")
            .replace("sites: 6, tokens: 6", "sites: 64, tokens: 18");
    Path digits = temp.resolve("digits.yaml");
    Files.writeString(digits, text);
    done("run", digits, "--out", run);
    HostArray x = Npz.read(run.resolve("samples").resolve("samples.npz")).get("x");
    assertThat(x.dims()).containsExactly(12, 8, 8);
    for (float v : x.floats()) {
      assertThat(v).isBetween(0f, 16f).isEqualTo((float) Math.rint(v));
    }
    assertThat(run.resolve("samples.png")).exists();
  }
}
