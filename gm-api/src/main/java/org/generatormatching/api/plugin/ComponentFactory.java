package org.generatormatching.api.plugin;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.generatormatching.tensor.ComponentId;

/**
 * Makes a component from its configuration.
 *
 * @param <T> what is made
 * @param <C> a record; its compact constructor checks ranges and holds the defaults
 * @param id the id in configurations
 * @param config the class of the configuration
 * @param citation who to cite, in one line; empty where nobody
 * @param examples small configurations at which the laws prove the component; where there are none,
 *     the configuration made of absent values, if the record has a default for each
 * @param create makes the component; must not touch files, the network or native code
 */
public record ComponentFactory<T, C extends Record>(
    ComponentId id,
    Class<C> config,
    String citation,
    List<C> examples,
    Function<C, ? extends T> create) {
  /** Keeps the order. */
  public ComponentFactory {
    examples = List.copyOf(examples);
  }

  /** A component that needs no configuration. */
  public static <T> ComponentFactory<T, Nothing> of(
      String id, String citation, Supplier<T> create) {
    return new ComponentFactory<>(
        ComponentId.of(id),
        Nothing.class,
        citation,
        List.of(new Nothing()),
        nothing -> create.get());
  }

  /** A component with a configuration. */
  public static <T, C extends Record> ComponentFactory<T, C> of(
      String id, Class<C> config, String citation, Function<C, T> create) {
    return new ComponentFactory<>(ComponentId.of(id), config, citation, List.of(), create);
  }

  /** The same factory, proved at these configurations. */
  public ComponentFactory<T, C> provedAt(List<C> configurations) {
    return new ComponentFactory<>(id, config, citation, configurations, create);
  }

  /** The configuration of components that have none. */
  public record Nothing() {}
}
