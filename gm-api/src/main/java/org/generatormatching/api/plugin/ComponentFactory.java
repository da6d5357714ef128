package org.generatormatching.api.plugin;

import java.util.function.Function;
import org.generatormatching.tensor.ComponentId;

/**
 * Makes a component from its configuration.
 *
 * @param <T> what is made
 * @param <C> a record; its compact constructor checks ranges and holds the defaults
 * @param id the id in configurations
 * @param config the class of the configuration
 * @param citation who to cite, in one line; empty where nobody
 * @param create makes the component; must not touch files, the network or native code
 */
public record ComponentFactory<T, C extends Record>(
    ComponentId id, Class<C> config, String citation, Function<C, T> create) {
  /** A component that needs no configuration. */
  public static <T> ComponentFactory<T, Nothing> of(
      String id, String citation, java.util.function.Supplier<T> create) {
    return new ComponentFactory<>(ComponentId.of(id), Nothing.class, citation, c -> create.get());
  }

  /** A component with a configuration. */
  public static <T, C extends Record> ComponentFactory<T, C> of(
      String id, Class<C> config, String citation, Function<C, T> create) {
    return new ComponentFactory<>(ComponentId.of(id), config, citation, create);
  }

  /** The configuration of components that have none. */
  public record Nothing() {}
}
