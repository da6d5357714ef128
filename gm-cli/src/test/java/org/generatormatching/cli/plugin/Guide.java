package org.generatormatching.cli.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of docs/plugin-guide.md. */
final class Guide {
  private static final String TEXT = read();

  private Guide() {}

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "plugin-guide.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The block below a line that is a file's name. */
  static String file(String name) {
    return only("(?m)^`" + Pattern.quote(name) + "`\n\n```\\w+\n((?s:.*?))^```$");
  }

  /** The one block of a language that has a text in it. */
  static String block(String language, String part) {
    List<String> found = blocks(language).stream().filter(b -> b.contains(part)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " blocks of " + language + " have: " + part);
    }
    return found.get(0);
  }

  /** All blocks of a language. */
  static List<String> blocks(String language) {
    Matcher m = Pattern.compile("(?m)^```" + language + "\n((?s:.*?))^```$").matcher(TEXT);
    List<String> all = new ArrayList<>();
    while (m.find()) {
      all.add(m.group(1));
    }
    return all;
  }

  /** Whether the guide has a text, which may be broken into lines. */
  static boolean says(String text) {
    return TEXT.replaceAll("\\s+", " ").contains(text);
  }

  /** The group of the first place that fits a pattern. */
  static String only(String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(TEXT);
    if (!m.find()) {
      throw new AssertionError("the guide has nothing like " + pattern);
    }
    return m.group(1);
  }
}
