package org.generatormatching.runtime.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.runtime.registry.Suggestion;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree of maps, lists and scalars into records, strictly: collects every unknown key, wrong
 * type and missing value with its path. The record component {@code learningRate} is the key {@code
 * learning-rate}. A key that is absent reaches the record's constructor as null, which puts the
 * default in its place or leaves null for "required".
 */
final class RecordReader {
  private final Registry registry;
  private final List<Problem> problems = new ArrayList<>();

  /** A reader that looks components up in a registry. */
  RecordReader(Registry registry) {
    this.registry = registry;
  }

  /** The problems met so far. */
  List<Problem> problems() {
    return problems;
  }

  /** A record, or empty after adding problems. */
  <R> Optional<R> read(Map<String, Object> tree, Class<R> type, String path) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = new ArrayList<>();
    for (RecordComponent c : components) {
      known.add(key(c.getName()));
    }
    int before = problems.size();
    for (String k : tree.keySet()) {
      if (!known.contains(k)) {
        unknownKey(k, known, path);
      }
    }
    @Nullable Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = tree.get(known.get(i));
      Of of = components[i].getAnnotation(Of.class);
      String at = child(path, known.get(i));
      arguments[i] =
          value == null
              ? null
              : value(value, components[i].getGenericType(), of == null ? "" : of.value(), at);
    }
    return problems.size() > before
        ? Optional.empty()
        : construct(type, components, known, arguments, path);
  }

  private <R> Optional<R> construct(
      Class<R> type,
      RecordComponent[] components,
      List<String> known,
      @Nullable Object[] arguments,
      String path) {
    List<String> missing = new ArrayList<>();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      if (arguments[i] == null && types[i].isPrimitive()) {
        missing.add(known.get(i));
      }
    }
    if (missing.isEmpty()) {
      try {
        Constructor<R> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        R r = constructor.newInstance(arguments);
        for (int i = 0; i < components.length; i++) {
          var accessor = components[i].getAccessor();
          accessor.setAccessible(true);
          if (accessor.invoke(r) == null) {
            missing.add(known.get(i));
          }
        }
        if (missing.isEmpty()) {
          return Optional.of(r);
        }
      } catch (InvocationTargetException e) {
        constructorFailed(e.getCause(), known, arguments, path);
        return Optional.empty();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("record " + type.getName() + " cannot be made", e);
      }
    }
    for (String m : missing) {
      problems.add(
          Problem.of(GmError.CONFIG, "a required key is missing")
              .expected("'" + m + "'")
              .at(place(path)));
    }
    return Optional.empty();
  }

  private void constructorFailed(
      @Nullable Throwable cause, List<String> known, @Nullable Object[] arguments, String path) {
    if (cause instanceof GmException e) {
      for (Problem p : e.problems()) {
        problems.add(p.where().isPresent() ? p : p.at(place(path)));
      }
      return;
    }
    List<String> absent = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == null) {
        absent.add(known.get(i));
      }
    }
    problems.add(
        Problem.of(GmError.CONFIG, "these settings were refused")
            .found(
                cause == null
                    ? "no reason"
                    : cause.getMessage() == null ? "absent: " + absent : cause.getMessage())
            .at(place(path)));
  }

  private void unknownKey(String k, List<String> known, String path) {
    Problem p =
        Problem.of(GmError.CONFIG, "unknown key")
            .found("'" + k + "'")
            .expected(known.isEmpty() ? "no settings" : "one of " + known)
            .at(child(path, k));
    problems.add(Suggestion.of(k, known).map(s -> p.advice("Did you mean '" + s + "'?")).orElse(p));
  }

  private @Nullable Object value(Object v, Type type, String kind, String path) {
    if (type instanceof ParameterizedType p) {
      Type argument = p.getActualTypeArguments()[p.getActualTypeArguments().length - 1];
      if (p.getRawType() == List.class) {
        return list(v, argument, kind, path);
      }
      if (p.getRawType() == Optional.class) {
        return Optional.ofNullable(value(v, argument, kind, path));
      }
      return map(v, argument, kind, path);
    }
    Class<?> c = (Class<?>) type;
    if (c == Component.class) {
      return component(v, kind, path);
    }
    if (c.isRecord()) {
      Map<String, Object> m = object(v, path);
      return m == null ? null : read(m, c, path).orElse(null);
    }
    return Scalars.read(v, c, path, problems);
  }

  private @Nullable Object list(Object v, Type element, String kind, String path) {
    if (!(v instanceof List<?> l)) {
      return wrong(v, "a list", path);
    }
    List<Object> r = new ArrayList<>();
    for (int i = 0; i < l.size(); i++) {
      Object item = l.get(i);
      String at = path + "[" + i + "]";
      Object x = item == null ? wrong("nothing", "a value", at) : value(item, element, kind, at);
      if (x != null) {
        r.add(x);
      }
    }
    return r;
  }

  private @Nullable Object map(Object v, Type element, String kind, String path) {
    Map<String, Object> m = object(v, path);
    if (m == null) {
      return null;
    }
    Map<String, Object> r = new LinkedHashMap<>();
    m.forEach(
        (k, x) -> {
          Object y = value(x, element, kind, child(path, k));
          if (y != null) {
            r.put(k, y);
          }
        });
    return r;
  }

  private @Nullable Component component(Object v, String kind, String path) {
    String use;
    Map<String, Object> settings = new LinkedHashMap<>();
    if (v instanceof String s) {
      use = s;
    } else {
      Map<String, Object> m = object(v, path);
      if (m == null) {
        return null;
      }
      if (!(m.get(Component.USE) instanceof String id)) {
        problems.add(
            Problem.of(GmError.CONFIG, "a " + kind + " needs its id")
                .found(m.keySet())
                .expected("'use: name@version'")
                .at(place(path)));
        return null;
      }
      use = id;
      settings.putAll(m);
      settings.remove(Component.USE);
    }
    try {
      ComponentFactory<?, ?> factory = registry.factory(ComponentKind.named(kind), use, path);
      return read(settings, factory.config(), path)
          .map(r -> new Component(use, RecordWriter.write(r)))
          .orElse(null);
    } catch (GmException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable Map<String, Object> object(Object v, String path) {
    if (v instanceof Map<?, ?> m) {
      return (Map<String, Object>) m;
    }
    wrong(v, "a mapping of keys to values", path);
    return null;
  }

  private @Nullable Object wrong(Object v, String expected, String path) {
    problems.add(
        Problem.of(GmError.CONFIG, "wrong type")
            .found(Scalars.describe(v))
            .expected(expected)
            .at(place(path)));
    return null;
  }

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String place(String path) {
    return path.isEmpty() ? "top level" : path;
  }

  /** learningRate to learning-rate. */
  static String key(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
