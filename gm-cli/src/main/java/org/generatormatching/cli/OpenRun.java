package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.List;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;

/**
 * A finished or interrupted run, opened again from its own configuration.
 *
 * @param experiment its parts on an open engine
 * @param work its stages
 */
record OpenRun(Experiment experiment, Workflow work) implements AutoCloseable {
  /** Opens a run directory. */
  static OpenRun of(Console console, Path path, EngineOptions engine) {
    return of(console, path, engine.overrides());
  }

  /** Opens a run directory with changes to its configuration. */
  static OpenRun of(Console console, Path path, List<String> overrides) {
    Registry registry = Plugins.told(console);
    RunFiles files = RunFiles.open(path);
    Configuration c = Configuration.load(files.directory().config(), overrides, registry);
    Experiment experiment = Experiment.reopen(c, registry, files.directory());
    return new OpenRun(experiment, new Workflow(console, experiment, files));
  }

  @Override
  public void close() {
    experiment.close();
  }
}
