package org.generatormatching.runtime.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Asks plugins what they provide and checks the answers. Whatever a plugin does, all its problems
 * are told, the rest of it can be used, and so can all others. Of two components with one id the
 * first is used.
 */
final class Intake {
  private final Map<String, Map<ComponentId, Registered>> components = new TreeMap<>();
  private final Map<ComponentId, BackendProvider> engines = new TreeMap<>();
  private final Map<ComponentId, Origin> engineOrigins = new TreeMap<>();
  private final List<Taken> plugins = new ArrayList<>();
  private final List<Problem> problems;

  /**
   * Begins.
   *
   * @param problems takes what is wrong
   */
  Intake(List<Problem> problems) {
    this.problems = problems;
    ComponentKind.ALL.forEach(k -> components.put(k.name(), new TreeMap<>()));
  }

  /** All components, by kind and id. */
  Map<String, Map<ComponentId, Registered>> components() {
    return components;
  }

  /** All engines. */
  Map<ComponentId, BackendProvider> engines() {
    return engines;
  }

  /**
   * A plugin.
   *
   * @param plugin itself
   * @param isSound whether nothing is wrong with it
   * @param rest what of it can be used
   */
  record Taken(GmPlugin plugin, boolean isSound, CheckedPlugin rest) {}

  /** The plugins in the order in which they came. */
  List<Taken> plugins() {
    return plugins;
  }

  /** Takes a plugin. */
  void plugin(GmPlugin plugin) {
    Origin origin = Origin.of(plugin.getClass());
    descriptor(plugin, origin).ifPresent(d -> plugin(plugin, d, origin));
  }

  private void plugin(GmPlugin plugin, PluginDescriptor descriptor, Origin origin) {
    int before = problems.size();
    Map<String, List<Registered>> own = new LinkedHashMap<>();
    for (ComponentKind<?> kind : ComponentKind.ALL) {
      own.put(kind.name(), list(kind, plugin, descriptor, origin));
    }
    plugins.add(new Taken(plugin, problems.size() == before, new CheckedPlugin(descriptor, own)));
  }

  private Optional<PluginDescriptor> descriptor(GmPlugin plugin, Origin origin) {
    String name = plugin.getClass().getName();
    Optional<PluginDescriptor> d =
        asked("plugin " + name + " cannot describe itself", origin, plugin::descriptor);
    if (d.isEmpty()) {
      return d;
    }
    PluginDescriptor found = d.get();
    if (found.name() == null || found.version() == null) {
      problems.add(
          Problem.of(GmError.PLUGIN, "plugin " + name + " has no name or no version")
              .found(found)
              .at(origin));
      return Optional.empty();
    }
    if (found.apiLevel() > PluginDescriptor.API_LEVEL) {
      problems.add(
          Problem.of(GmError.PLUGIN, "plugin '" + found.name() + "' needs a newer framework")
              .found("API level " + found.apiLevel())
              .expected("at most " + PluginDescriptor.API_LEVEL)
              .at(origin)
              .advice("Update the framework, or take an older version of the plugin."));
      return Optional.empty();
    }
    return d;
  }

  private <T> List<Registered> list(
      ComponentKind<T> kind, GmPlugin plugin, PluginDescriptor descriptor, Origin origin) {
    String what = "plugin '" + descriptor.name() + "' cannot list its " + kind.name() + "s";
    List<Registered> sound = new ArrayList<>();
    // Copied inside, since a list may fail only when it is read; with nulls, which are told below.
    Optional<List<ComponentFactory<T, ?>>> all =
        asked(
            what,
            origin,
            () -> {
              List<ComponentFactory<T, ?>> given = kind.list().apply(plugin);
              return given == null ? null : new ArrayList<>(given);
            });
    for (ComponentFactory<T, ?> f : all.orElse(List.of())) {
      if (isWhole(f, what, origin)) {
        Registered r = new Registered(kind.name(), f, descriptor, origin);
        Registered other = known(kind).putIfAbsent(f.id(), r);
        if (other == null) {
          sound.add(r);
        } else {
          problems.add(twice(kind.name(), f.id(), other.origin(), origin));
        }
      }
    }
    return sound;
  }

  private Map<ComponentId, Registered> known(ComponentKind<?> kind) {
    return components.getOrDefault(kind.name(), Map.of());
  }

  private boolean isWhole(ComponentFactory<?, ?> f, String what, Origin origin) {
    StringJoiner absent = new StringJoiner(", ");
    if (f == null) {
      absent.add("null in place of a factory");
    } else {
      Stream.of(
              new Object[] {"id", f.id()},
              new Object[] {"configuration class", f.config()},
              new Object[] {"citation", f.citation()},
              new Object[] {"create function", f.create()})
          .filter(part -> part[1] == null)
          .forEach(part -> absent.add("a factory without " + part[0]));
    }
    if (absent.length() > 0) {
      problems.add(Problem.of(GmError.PLUGIN, what).found(absent).at(origin));
    }
    return absent.length() == 0;
  }

  /** Takes an engine. */
  void engine(BackendProvider engine) {
    Origin origin = Origin.of(engine.getClass());
    String what = "engine " + engine.getClass().getName() + " does not say its id";
    asked(what, origin, engine::id)
        .ifPresent(
            id -> {
              if (engines.putIfAbsent(id, engine) == null) {
                engineOrigins.put(id, origin);
              } else {
                Origin other = engineOrigins.getOrDefault(id, origin);
                problems.add(twice("engine", id, other, origin));
              }
            });
  }

  private static Problem twice(String kind, ComponentId id, Origin first, Origin second) {
    String where =
        first.equals(second)
            ? "both in " + first
            : Stream.of(first, second)
                .map(o -> first.name().equals(second.name()) ? o.path() : o.name())
                .sorted()
                .collect(Collectors.joining(" and "));
    return Problem.of(GmError.DUPLICATE_ID, kind + " '" + id + "' is provided twice")
        .found(where)
        .advice("Give one of them another id, or remove its jar; until then one of them is used.");
  }

  /** An answer of a plugin; null and failures are problems. */
  private <T> Optional<T> asked(String what, Origin origin, Supplier<? extends T> question) {
    try {
      T answer = question.get();
      if (answer == null) {
        problems.add(Problem.of(GmError.PLUGIN, what).found("null").at(origin));
      }
      return Optional.ofNullable(answer);
    } catch (GmException e) {
      e.problems().forEach(p -> problems.add(p.at(origin + ", because " + what)));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      problems.add(
          Problem.of(GmError.PLUGIN, what)
              .found(e)
              .at(origin)
              .advice("Describing a plugin must not fail; remove its jar or repair it."));
    }
    return Optional.empty();
  }
}
