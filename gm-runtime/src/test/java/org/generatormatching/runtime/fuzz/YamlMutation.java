package org.generatormatching.runtime.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Makes wrong, odd and monstrous configurations out of good ones. */
final class YamlMutation {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private static final List<String> SCRAPS =
      List.of(
          "&a ",
          "*a",
          "!!java.net.URL ",
          "!!binary ",
          "<<: *a",
          "? ",
          "| ",
          "> ",
          "%YAML 9.9",
          "---\n",
          "...\n",
          "\t",
          "\r",
          "\u0000",
          "\ufeff",
          "\u2028",
          "\ud83d\ude00",
          "\u0085",
          "{",
          "[",
          "}",
          "]",
          ",",
          ":",
          "- ",
          "#",
          "'",
          "\"",
          "\\x",
          "1e999",
          ".nan",
          "-.inf",
          "0x7f",
          "0b1",
          "1_000",
          "~",
          "null",
          "190:20:30",
          "2001-01-01",
          "\n",
          "  ",
          "@",
          "`",
          "\u202e",
          "use: ");

  private static final List<String> EXTRA =
      List.of("use", "name", "", "x.y", "seed", "dims", "base", "path", "shape", "weight");

  private final List<Map<String, Object>> trees = new ArrayList<>();
  private final List<String> texts;
  private final List<Object> values;

  /**
   * Mutations of some texts.
   *
   * @param ids that stand for components anywhere
   */
  YamlMutation(List<String> texts, List<String> ids) {
    this.texts = List.copyOf(texts);
    for (String t : texts) {
      trees.add(YAML.readValue(t, new TypeReference<LinkedHashMap<String, Object>>() {}));
    }
    values = new ArrayList<>(ids);
    values.addAll(
        List.of(
            0,
            1,
            -1,
            2,
            3,
            1000,
            65_536,
            1_000_000,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            BigInteger.ONE.shiftLeft(200),
            0.0,
            -0.0,
            0.5,
            1e-320,
            1e308,
            -1e308,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            true,
            false));
    values.addAll(
        List.of(
            "",
            " ",
            "x",
            "..",
            "../../x",
            "/",
            "/dev/zero",
            "a\u0000b",
            "\ud800",
            "x".repeat(5000),
            "mlp@1",
            "mlp@",
            "@1",
            "mlp@99999999999999999999",
            "1e999",
            "NaN",
            "\n",
            "\u202e\u0007",
            List.of(),
            Map.of(),
            List.of(List.of(List.of())),
            Map.of("use", Map.of("use", "x")),
            Map.of("", ""),
            List.of(1, "a", Map.of())));
  }

  /** A text; equal random numbers give equal texts. */
  String next(SplittableRandom random) {
    return random.nextInt(10) < 7 ? structured(random) : torn(random);
  }

  private String structured(SplittableRandom random) {
    Object tree = copy(trees.get(random.nextInt(trees.size())));
    int edits = 1 + random.nextInt(random.nextInt(5) == 0 ? 8 : 2);
    for (int i = 0; i < edits; i++) {
      edit(tree, random);
    }
    String text = YAML.writeValueAsString(tree);
    return random.nextInt(8) == 0 ? tear(text, random) : text;
  }

  private String torn(SplittableRandom random) {
    String text = texts.get(random.nextInt(texts.size()));
    int kind = random.nextInt(200);
    if (kind == 0) {
      return nest(random, text);
    }
    if (kind == 1) {
      return laughs(random) + text;
    }
    return tear(text, random);
  }

  private static String nest(SplittableRandom random, String text) {
    String open = List.of("[", "{a: ", "- ", "? ", "!t [").get(random.nextInt(5));
    return text + "\nx: " + open.repeat(1 << random.nextInt(4, 16));
  }

  /** Nine lists of nine aliases each. */
  private static String laughs(SplittableRandom random) {
    StringBuilder b = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x]\n");
    int depth = 1 + random.nextInt(12);
    for (int i = 1; i < depth; i++) {
      b.append(
          "l" + i + ": &l" + i + " [" + ("*l" + (i - 1) + ", ").repeat(8) + "*l" + (i - 1) + "]\n");
    }
    return b.toString();
  }

  private static String tear(String text, SplittableRandom random) {
    StringBuilder b = new StringBuilder(text);
    int edits = 1 + random.nextInt(6);
    for (int i = 0; i < edits && b.length() > 0; i++) {
      int at = random.nextInt(b.length());
      int to = Math.min(b.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(6)) {
        case 0 -> b.delete(at, to);
        case 1 -> b.insert(random.nextInt(b.length()), b.substring(at, to));
        case 2 -> b.setCharAt(at, (char) (b.charAt(at) ^ (1 << random.nextInt(8))));
        case 3 -> b.setLength(at);
        default -> b.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
      }
    }
    return b.toString();
  }

  private static Object copy(Object v) {
    if (v instanceof Map<?, ?> m) {
      Map<String, Object> r = new LinkedHashMap<>();
      m.forEach((k, x) -> r.put((String) k, copy(x)));
      return r;
    }
    if (v instanceof List<?> l) {
      List<Object> r = new ArrayList<>();
      l.forEach(x -> r.add(copy(x)));
      return r;
    }
    return v;
  }

  private void edit(Object tree, SplittableRandom random) {
    Object at = tree;
    while (true) {
      Object child = child(at, random);
      boolean inner =
          child instanceof Map<?, ?> m && !m.isEmpty()
              || child instanceof List<?> l && !l.isEmpty();
      if (!inner || random.nextInt(4) == 0) {
        change(at, tree, random);
        return;
      }
      at = child;
    }
  }

  private static Object child(Object v, SplittableRandom random) {
    if (v instanceof Map<?, ?> m) {
      return m.isEmpty() ? "" : new ArrayList<>(m.values()).get(random.nextInt(m.size()));
    }
    return v instanceof List<?> l && !l.isEmpty() ? l.get(random.nextInt(l.size())) : "";
  }

  @SuppressWarnings("unchecked")
  private void change(Object at, Object tree, SplittableRandom random) {
    Object value =
        copy(
            random.nextInt(6) == 0
                ? anywhere(tree, random)
                : values.get(random.nextInt(values.size())));
    if (at instanceof Map<?, ?> raw) {
      Map<String, Object> m = (Map<String, Object>) raw;
      List<String> keys = new ArrayList<>(m.keySet());
      String key = keys.isEmpty() ? "x" : keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(8)) {
        case 0 -> m.remove(key);
        case 1 -> m.put(key + "x", value);
        case 2 -> m.put(EXTRA.get(random.nextInt(EXTRA.size())), value);
        case 3 -> m.put(key, "text " + m.get(key));
        case 4 -> m.put(key, copy(List.of(String.valueOf(m.get(key)))));
        default -> m.put(key, value);
      }
    } else if (at instanceof List<?> raw && !raw.isEmpty()) {
      List<Object> l = (List<Object>) raw;
      int i = random.nextInt(l.size());
      switch (random.nextInt(5)) {
        case 0 -> l.remove(i);
        case 1 -> l.add(copy(l.get(i)));
        case 2 -> {
          Object one = l.get(i);
          for (int n = 1 << random.nextInt(1, 8); n > 0; n--) {
            l.add(copy(one));
          }
        }
        default -> l.set(i, value);
      }
    }
  }

  private static Object anywhere(Object tree, SplittableRandom random) {
    Object at = tree;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      Object next = child(at, random);
      if (!(next instanceof Map<?, ?>) && !(next instanceof List<?>)) {
        return next;
      }
      at = next;
    }
    return at;
  }
}
