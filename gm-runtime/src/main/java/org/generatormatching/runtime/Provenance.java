package org.generatormatching.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registered;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.Backend;

/**
 * Where a result comes from: what would have to be equal for it to come out equal again.
 *
 * @param entries by name, in order
 */
public record Provenance(Map<String, String> entries) {
  /** The version of the framework. */
  public static String version() {
    return Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** The git revision of the framework where the launcher knows it. */
  public static String revision() {
    return System.getProperty("gm.revision", "unknown");
  }

  /**
   * Describes a run on an engine.
   *
   * @param citation of the data
   */
  public static Provenance of(
      Configuration configuration, Registry registry, Backend backend, String citation) {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("run", configuration.config().name());
    m.put("seed", configuration.config().seed().toString());
    m.put("data", citation);
    m.put("engine", backend.id() + ": " + backend.description());
    m.put("threads", Integer.toString(backend.config().resolvedThreads()));
    m.put("framework", version() + ", revision " + revision());
    m.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    m.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores");
    Map<String, String> plugins = new TreeMap<>();
    for (Registered r : registry.all()) {
      plugins.put(r.plugin().name(), r.plugin().version());
    }
    m.put("plugins", plugins.toString());
    m.put("configuration", Hashes.sha256(configuration.yaml()));
    return new Provenance(m);
  }
}
