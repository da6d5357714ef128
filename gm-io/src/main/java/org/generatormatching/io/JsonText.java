package org.generatormatching.io;

import java.util.Iterator;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes JSON values. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Json value) {
    JsonText text = new JsonText();
    text.append(value);
    return text.out.toString();
  }

  /** The value of the three spellings of floating-point numbers that JSON does not have. */
  static OptionalDouble notFinite(String spelling) {
    return switch (spelling) {
      case "NaN" -> OptionalDouble.of(Double.NaN);
      case "Infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-Infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }

  private void append(Json value) {
    if (value instanceof Json.Obj object) {
      out.append('{');
      Iterator<Map.Entry<String, Json>> members = object.members().entrySet().iterator();
      while (members.hasNext()) {
        Map.Entry<String, Json> member = members.next();
        quote(member.getKey());
        out.append(':');
        append(member.getValue());
        out.append(members.hasNext() ? "," : "");
      }
      out.append('}');
    } else if (value instanceof Json.Arr array) {
      out.append('[');
      Iterator<Json> items = array.items().iterator();
      while (items.hasNext()) {
        append(items.next());
        out.append(items.hasNext() ? "," : "");
      }
      out.append(']');
    } else if (value instanceof Json.Str string) {
      quote(string.value());
    } else {
      out.append(value);
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            // Half of a surrogate pair has no UTF-8 form; readers would refuse the whole text.
            out.append(isHalf(text, i) ? '\ufffd' : c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Whether the character is one half of a surrogate pair without the other. */
  static boolean isHalf(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** Whether the text can be written as UTF-8 and read back. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHalf(text, i)) {
        return false;
      }
    }
    return true;
  }
}
