package org.generatormatching.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.generatormatching.runtime.registry.Registered;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists every component that a configuration can name. */
@Command(
    name = "plugins",
    description = "List every component: id, kind, jar, citation.",
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  PluginsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Registry registry = Plugins.told(console);
    Collection<Problem> unmakeable = registry.unmakeable().values();
    unmakeable.forEach(console.err()::println);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Registered r : registry.all()) {
      rows.add(
          row(r.id(), r.kind(), r.origin().name(), r.plugin().version(), r.factory().citation()));
    }
    registry.engines().keySet().stream()
        .sorted()
        .forEach(id -> rows.add(row(id, "engine", "", "", "")));
    if (json) {
      console.out().println(Json.text(Map.of("components", rows)));
    } else {
      rows.forEach(
          r ->
              console
                  .out()
                  .printf(
                      "%-12s %-24s %-28s %s%n",
                      r.get("kind"), r.get("id"), r.get("jar"), r.get("citation")));
    }
    return registry.problems().isEmpty() && unmakeable.isEmpty() ? 0 : 1;
  }

  private static Map<String, Object> row(
      ComponentId id, String kind, String jar, String version, String citation) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("id", id.toString());
    m.put("kind", kind);
    m.put("jar", jar);
    m.put("version", version);
    m.put("citation", citation);
    return m;
  }
}
