package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Samples from a run. */
@Command(
    name = "sample",
    description =
        "Sample from a run's newest checkpoint into an npz or csv file; text also into one to read.",
    mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  Path run = Path.of("");

  @Option(names = "-n", paramLabel = "N", required = true, description = "Number of samples.")
  int count;

  @Option(
      names = "--first",
      paramLabel = "I",
      description =
          "Index of the first sample: sample i is the same in whatever range it is asked.")
  long first;

  @Option(
      names = "--steps",
      paramLabel = "K",
      description = "Equal steps in place of the configuration's grid.")
  @Nullable Integer steps;

  @Option(
      names = "--sampler",
      paramLabel = "ID",
      description = "The sampler, for example grid@1; the configuration's by default.")
  @Nullable String sampler;

  @Option(
      names = "--schedule",
      paramLabel = "ID",
      description =
          "Simulate the path of this schedule, for example cosine@1, with the model as it is trained.")
  @Nullable String schedule;

  @Option(
      names = "--condition",
      paramLabel = "NAME=VALUE",
      description =
          "What all samples are told: a number, a category, or none. Conditions that are not given"
              + " come from the configuration, or from training rows.")
  Map<String, String> conditions = new LinkedHashMap<>();

  @Option(names = "--seed", paramLabel = "S", description = "Seed; the run's own by default.")
  @Nullable Long seed;

  @Option(
      names = "-o",
      paramLabel = "FILE.npz",
      required = true,
      description = "Where to write; FILE.csv where the data are a table.")
  Path out = Path.of("");

  @Mixin EngineOptions engine = new EngineOptions();

  SampleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    new Usage()
        .absent(out)
        .least("-n", count, 1)
        .least("--first", first, 0)
        .least("--steps", steps, 1)
        .check();
    List<String> overrides = new ArrayList<>(engine.overrides());
    if (sampler != null) {
      overrides.add("sampling.sampler=" + sampler);
    }
    if (schedule != null) {
      overrides.add("sampling.schedule=" + schedule);
    }
    try (OpenRun open = OpenRun.of(console, run, overrides)) {
      long s = seed == null ? open.experiment().configuration().config().seed() : seed;
      Optional<Path> text = open.work().textBeside(out);
      new Usage().absent(text.orElse(null)).check();
      open.work()
          .sample(
              out,
              first,
              count,
              s,
              Optional.ofNullable(steps),
              told(),
              SampleRequest.Listener.none());
      console.err().println("samples: " + out + text.map(t -> " and " + t).orElse(""));
    }
    return 0;
  }

  private Map<String, Object> told() {
    Map<String, Object> values = new LinkedHashMap<>();
    conditions.forEach((name, text) -> values.put(name, Configuration.scalar(text)));
    return values;
  }
}
