package org.generatormatching.runtime.compose;

import com.google.inject.Inject;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.config.Component;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;

/** Makes components from their configuration. */
final class Components {
  private final Registry registry;

  @Inject
  Components(Registry registry) {
    this.registry = registry;
  }

  /**
   * A component.
   *
   * @param where path in the configuration, for messages
   */
  <T> T make(ComponentKind<T> kind, Component component, String where) {
    return make(registry.factory(kind, component.use(), where), component, where);
  }

  private <T, C extends Record> T make(
      ComponentFactory<T, C> factory, Component component, String where) {
    C settings = Configuration.settings(component.settings(), factory.config(), registry, where);
    return factory.create().apply(settings);
  }
}
