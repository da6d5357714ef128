package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains only. */
@Command(
    name = "train",
    description = "Train only; with --resume go on from a run's newest checkpoint, bit-exactly.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "A YAML file.")
  @Nullable Path config;

  @Option(names = "--resume", paramLabel = "RUN", description = "The directory of a run.")
  @Nullable Path resume;

  @Mixin ConfigOptions options = new ConfigOptions();

  @Option(names = "--out", paramLabel = "DIR", description = "Where results go; must not exist.")
  @Nullable Path out;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Registry registry = Plugins.told(console);
    if (resume != null && config == null) {
      RunFiles files = RunFiles.open(resume);
      Configuration c = options.load(files.directory().config(), registry);
      try (Experiment experiment = Experiment.reopen(c, registry, files.directory())) {
        return train(experiment, files);
      }
    }
    if (config == null || resume != null) {
      throw Problem.of(GmError.USAGE, "train needs a configuration, or --resume and a run")
          .advice("For example: gm train examples/digits.yaml")
          .exception();
    }
    Configuration c = options.load(config, registry);
    try (Experiment experiment = Experiment.open(c, registry)) {
      return train(experiment, RunFiles.create(Optional.ofNullable(out), experiment));
    }
  }

  private int train(Experiment experiment, RunFiles files) {
    if (!new Workflow(console, experiment, files).train("train")) {
      return 1;
    }
    console.err().println("run: " + files.directory().path());
    return 0;
  }
}
