package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.generatormatching.api.Metric;
import org.generatormatching.runtime.RunFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a run. */
@Command(
    name = "evaluate",
    description = "Evaluate a run's samples, each metric beside what perfect samples would give.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  Path run = Path.of("");

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin EngineOptions engine = new EngineOptions();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenRun open = OpenRun.of(console, run, engine)) {
      List<Metric.Score> scores = open.work().evaluate();
      if (json) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("run", run.toString());
        m.put("metrics", RunFiles.rows(scores));
        console.out().println(Json.text(m));
      } else {
        open.work().print(scores, console.out());
      }
    }
    return 0;
  }
}
