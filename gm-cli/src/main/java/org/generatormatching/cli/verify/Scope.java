package org.generatormatching.cli.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.generatormatching.runtime.registry.Registered;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.runtime.registry.Suggestion;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.catalogue.Catalogue;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * What there is to verify.
 *
 * @param components the components that are asked about, with their kinds; one id may have several
 * @param subjects everything in which at least one of them occurs
 * @param problems of plugins: what could not be loaded or made, and so is in no subject
 */
public record Scope(
    SortedMap<ComponentId, String> components, List<Subject<?>> subjects, List<Problem> problems) {

  /**
   * Every registered component, and one engine: the others are verified when they are named, since
   * that loads their native code.
   *
   * @param engine the id of the engine
   */
  public static Scope all(Registry registry, String engine) {
    SortedMap<ComponentId, String> known = kinds(registry);
    known.keySet().removeIf(id -> isEngine(registry, id) && !id.toString().equals(engine));
    return of(registry, known);
  }

  private static boolean isEngine(Registry registry, ComponentId id) {
    return registry.engines().containsKey(id);
  }

  /**
   * Some components.
   *
   * @param ids of registered components or engines
   * @param jars whose components are meant
   * @throws GmException [GM/UNKNOWN_ID] for every id that nothing has
   */
  public static Scope of(Registry registry, List<String> ids, List<Path> jars) {
    SortedMap<ComponentId, String> known = kinds(registry);
    SortedMap<ComponentId, String> chosen = new TreeMap<>();
    List<String> names = known.keySet().stream().map(ComponentId::toString).toList();
    List<Problem> problems = new ArrayList<>();
    for (String id : ids) {
      Optional<ComponentId> hit =
          known.keySet().stream().filter(k -> k.toString().equals(id)).findFirst();
      hit.ifPresentOrElse(
          k -> chosen.put(k, known.getOrDefault(k, "")),
          () -> problems.add(unknown(GmError.UNKNOWN_ID, "component has this id", id, names)));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    for (Path jar : jars) {
      registry.of(jar).forEach(r -> add(chosen, r.id(), r.kind()));
    }
    return of(registry, chosen);
  }

  private static Scope of(Registry registry, SortedMap<ComponentId, String> components) {
    Map<Registered, Problem> broken = registry.unmakeable();
    List<BackendProvider> engines =
        components.keySet().stream()
            .filter(id -> isEngine(registry, id))
            .map(id -> registry.engine(id.toString(), ""))
            .toList();
    List<Subject<?>> all = Catalogue.of(registry.plugins(r -> !broken.containsKey(r)), engines);
    return new Scope(
        components,
        Catalogue.with(all, components.keySet()),
        Stream.concat(registry.problems().stream(), broken.values().stream()).toList());
  }

  private static SortedMap<ComponentId, String> kinds(Registry registry) {
    SortedMap<ComponentId, String> kinds = new TreeMap<>();
    registry.all().forEach(r -> add(kinds, r.id(), r.kind()));
    registry.engines().keySet().forEach(id -> add(kinds, id, "engine"));
    Catalogue.COMBINATIONS.forEach(id -> add(kinds, id, "combination"));
    return kinds;
  }

  private static void add(Map<ComponentId, String> kinds, ComponentId id, String kind) {
    kinds.merge(id, kind, (a, b) -> a.equals(b) ? a : a + ", " + b);
  }

  /**
   * The same with some of the laws.
   *
   * @throws GmException [GM/USAGE] for every law that there is not
   */
  public Scope laws(Collection<String> ids) {
    TreeSet<String> known = new TreeSet<>();
    subjects.forEach(s -> s.laws().forEach(l -> known.add(l.id())));
    List<Problem> problems =
        ids.stream()
            .filter(id -> !known.contains(id))
            .map(id -> unknown(GmError.USAGE, "law of what is verified has this id", id, known))
            .toList();
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return with(subjects.stream().<Subject<?>>map(s -> only(s, ids)).toList());
  }

  private static <S> Subject<S> only(Subject<S> s, Collection<String> laws) {
    List<Law<S>> some = s.laws().stream().filter(l -> laws.contains(l.id())).toList();
    return new Subject<>(s.name(), s.components(), s.value(), some);
  }

  /**
   * The same with one subject.
   *
   * @throws GmException [GM/USAGE] if nothing has this name
   */
  public Scope subject(String name) {
    List<Subject<?>> some = subjects.stream().filter(s -> s.name().equals(name)).toList();
    if (some.isEmpty()) {
      List<String> names = subjects.stream().map(Subject::name).distinct().toList();
      Problem p =
          Problem.of(GmError.USAGE, "no subject has this name")
              .found("'" + name + "'")
              .expected("one of the " + names.size() + " that gm verify --list shows");
      throw Suggestion.of(name, names)
          .map(s -> p.advice("Did you mean '" + s + "'?"))
          .orElse(p)
          .exception();
    }
    return with(some);
  }

  private Scope with(List<Subject<?>> some) {
    List<Subject<?>> left = some.stream().filter(s -> !s.laws().isEmpty()).toList();
    return new Scope(components, left, problems);
  }

  /** How many laws there are to measure. */
  public int size() {
    return subjects.stream().mapToInt(s -> s.laws().size()).sum();
  }

  private static Problem unknown(
      GmError code, String what, String found, Collection<String> known) {
    Problem p = Problem.of(code, "no " + what).found("'" + found + "'").expected("one of " + known);
    return Suggestion.of(found, known).map(s -> p.advice("Did you mean '" + s + "'?")).orElse(p);
  }
}
