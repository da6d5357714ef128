package org.generatormatching.tck;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.generatormatching.tensor.ComponentId;

/**
 * Something that laws are measured on, with its laws.
 *
 * @param <S> its type
 * @param name says exactly what it is; the same in every run
 * @param components the ids of all components in it
 * @param value makes it; exceptions count as failures of all its laws
 * @param laws what must hold for it
 */
public record Subject<S>(
    String name, Set<ComponentId> components, Supplier<? extends S> value, List<Law<S>> laws) {
  /** Keeps the order. */
  public Subject {
    components = Set.copyOf(components);
    laws = List.copyOf(laws);
  }
}
