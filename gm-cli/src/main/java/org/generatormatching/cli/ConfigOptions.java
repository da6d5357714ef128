package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes to a configuration from the command line. */
final class ConfigOptions {
  @Option(
      names = "--set",
      paramLabel = "a.b=c",
      description = "Override a value of the configuration, for example training.steps=100.")
  List<String> set = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "The seed of the run.")
  @Nullable Long seed;

  @Mixin EngineOptions engine = new EngineOptions();

  /** Reads a configuration with these changes. */
  Configuration load(Path file, Registry registry) {
    return Configuration.load(file, overrides(), registry);
  }

  /** These changes as settings. */
  List<String> overrides() {
    List<String> all = new ArrayList<>(set);
    if (seed != null) {
      all.add("seed=" + seed);
    }
    all.addAll(engine.overrides());
    return all;
  }
}
