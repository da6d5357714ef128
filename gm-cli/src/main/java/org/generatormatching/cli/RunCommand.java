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

/** The main job: train, sample, evaluate, report. */
@Command(
    name = "run",
    description = "Train, sample, evaluate and report: the main job.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "A YAML file, for example examples/digits.yaml.")
  @Nullable Path config;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "The directory of a run: train what is left of it, bit-exactly, then sample, evaluate"
              + " and report.")
  @Nullable Path resume;

  @Mixin ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go; must not exist. By default runs/NAME, or NAME-2 and so on.")
  @Nullable Path out;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Registry registry = Plugins.told(console);
    if (resume != null && config == null && out == null) {
      RunFiles files = RunFiles.open(resume);
      Configuration c = options.load(files.directory().config(), registry);
      try (Experiment experiment = Experiment.reopen(c, registry, files.directory())) {
        return run(experiment, files, registry);
      }
    }
    if (config == null || resume != null) {
      throw Problem.of(GmError.USAGE, "run needs a configuration, or --resume and a run")
          .advice("For example: gm run examples/digits.yaml")
          .exception();
    }
    Configuration c = options.load(config, registry);
    try (Experiment experiment = Experiment.open(c, registry)) {
      RunFiles files = RunFiles.create(Optional.ofNullable(out), experiment);
      return run(experiment, files, registry);
    }
  }

  private int run(Experiment experiment, RunFiles files, Registry registry) {
    Workflow work = new Workflow(console, experiment, files);
    if (!work.train("run")) {
      return 1;
    }
    work.sample();
    work.print(work.evaluate(), console.err());
    boolean sound = work.verify(registry);
    work.report();
    return sound ? 0 : 3;
  }
}
