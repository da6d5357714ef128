package org.generatormatching.runtime.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Every component that can be named in a configuration, and the problems of plugins that could not
 * be used. A broken plugin does not take the others down: see {@link Intake}.
 */
public final class Registry {
  private final Map<String, Map<ComponentId, Registered>> components;
  private final Map<ComponentId, BackendProvider> engines;
  private final List<Intake.Taken> plugins;
  private final List<Problem> problems;

  private Registry(Intake intake, List<Problem> problems) {
    this.components = intake.components();
    this.engines = intake.engines();
    this.plugins = intake.plugins();
    this.problems = List.copyOf(problems);
  }

  /** What is on the class path. */
  public static Registry discover() {
    return discover(List.of());
  }

  /**
   * What is on the class path and in some jars. A jar is loaded above the application's classes;
   * one that is on the class path as well is not loaded twice, only checked for what it must have.
   */
  public static Registry discover(List<Path> jars) {
    List<Problem> problems = new ArrayList<>();
    Intake intake = new Intake(problems);
    take(Registry.class.getClassLoader(), intake, problems);
    for (Path file : new LinkedHashSet<>(jars)) {
      PluginJar jar = new PluginJar(file);
      jar.problem().ifPresent(problems::add);
      if (jar.problem().isEmpty() && !jar.isOnClassPath()) {
        take(jar.loader(), intake, problems);
      }
    }
    return new Registry(intake, problems);
  }

  private static void take(ClassLoader loader, Intake intake, List<Problem> problems) {
    Services.load(GmPlugin.class, loader, problems).forEach(intake::plugin);
    Services.load(BackendProvider.class, loader, problems).forEach(intake::engine);
  }

  /** The benchmarks on the class path, by name; a published distribution has none. */
  public static List<Benchmark> benchmarks() {
    return Services.load(Benchmark.class, Registry.class.getClassLoader(), new ArrayList<>())
        .stream()
        .sorted(Comparator.comparing(Benchmark::name))
        .toList();
  }

  /** Given plugins and engines. */
  public static Registry of(List<GmPlugin> plugins, List<BackendProvider> engines) {
    List<Problem> problems = new ArrayList<>();
    Intake intake = new Intake(problems);
    plugins.forEach(intake::plugin);
    engines.forEach(intake::engine);
    return new Registry(intake, problems);
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

  /** The components of a jar. */
  public List<Registered> of(Path jar) {
    Optional<Path> file = Optional.of(PluginJar.real(jar));
    return all().stream().filter(r -> r.origin().file().equals(file)).toList();
  }

  /**
   * The plugins, each with those of its registered components that are wanted: itself, if all are
   * and nothing is wrong with it, else what is left of it. Their lists do not fail and hold every
   * id once.
   */
  public List<GmPlugin> plugins(Predicate<Registered> wanted) {
    List<GmPlugin> all = new ArrayList<>();
    for (Intake.Taken p : plugins) {
      Map<String, List<Registered>> some = new TreeMap<>();
      p.rest().components().forEach((k, v) -> some.put(k, v.stream().filter(wanted).toList()));
      boolean whole = p.isSound() && some.equals(p.rest().components());
      all.add(whole ? p.plugin() : new CheckedPlugin(p.rest().descriptor(), some));
    }
    return all;
  }

  /**
   * Makes every component at its examples: those that cannot be made, each with the reason. This is
   * not part of discovery, since a run makes the few components that it needs.
   */
  public Map<Registered, Problem> unmakeable() {
    Map<Registered, Problem> broken = new LinkedHashMap<>();
    for (Registered r : all()) {
      made(r, r.factory()).ifPresent(p -> broken.put(r, p));
    }
    return broken;
  }

  private static <T, C extends Record> Optional<Problem> made(
      Registered r, ComponentFactory<T, C> factory) {
    for (C example : factory.examples()) {
      Problem p =
          Problem.of(GmError.PLUGIN, r.kind() + " '" + r.id() + "' cannot be made at an example")
              .at(r.origin() + ", " + example)
              .advice("Repair the factory, or the example that it is proved at.");
      try {
        T component = factory.create().apply(example);
        if (component == null) {
          return Optional.of(p.found("null"));
        }
      } catch (GmException e) {
        return Optional.of(p.found(e.problems().get(0)));
      } catch (RuntimeException | LinkageError | AssertionError e) {
        return Optional.of(p.found(e));
      }
    }
    return Optional.empty();
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
