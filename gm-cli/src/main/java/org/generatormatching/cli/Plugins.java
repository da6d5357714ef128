package org.generatormatching.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.runtime.registry.Registry;

/** The registry of a command: what is on the class path, to which GM_PLUGINS adds. */
final class Plugins {
  private Plugins() {}

  /** Discovers plugins and tells what is wrong with them. */
  static Registry told(Console console) {
    Registry registry = discover(List.of());
    registry.problems().forEach(console.err()::println);
    return registry;
  }

  /**
   * Discovers plugins. The launcher has put what GM_PLUGINS names on the class path; a jar that it
   * names itself must be a plugin, while a folder may hold libraries as well.
   *
   * @param jars further plugins
   */
  static Registry discover(List<Path> jars) {
    List<Path> all = new ArrayList<>();
    for (String entry : System.getProperty("gm.plugins", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && !Files.isDirectory(Path.of(entry))) {
        all.add(Path.of(entry));
      }
    }
    all.addAll(jars);
    return Registry.discover(all);
  }
}
