package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
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

  @Parameters(paramLabel = "CONFIG", description = "A YAML file, for example examples/digits.yaml.")
  Path config = Path.of("");

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
    Configuration c = options.load(config, registry);
    Path directory = out == null ? RunFiles.next(c.config().name()) : out;
    try (Experiment experiment = Experiment.open(c, registry)) {
      Workflow work = new Workflow(console, experiment, RunFiles.create(directory, experiment));
      work.train();
      work.sample();
      work.print(work.evaluate(), console.err());
      boolean sound = work.verify(registry);
      work.report();
      return sound ? 0 : 3;
    }
  }
}
