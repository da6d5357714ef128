package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Couplings from the configuration to the samples. */
class CouplingRunTest {
  private static final String MOONS =
      """
      name: moons
      data: moons@1
      model:
        factors:
          - space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [64, 64] }
        coupling: independent@1
      training: { steps: 600, batch: 128, learning-rate: 0.005, log-every: 600 }
      sampling:
        terms: [{ head: velocity@1, family: flow@1, stepper: euler@1 }]
        grid: { use: uniform@1, steps: 2 }
        count: 5
      """;
  private static final String TRANSPORT = MOONS.replace("independent@1", "optimal-transport@1");

  @TempDir Path temp;

  private Outcome train(String name, String text) throws IOException {
    Path config = temp.resolve(name + ".yaml");
    Files.writeString(config, text);
    return gm("train", config, "--out", temp.resolve(name));
  }

  private double[] samples(String run, int steps) {
    Path out = temp.resolve(run + steps + ".npz");
    Outcome o = gm("sample", temp.resolve(run), "-n", 1000, "--steps", steps, "-o", out);
    assertThat(o.status()).as(o.err()).isZero();
    return Npz.read(out).get("x").doubles();
  }

  /** The mean squared distance between samples of few steps and of many, from the same noise. */
  private static double bend(double[] few, double[] many) {
    double sum = 0;
    for (int i = 0; i < few.length; i++) {
      sum += (few[i] - many[i]) * (few[i] - many[i]);
    }
    return 2 * sum / few.length;
  }

  @Test
  void optimalTransportStraightensTheFlow() throws IOException {
    for (var run : List.of(List.of("independent", MOONS), List.of("transport", TRANSPORT))) {
      Outcome o = train(run.get(0), run.get(1));
      assertThat(o.status()).as(o.err()).isZero();
      assertThat(Files.readString(temp.resolve(run.get(0)).resolve("metrics.jsonl")))
          .contains("\"coupling-cost\"");
    }
    double[] independent = samples("independent", 50);
    double[] transport = samples("transport", 50);
    for (int steps : new int[] {1, 2}) {
      assertThat(bend(samples("transport", steps), transport))
          .as("%s steps", steps)
          .isLessThan(bend(samples("independent", steps), independent) / 2);
    }
  }

  @Test
  void theLawsOfCouplingsHold() {
    Outcome o = gm("verify", "independent@1", "optimal-transport@1", "--json");
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(o.out())
        .contains(
            "CO01",
            "CO02",
            "optimal-transport@1[pool=3]",
            "optimal-transport@1[epsilon=0.1]",
            "independent@1");
  }

  private void refused(String text, String... messages) throws IOException {
    Outcome o = train("refused", text);
    assertThat(o.status()).as(o.err()).isEqualTo(2);
    assertThat(o.err()).contains(messages).doesNotContain("\tat ");
    assertThat(temp.resolve("refused")).doesNotExist();
  }

  @Test
  void whatACouplingRulesOutIsRefused() throws IOException {
    refused(
        TRANSPORT.replace("steps: 600,", "steps: 600, mirrored-noise: true,"),
        "[GM/CONFIG] a coupling leaves no noise to mirror: found mirrored-noise: true and the"
            + " coupling optimal-transport@1; expected one of them (at model.coupling,"
            + " training.mirrored-noise)");
    refused(
        TRANSPORT.replace(
            "stepper: euler@1 }", "stepper: euler@1 }, { head: velocity@1, family: diffusion@1 }"),
        "[GM/UNSUPPORTED] a generator needs a source that is independent of the data: found"
            + " 'diffusion@1' with the coupling 'optimal-transport@1'",
        "sampling.terms[1].family");
    refused(
        TRANSPORT.replace("coupling: optimal", "coupling: optmal"),
        "[GM/UNKNOWN_ID] no coupling has this id",
        "Did you mean 'optimal-transport@1'?");
    refused(
        TRANSPORT.replace("optimal-transport@1", "{ use: optimal-transport@1, pool: 0 }"),
        "[GM/CONFIG] the pool of optimal transport has too few rows",
        "model.coupling");
  }
}
