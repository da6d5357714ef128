package org.generatormatching.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values; nothing is converted silently, but a whole number may stand for a real one.
 */
final class Scalars {
  private Scalars() {}

  /** A value of a class, or null after adding a problem. */
  static @Nullable Object read(Object v, Class<?> c, String path, List<Problem> problems) {
    Object r = null;
    String expected = c.getSimpleName();
    if (c == String.class) {
      expected = "a text";
      r = v instanceof String ? v : null;
    } else if (c == boolean.class || c == Boolean.class) {
      expected = "true or false";
      r = v instanceof Boolean ? v : null;
    } else if (c == int.class || c == Integer.class) {
      expected = "a whole number of at most 2147483647";
      r = v instanceof Number n && whole(n) && n.longValue() == n.intValue() ? n.intValue() : null;
    } else if (c == long.class || c == Long.class) {
      expected = "a whole number";
      r = v instanceof Number n && whole(n) ? n.longValue() : null;
    } else if (c == double.class || c == Double.class) {
      expected = "a finite number";
      r = v instanceof Number n && Double.isFinite(n.doubleValue()) ? n.doubleValue() : null;
    } else if (c == Object.class) {
      expected = "a number or a text";
      r = v instanceof Number || v instanceof String ? v : null;
    } else if (c.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object e : c.getEnumConstants()) {
        String name = name(e);
        names.add(name);
        r = name.equals(v) ? e : r;
      }
      expected = "one of " + names;
    } else {
      throw new IllegalStateException("a configuration cannot hold " + c);
    }
    if (r == null) {
      problems.add(
          Problem.of(GmError.CONFIG, "wrong type").found(describe(v)).expected(expected).at(path));
    }
    return r;
  }

  /** CLIP_NORM to clip-norm. */
  static String name(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean whole(Number n) {
    return n instanceof Integer || n instanceof Long;
  }

  /** A value and its type in words. */
  static String describe(Object v) {
    if (v instanceof Map<?, ?> m) {
      return "a mapping with " + m.keySet();
    }
    if (v instanceof List<?> l) {
      return "a list of " + l.size();
    }
    if (v instanceof String s) {
      return "the text '" + s + "'";
    }
    return String.valueOf(v);
  }
}
