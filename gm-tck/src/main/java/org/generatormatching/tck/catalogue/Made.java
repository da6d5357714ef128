package org.generatormatching.tck.catalogue;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.generatormatching.tensor.ComponentId;

/**
 * A component or a combination of them, made when it is needed.
 *
 * @param name says exactly what it is
 * @param ids of all components in it
 */
record Made<T>(String name, Set<ComponentId> ids, Supplier<? extends T> make) {
  static Set<ComponentId> union(Set<ComponentId> a, Set<ComponentId> b) {
    Set<ComponentId> r = new TreeSet<>(a);
    r.addAll(b);
    return r;
  }
}
