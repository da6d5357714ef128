package org.generatormatching.runtime.bench;

import java.util.List;
import java.util.function.Consumer;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.EngineConfig;

/**
 * A benchmark. A figure stands beside its floor, measured in the same run and interleaved with it:
 * the ratio of both survives a noisy machine, a time alone does not.
 */
public interface Benchmark {
  /** Its name on the command line. */
  String name();

  /** What it measures against what, in one line. */
  String description();

  /** Runs it. */
  List<Case> run(Setting setting);

  /**
   * What a benchmark runs on.
   *
   * @param engine opens the engine
   * @param config device and threads
   * @param progress is told what is being measured
   */
  record Setting(BackendProvider engine, EngineConfig config, Consumer<String> progress) {}

  /**
   * One figure.
   *
   * @param name what was measured
   * @param value the figure
   * @param unit of the figure and its floor
   * @param floor the same for the work that cannot be avoided, or for the twin
   * @param ratio how they compare, as the case says
   */
  record Case(String name, double value, String unit, double floor, double ratio) {}
}
