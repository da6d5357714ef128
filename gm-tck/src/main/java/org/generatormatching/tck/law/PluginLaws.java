package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.EnergyFunction;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Solution;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tck.Examples;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tensor.ComponentId;

/** What holds for every plugin, whatever it provides. */
public final class PluginLaws {
  private static final int THREADS = 4;

  /** PL01: asking a plugin is pure. */
  public static final Law<GmPlugin> PURE =
      Law.required(
          "PL01",
          "The public constructor without arguments makes equal plugins, which give the same answers"
              + " each time; the plugin has a name, a version and a known API level.",
          "",
          "Make lists and ids of constants; count nothing, read no clock and no file.",
          (plugin, trial) -> pure(plugin));

  /** PL02: ids. */
  public static final Law<GmPlugin> IDS =
      Law.required(
          "PL02",
          "Each id names one component of its kind, and components carry the id of their factory.",
          "",
          "Give factory and component one constant; a component of several ids needs several"
              + " factories.",
          (plugin, trial) -> ids(plugin));

  /** PL03: a configuration says everything. */
  public static final Law<GmPlugin> CONFIGURATIONS =
      Law.required(
          "PL03",
          "Components made of equal configurations are equal, as far as records tell.",
          "create(c) = create(c)",
          "Let the factory draw nothing and keep nothing; put every choice into the configuration.",
          (plugin, trial) -> configurations(plugin));

  /** PL04: citations. */
  public static final Law<GmPlugin> CITATIONS =
      Law.optional(
          "PL04",
          "A citation is one line of text, or empty.",
          "",
          "Who, what, where, when, in one line; several works are separated by semicolons.",
          (plugin, trial) -> citations(plugin));

  /** PL05: threads. */
  public static final Law<GmPlugin> THREAD_SAFE =
      Law.required(
          "PL05",
          "Four threads that make all components at once get the same components as one.",
          "",
          "Keep no static state that changes; fill caches atomically.",
          (plugin, trial) -> threads(plugin));

  /** PL06: examples. */
  public static final Law<GmPlugin> PROVABLE =
      Law.optional(
          "PL06",
          "Every factory has examples, or a default for each setting; data sets may ask for a file.",
          "",
          "Add provedAt(...) with small configurations; without them the component is not proved.",
          (plugin, trial) -> provable(plugin));

  /** All laws of plugins. */
  public static final List<Law<GmPlugin>> ALL =
      List.of(PURE, IDS, CONFIGURATIONS, CITATIONS, THREAD_SAFE, PROVABLE);

  private PluginLaws() {}

  /** A factory with its kind. */
  private record Entry(String kind, ComponentFactory<?, ?> factory) {
    String name() {
      return kind + " '" + factory.id() + "'";
    }

    List<? extends Examples.Named<?>> examples() {
      return Examples.of(factory);
    }
  }

  private static List<Entry> entries(GmPlugin plugin) {
    List<Entry> r = new ArrayList<>();
    for (ComponentKind<?> kind : ComponentKind.ALL) {
      kind.list().apply(plugin).forEach(f -> r.add(new Entry(kind.name(), f)));
    }
    return r;
  }

  private static List<String> names(GmPlugin plugin) {
    return entries(plugin).stream().map(Entry::name).toList();
  }

  private static Measurement pure(GmPlugin plugin) {
    GmPlugin first;
    GmPlugin second;
    try {
      var constructor = plugin.getClass().getConstructor();
      first = constructor.newInstance();
      second = constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      return Measurement.holds(false, "the plugin cannot be made: " + e);
    }
    PluginDescriptor d = first.descriptor();
    boolean described = !d.name().isBlank() && !d.version().isBlank();
    boolean level = d.apiLevel() >= 1 && d.apiLevel() <= PluginDescriptor.API_LEVEL;
    boolean same = d.equals(second.descriptor()) && d.equals(first.descriptor());
    List<String> names = names(first);
    boolean stable = names.equals(names(first)) && names.equals(names(second));
    return Measurement.worst(
        List.of(
            Measurement.holds(described, "no name or no version: " + d),
            Measurement.holds(level, "API level " + d.apiLevel()),
            Measurement.holds(same, "descriptors differ: " + d),
            Measurement.holds(stable, "the lists of components change from call to call")));
  }

