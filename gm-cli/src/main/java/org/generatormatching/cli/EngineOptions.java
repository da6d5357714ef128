package org.generatormatching.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.generatormatching.tensor.EngineConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engine computes, and how; what is not given comes from the configuration. */
final class EngineOptions {
  @Option(names = "--engine", paramLabel = "ID", description = "The engine, for example pytorch@1.")
  @Nullable String engine;

  @Option(names = "--device", description = "Where to compute: ${COMPLETION-CANDIDATES}.")
  EngineConfig.@Nullable Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation; 0 for all cores, or 1 where CI is set.")
  @Nullable Integer threads;

  /** The engine that was asked for. */
  Optional<String> id() {
    return Optional.ofNullable(engine);
  }

  /** The device that was asked for, as it is written. */
  Optional<String> device() {
    return Optional.ofNullable(device).map(d -> d.name().toLowerCase(java.util.Locale.ROOT));
  }

  /** A configuration with what was asked for put in. */
  EngineConfig config(EngineConfig base) {
    return new EngineConfig(
        device == null ? base.device() : device, threads == null ? base.threads() : threads);
  }

  /** The same as settings of a run's configuration. */
  List<String> overrides() {
    List<String> set = new ArrayList<>();
    if (engine != null) {
      set.add("engine.use=" + engine);
    }
    if (device != null) {
      set.add("engine.device=" + device.name().toLowerCase(Locale.ROOT));
    }
    if (threads != null) {
      set.add("engine.threads=" + threads);
    }
    return set;
  }
}
