package org.generatormatching.tensor;

import java.util.regex.Pattern;

/**
 * The name of a component on the wire, {@code name@version}: written into configurations and
 * checkpoints, so that its meaning never changes; a new meaning takes a new version.
 *
 * @param name lower-case ascii letters, digits and {@code -}, at most 64 characters
 * @param version at least 1
 */
public record ComponentId(String name, int version) implements Comparable<ComponentId> {
  private static final Pattern SYNTAX = Pattern.compile("([a-z][a-z0-9-]{0,63})@([1-9][0-9]{0,3})");

  /** Checks the syntax. */
  public ComponentId {
    if (!SYNTAX.matcher(name + "@" + version).matches()) {
      throw illegal(name + "@" + version);
    }
  }

  /**
   * Parses {@code name@version}.
   *
   * @throws GmException [GM/ILLEGAL_ID] if the text has another form
   */
  public static ComponentId of(String text) {
    var m = SYNTAX.matcher(text);
    if (!m.matches()) {
      throw illegal(text);
    }
    return new ComponentId(m.group(1), Integer.parseInt(m.group(2)));
  }

  private static GmException illegal(String text) {
    return Problem.of(GmError.ILLEGAL_ID, "a component id is not well formed")
        .found("'" + text + "'")
        .expected("name@version, for example 'flow@1'")
        .exception();
  }

  @Override
  public int compareTo(ComponentId o) {
    int c = name.compareTo(o.name);
    return c != 0 ? c : Integer.compare(version, o.version);
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