  private static Measurement ids(GmPlugin plugin) {
    List<Measurement> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Entry e : entries(plugin)) {
      all.add(Measurement.holds(seen.add(e.name()), e.name() + " is provided twice"));
      for (Examples.Named<?> x : e.examples()) {
        Optional<ComponentId> id = id(x.component().get());
        boolean same = id.isEmpty() || id.get().equals(x.id());
        all.add(Measurement.holds(same, x.name() + " says that it is " + id));
      }
    }
    return Measurement.worst(all);
  }

  /** The id of a component, where its kind has one. */
  private static Optional<ComponentId> id(Object component) {
    ComponentId id = null;
    if (component instanceof StateSpace c) {
      id = c.id();
    } else if (component instanceof GaussianSchedule c) {
      id = c.id();
    } else if (component instanceof GeneratorFamily c) {
      id = c.id();
    } else if (component instanceof Solution c) {
      id = c.id();
    } else if (component instanceof BregmanDivergence c) {
      id = c.id();
    } else if (component instanceof Coupling c) {
      id = c.id();
    } else if (component instanceof Sampler c) {
      id = c.id();
    } else if (component instanceof EnergyFunction c) {
      id = c.id();
    } else if (component instanceof Metric c) {
      id = c.id();
    }
    return Optional.ofNullable(id);
  }

  private static Measurement configurations(GmPlugin plugin) {
    List<Measurement> all = new ArrayList<>();
    for (Entry e : entries(plugin)) {
      for (Examples.Named<?> x : e.examples()) {
        Object a = x.component().get();
        Object b = x.component().get();
        boolean same = a.getClass() == b.getClass() && (!(a instanceof Record) || a.equals(b));
        all.add(Measurement.holds(same, x.name() + " is " + a + ", then " + b));
      }
    }
    return Measurement.worst(all);
  }

  private static Measurement citations(GmPlugin plugin) {
    List<Measurement> all = new ArrayList<>();
    for (Entry e : entries(plugin)) {
      String c = e.factory().citation();
      boolean line = c.lines().count() <= 1 && c.strip().equals(c);
      all.add(Measurement.holds(line, e.name() + " cites '" + c + "'"));
    }
    return Measurement.worst(all);
  }

  private static Measurement provable(GmPlugin plugin) {
    Set<String> without = new TreeSet<>();
    for (Entry e : entries(plugin)) {
      boolean readsFile = e.kind().equals(ComponentKind.DATASET.name());
      if (e.examples().isEmpty() && !readsFile) {
        without.add(e.name());
      }
    }
    return Measurement.holds(without.isEmpty(), "no examples and no defaults: " + without);
  }

  private static Measurement threads(GmPlugin plugin) {
    List<String> expected = made(plugin);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(pool.submit(() -> made(plugin)));
      }
      for (Future<List<String>> f : all) {
        if (!f.get().equals(expected)) {
          return Measurement.holds(false, "threads make different components");
        }
      }
      return Measurement.holds(true, "");
    } catch (ExecutionException e) {
      return Measurement.holds(false, "a thread fails: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Measurement.skip("interrupted");
    } finally {
      pool.shutdown();
    }
  }

  /** The names of all components with the ids that they carry. */
  private static List<String> made(GmPlugin plugin) {
    List<String> r = new ArrayList<>();
    for (Entry e : entries(plugin)) {
      for (Examples.Named<?> x : e.examples()) {
        Object c = x.component().get();
        r.add(x.name() + " " + id(c) + " " + c.getClass().getName());
      }
    }
    return r;
  }
}
