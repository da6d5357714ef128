package org.generatormatching.tck.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.catalogue.Catalogue;
import org.generatormatching.tck.law.PluginLaws;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;

/**
 * All laws of a plugin and of what it provides.
 *
 * <p>Its components are tried in every combination that the interfaces allow, at the examples of
 * their factories, together with those of the plugins beside it.
 */
public abstract class PluginLawTests {
  /** The plugin. */
  protected abstract GmPlugin plugin();

  /** Plugins with the spaces, paths and families that the components need; none of their own. */
  protected List<GmPlugin> beside() {
    return List.of();
  }

  /** One test per combination of components and law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    GmPlugin plugin = plugin();
    List<GmPlugin> all = new ArrayList<>();
    all.add(plugin);
    all.addAll(beside());
    List<Subject<?>> subjects =
        Catalogue.with(Catalogue.of(all, List.of()), ids(plugin, kind -> true));
    DynamicNode complete =
        DynamicTest.dynamicTest("every component is tried", () -> isTried(plugin, subjects));
    return Stream.concat(Stream.of(complete), LawNodes.of(getClass()).nodes(subjects));
  }

  /**
   * A component that nothing is made of would pass all laws. There are no laws of energies, and
   * those of plugins look at lists alone.
   */
  private static void isTried(GmPlugin plugin, List<Subject<?>> subjects) {
    Set<ComponentId> left = ids(plugin, kind -> !kind.equals(ComponentKind.ENERGY));
    left.removeAll(
        Catalogue.ids(subjects.stream().filter(s -> !s.laws().equals(PluginLaws.ALL)).toList()));
    if (!left.isEmpty()) {
      throw new AssertionFailedError(
          Problem.of(
                  GmError.LAW, "no law looks at some components of " + plugin.descriptor().name())
              .found(left)
              .advice(
                  "Give their factories examples with provedAt(...), and let beside() answer the"
                      + " plugins whose spaces, paths and families they need")
              .toString());
    }
  }

  private static Set<ComponentId> ids(GmPlugin plugin, Predicate<ComponentKind<?>> kinds) {
    Set<ComponentId> r = new TreeSet<>();
    for (ComponentKind<?> kind : ComponentKind.ALL) {
      if (kinds.test(kind)) {
        kind.list().apply(plugin).forEach(f -> r.add(f.id()));
      }
    }
    return r;
  }
}
