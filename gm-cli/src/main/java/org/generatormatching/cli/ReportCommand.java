package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a run's report again. */
@Command(
    name = "report",
    description = "Write a run's report.html again from what the run has left.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  Path run = Path.of("");

  @Mixin EngineOptions engine = new EngineOptions();

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (OpenRun open = OpenRun.of(console, run, engine)) {
      open.work().report();
    }
    return 0;
  }
}
