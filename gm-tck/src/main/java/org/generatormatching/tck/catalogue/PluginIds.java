package org.generatormatching.tck.catalogue;

import java.util.Set;
import java.util.TreeSet;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tensor.ComponentId;

/** The ids that a plugin provides. */
final class PluginIds {
  private PluginIds() {}

  static Set<ComponentId> of(GmPlugin plugin) {
    Set<ComponentId> ids = new TreeSet<>();
    for (ComponentKind<?> kind : ComponentKind.ALL) {
      kind.list().apply(plugin).forEach(f -> ids.add(f.id()));
    }
    return ids;
  }
}
