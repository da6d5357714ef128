package org.generatormatching.runtime.registry;

import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tensor.ComponentId;

/**
 * A component with its origin.
 *
 * @param kind name of its kind
 * @param factory makes it
 * @param plugin whose it is
 * @param origin the file that it comes from
 */
public record Registered(
    String kind, ComponentFactory<?, ?> factory, PluginDescriptor plugin, Origin origin) {
  /** Its id. */
  public ComponentId id() {
    return factory.id();
  }
}
