package org.generatormatching.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A value set on the command line, {@code model.factors[0].space.dims=[2]}.
 *
 * @param path keys separated by dots, list positions in brackets
 * @param value any YAML value
 */
record Setting(String path, Object value) {
  /** Parses {@code path=value}, or adds a problem. */
  static Optional<Setting> parse(String text, List<Problem> problems) {
    int eq = text.indexOf('=');
    if (eq <= 0
        || !text.substring(0, eq)
            .matches("[A-Za-z0-9-]+(\\[\\d+\\])*(\\.[A-Za-z0-9-]+(\\[\\d+\\])*)*")) {
      problems.add(
          Problem.of(GmError.USAGE, "--set needs a path and a value")
              .found("'" + text + "'")
              .expected("for example training.steps=100"));
      return Optional.empty();
    }
    return Optional.of(
        new Setting(text.substring(0, eq), Configuration.scalar(text.substring(eq + 1))));
  }

  /** Puts the value into a tree, making mappings on the way. */
  void apply(Map<String, Object> tree, List<Problem> problems) {
    List<String> keys = new ArrayList<>();
    for (String part : path.split("[.\\[]")) {
      keys.add(part.endsWith("]") ? "[" + part : part);
    }
    Object at = tree;
    for (int i = 0; i < keys.size(); i++) {
      boolean last = i + 1 == keys.size();
      at = step(at, keys.get(i), last ? value : null);
      if (at == null) {
        problems.add(
            Problem.of(GmError.USAGE, "--set names a place that does not exist")
                .found("'" + path + "'")
                .expected("a list with that position, or a mapping"));
        return;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object step(Object at, String key, @Nullable Object put) {
    if (key.startsWith("[")) {
      int i = Integer.parseInt(key.substring(1, key.length() - 1));
      if (!(at instanceof List<?> l) || i >= l.size()) {
        return null;
      }
      List<Object> list = (List<Object>) l;
      if (put != null) {
        list.set(i, put);
      }
      return list.get(i);
    }
    if (!(at instanceof Map<?, ?>)) {
      return null;
    }
    Map<String, Object> m = (Map<String, Object>) at;
    if (put != null) {
      m.put(key, put);
      return put;
    }
    if (m.get(key) instanceof String id && !id.isEmpty()) {
      // mlp@1 written short: settings below it make it long
      Map<String, Object> component = new LinkedHashMap<>();
      component.put(Component.USE, id);
      m.put(key, component);
    }
    return m.computeIfAbsent(key, k -> new LinkedHashMap<>());
  }
}
