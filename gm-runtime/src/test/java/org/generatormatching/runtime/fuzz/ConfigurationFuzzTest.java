package org.generatormatching.runtime.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.runtime.compose.Parts;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registered;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.training.TrainingTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of all kinds, read, composed and traced: as far as there is no native code. */
class ConfigurationFuzzTest {
  private static final Registry REGISTRY = Registry.discover();
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final String TABLE =
      """
      name: table
      data: { use: csv@1, path: data.csv, header: true, columns: [u, v], held-out: 0.3 }
      codec: { use: scaling@1, method: standard }
      model:
        factors:
          - name: a
            space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            schedule: cond-ot@1
            heads: [{ head: velocity@1, divergence: squared-error@1, weight: 2 }]
        network: { use: residual-mlp@1 }
        coupling: { use: optimal-transport@1, pool: 8 }
      training: { steps: 4, batch: 4, optimizer: sgd, checkpoint-every: 2 }
      sampling:
        terms: [{ factor: a, head: velocity@1, family: flow@1, stepper: euler@1, weight: 1 }]
        sampler: grid@1
        grid: { use: uniform@1, steps: 2 }
        count: 5
      engine: { use: pytorch@1, device: cpu, threads: 1 }
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void data() throws IOException {
    StringBuilder b = new StringBuilder("u,v\n");
    for (int i = 0; i < 20; i++) {
      b.append(i).append(',').append(i * i).append('\n');
    }
    Files.writeString(folder.resolve("data.csv"), b);
  }

  private static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>(List.of(TABLE));
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path p : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readString(p));
      }
    }
    return texts;
  }

  @Test
  void everyConfigurationIsComposedOrRefused() throws Exception {
    List<String> ids = REGISTRY.all().stream().map(Registered::id).map(Object::toString).toList();
    YamlMutation mutation = new YamlMutation(texts(), ids);
    new Campaign("configurations", 2_000)
        .run(
            random -> {
              String text = mutation.next(random);
              Configuration c =
                  Configuration.parse(text, "fuzzed.yaml", folder, List.of(), REGISTRY);
              Configuration again =
                  Configuration.parse(c.yaml(), "resolved.yaml", folder, List.of(), REGISTRY);
              assertThat(again.resolved()).isEqualTo(c.resolved());
              Parts parts = Parts.of(c, REGISTRY, Optional.empty());
              TrainingTask.of(
                  parts.factorized(),
                  parts.network(),
                  TimeLaw.late(c.config().training().lateTimes()),
                  parts.dataset(),
                  Optional.of(parts.codec()),
                  c.config().training().conditionDropout());
            });
  }
}
