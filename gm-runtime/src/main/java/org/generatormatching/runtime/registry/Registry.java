package org.generatormatching.runtime.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Every component that can be named in a configuration, and the problems of plugins that could not
 * be used. A broken plugin does not take the others down.
 */
public final class Registry {
  private final Map<String, Map<ComponentId, Registered>> components;
  private final Map<ComponentId, BackendProvider> engines;
  private final List<Problem> problems;

  private Registry(
      Map<String, Map<ComponentId, Registered>> components,
      Map<ComponentId, BackendProvider> engines,
      List<Problem> problems) {
    this.components = components;
    this.engines = engines;
    this.problems = List.copyOf(problems);
  }

  /** What is on the class path. */
  public static Registry discover() {
    List<Problem> problems = new ArrayList<>();
    List<GmPlugin> plugins = load(GmPlugin.class, problems);
    List<BackendProvider> engines = load(BackendProvider.class, problems);
    return of(plugins, engines, problems);
  }

  /** The benchmarks on the class path, by name; a published distribution has none. */
  public static List<Benchmark> benchmarks() {
    return load(Benchmark.class, new ArrayList<>()).stream()
        .sorted(Comparator.comparing(Benchmark::name))
        .toList();
  }

  /** Given plugins and engines. */
  public static Registry of(List<GmPlugin> plugins, List<BackendProvider> engines) {
    return of(plugins, engines, new ArrayList<>());
  }

  private static <S> List<S> load(Class<S> service, List<Problem> problems) {
    List<S> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<S>> providers = ServiceLoader.load(service).stream().iterator();
    boolean more = true;
    while (more) {
      try {
        more = providers.hasNext();
        if (more) {
          found.add(providers.next().get());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        problems.add(
            Problem.of(GmError.PLUGIN, "a " + service.getSimpleName() + " cannot be loaded")
                .found(e.getMessage() + " (" + cause + ")")
                .advice("Remove its jar from the class path or repair it."));
      }
    }
    return found;
  }

  private static Registry of(
      List<GmPlugin> plugins, List<BackendProvider> providers, List<Problem> problems) {
    Map<String, Map<ComponentId, Registered>> components = new TreeMap<>();
    ComponentKind.ALL.forEach(k -> components.put(k.name(), new TreeMap<>()));
    for (GmPlugin plugin : plugins) {
      String jar = jar(plugin);
      try {
        PluginDescriptor descriptor = plugin.descriptor();
        if (descriptor.apiLevel() > PluginDescriptor.API_LEVEL) {
          problems.add(
              Problem.of(
                      GmError.PLUGIN, "plugin '" + descriptor.name() + "' needs a newer framework")
                  .found("API level " + descriptor.apiLevel())
                  .expected("at most " + PluginDescriptor.API_LEVEL)
                  .at(jar));
          continue;
        }
        for (ComponentKind<?> kind : ComponentKind.ALL) {
          register(kind, plugin, descriptor, jar, components, problems);
        }
      } catch (RuntimeException | LinkageError e) {
        problems.add(
            Problem.of(GmError.PLUGIN, "plugin " + plugin.getClass().getName() + " failed")
                .found(e.toString())
                .at(jar)
                .advice("Describing a plugin must not fail; remove its jar or repair it."));
      }
    }
    Map<ComponentId, BackendProvider> engines = new TreeMap<>();
    providers.forEach(p -> engines.putIfAbsent(p.id(), p));
    return new Registry(components, engines, problems);
  }

  private static <T> void register(
      ComponentKind<T> kind,
      GmPlugin plugin,
      PluginDescriptor descriptor,
      String jar,
      Map<String, Map<ComponentId, Registered>> components,
      List<Problem> problems) {
    Map<ComponentId, Registered> known = components.getOrDefault(kind.name(), new TreeMap<>());
    for (ComponentFactory<T, ?> f : kind.list().apply(plugin)) {
      Registered other = known.putIfAbsent(f.id(), new Registered(kind.name(), f, descriptor, jar));
      if (other != null) {
        problems.add(
            Problem.of(GmError.DUPLICATE_ID, kind.name() + " '" + f.id() + "' is provided twice")
                .found(
                    List.of(other.jar(), jar).stream()
                        .sorted()
                        .collect(Collectors.joining(" and ")))
                .advice("Remove one of them from the class path."));
      }
    }
  }

  private static String jar(Object plugin) {
    var source = plugin.getClass().getProtectionDomain().getCodeSource();
    if (source == null) {
      return plugin.getClass().getName();
    }
    String path = source.getLocation().getPath().replaceAll("/$", "");
    return path.endsWith("/target/classes")
        ? path.replaceAll(".*/([^/]+)/target/classes$", "$1")
        : path.replaceAll(".*/", "");
  }

  /** Problems of plugins that could not be used, or only in part. */
  public List<Problem> problems() {
    return problems;
  }

  /** Every component, sorted by kind and id. */
  public List<Registered> all() {
    return components.values().stream()
        .flatMap(m -> m.values().stream())
        .sorted(Comparator.comparing(Registered::kind).thenComparing(Registered::id))
        .toList();
  }

  /** The engines by id. */
  public Map<ComponentId, BackendProvider> engines() {
    return Map.copyOf(engines);
  }

  /** The ids of one kind, sorted. */
  public List<String> ids(ComponentKind<?> kind) {
    return components.getOrDefault(kind.name(), Map.of()).keySet().stream()
        .map(ComponentId::toString)
        .toList();
  }

  /**
   * The factory of a component.
   *
   * @param where path in the configuration
   * @throws org.generatormatching.tensor.GmException [GM/UNKNOWN_ID] with a suggestion and what is
   *     known
   */
  @SuppressWarnings("unchecked")
  public <T> ComponentFactory<T, ?> factory(ComponentKind<T> kind, String id, String where) {
    for (var e : components.getOrDefault(kind.name(), Map.of()).entrySet()) {
      if (e.getKey().toString().equals(id)) {
        return (ComponentFactory<T, ?>) e.getValue().factory();
      }
    }
    throw unknown(kind.name(), id, ids(kind), where).exception();
  }

  /**
   * An engine.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNKNOWN_ID]
   */
  public BackendProvider engine(String id, String where) {
    for (var e : engines.entrySet()) {
      if (e.getKey().toString().equals(id)) {
        return e.getValue();
      }
    }
    List<String> known = engines.keySet().stream().map(ComponentId::toString).sorted().toList();
    throw unknown("engine", id, known, where).exception();
  }

  private static Problem unknown(String kind, String id, List<String> known, String where) {
    Problem p =
        Problem.of(GmError.UNKNOWN_ID, "no " + kind + " has this id")
            .found("'" + id + "'")
            .expected("one of " + known)
            .at(where);
    return Suggestion.of(id, known).map(s -> p.advice("Did you mean '" + s + "'?")).orElse(p);
  }
}
