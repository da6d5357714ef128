package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.eval.data.FiniteDataset;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.training.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of tokens from a configuration: trained and sampled on the engine. */
class TokensTest {
  private static final int N = 2000;
  private static final String TEXT =
      """
      name: pairs
      data: pairs@1
      model:
        factors:
          - space: { use: categorical@1, sites: 2, tokens: 3 }
            path: { use: mixture@1, source: SOURCE }
            schedule: { use: polynomial@1, n: 2 }
            heads: [{ head: posterior@1, divergence: DIVERGENCE }]
        network: { use: mlp@1, widths: [32] }
      training: { steps: STEPS, batch: 128, learning-rate: 0.01 }
      sampling:
        terms: [{ head: posterior@1, family: ctmc@1, stepper: tau-leap@1 }]
        grid: { use: uniform@1, steps: 24 }
      """;

  /** Two sites with the same token: 0 with probability .3, else 1. Token 2 is the mask. */
  public static final class Pairs implements GmPlugin {
    @Override
    public PluginDescriptor descriptor() {
      return new PluginDescriptor("pairs", "1", 1);
    }

    @Override
    public List<ComponentFactory<DatasetKind, ?>> datasets() {
      return List.of(ComponentFactory.of("pairs@1", "", () -> base -> data()));
    }

    private static Dataset data() {
      long[] tokens = new long[20];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i < 6 ? 0 : 1;
      }
      Batch rows = Batch.of("tokens", HostArray.of(tokens, 10, 2));
      return new FiniteDataset(rows, rows, new Dataset.Layout.Columns(), "");
    }
  }

  private static Registry registry() {
    List<GmPlugin> plugins = new ArrayList<>(List.of(new Pairs()));
    ServiceLoader.load(GmPlugin.class).forEach(plugins::add);
    List<BackendProvider> engines = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class).forEach(engines::add);
    return Registry.of(plugins, engines);
  }

  private static long[] samples(String source, String divergence, int steps) {
    String text =
        TEXT.replace("SOURCE", source)
            .replace("DIVERGENCE", divergence)
            .replace("STEPS", Integer.toString(steps));
    Registry registry = registry();
    Configuration c = Configuration.parse(text, "text", Path.of("."), List.of(), registry);
    try (Experiment e = Experiment.open(c, registry);
        Trainer trainer = new Trainer(e.backend(), e.task(), c.config().training(), 1)) {
      trainer.train(Optional.empty(), log -> {});
      return e.sample(
              trainer.weights(), 0, N, 1, Optional.empty(), Map.of(), (row, step, t, points) -> {})
          .points()
          .get("tokens")
          .longs();
    }
  }

  /**
   * Of 2000 pairs at most 1 in 20 differ (24 steps and 400 training steps: about 1 in 50), and the
   * share of 0 is .3 within 5 standard errors and .03 for training. Without training half differ.
   */
  @ParameterizedTest
  @CsvSource({
    "mask, cross-entropy@1",
    "mask, generalised-kl@1",
    "uniform, cross-entropy@1",
    "reference, cross-entropy@1"
  })
  void aConfigurationOfTokensLearnsTheirLaw(String source, String divergence) {
    long[] x = samples(source, divergence, 400);
    assertThat(x).doesNotContain(2).hasSize(2 * N);
    assertThat(differing(x)).isLessThan(0.05);
    assertThat(zeros(x)).isCloseTo(0.3, within(0.08));
    assertThat(differing(samples(source, divergence, 1))).isGreaterThan(0.2);
  }

  private static double differing(long[] x) {
    int n = 0;
    for (int i = 0; i < N; i++) {
      n += x[2 * i] == x[2 * i + 1] ? 0 : 1;
    }
    return (double) n / N;
  }

  private static double zeros(long[] x) {
    int n = 0;
    for (long token : x) {
      n += token == 0 ? 1 : 0;
    }
    return n / (2.0 * N);
  }

  @Test
  void numbersAreNoTokens() {
    Registry registry = registry();
    String text = TEXT.replace("SOURCE", "mask").replace("DIVERGENCE", "cross-entropy@1");
    Configuration c =
        Configuration.parse(
            text.replace("STEPS", "1").replace("pairs@1", "moons@1"),
            "text",
            Path.of("."),
            List.of(),
            registry);
    assertThatThrownBy(() -> Experiment.open(c, registry))
        .hasMessageContaining(
            "[GM/SHAPE] the data are no points of the space 'categorical@1': found 'tokens' absent");
  }
}
