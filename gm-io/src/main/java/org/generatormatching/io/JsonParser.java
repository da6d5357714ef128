package org.generatormatching.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON strictly: the grammar of RFC 8259 and nothing else, no name twice in an object, no
 * half surrogate pairs.
 *
 * <p>Depth and number of values are limited, because both cost far more memory than the text that
 * asks for them, and the text may come from anywhere.
 */
final class JsonParser {
  private static final int MAX_DEPTH = 64;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

  private final String text;
  private final Matcher number;
  private int left;
  private int at;

  private JsonParser(String text, int maxValues) {
    this.text = text;
    this.number = NUMBER.matcher(text);
    this.left = maxValues;
  }

  /** The one value that the text consists of, but for white space around it. */
  static Json parse(String text, int maxValues) throws MalformedException {
    JsonParser parser = new JsonParser(text, maxValues);
    Json value = parser.value(0);
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw parser.malformed("the end");
    }
    return value;
  }

  private Json value(int depth) throws MalformedException {
    skipSpace();
    if (depth > MAX_DEPTH) {
      throw new MalformedException("JSON nested deeper than " + MAX_DEPTH + " at character " + at);
    }
    if (--left < 0) {
      throw new MalformedException("too many JSON values");
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", new Json.Null());
      default -> number();
    };
  }

  private Json object(int depth) throws MalformedException {
    Map<String, Json> members = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (!skip('}')) {
      do {
        skipSpace();
        int start = at;
        String name = string();
        skipSpace();
        expect(':');
        if (members.put(name, value(depth + 1)) != null) {
          throw new MalformedException(
              "the name " + FileProblems.quote(name) + " a second time at character " + start);
        }
        skipSpace();
      } while (skip(','));
      expect('}');
    }
    return new Json.Obj(members);
  }

  private Json array(int depth) throws MalformedException {
    List<Json> items = new ArrayList<>();
    at++;
    skipSpace();
    if (!skip(']')) {
      do {
        items.add(value(depth + 1));
        skipSpace();
      } while (skip(','));
      expect(']');
    }
    return new Json.Arr(items);
  }

  private Json literal(String word, Json value) throws MalformedException {
    if (!text.startsWith(word, at)) {
      throw malformed("a JSON value");
    }
    at += word.length();
    return value;
  }

  private Json number() throws MalformedException {
    if (!number.region(at, text.length()).lookingAt()) {
      throw malformed("a JSON value");
    }
    at = number.end();
    return new Json.Num(number.group());
  }

  private String string() throws MalformedException {
    expect('"');
    int start = at;
    while (peek() != '"' && peek() != '\\' && peek() >= ' ') {
      at++;
    }
    if (skip('"')) {
      return text.substring(start, at - 1);
    }
    StringBuilder value = new StringBuilder(text.substring(start, at));
    while (!skip('"')) {
      if (peek() < ' ') {
        throw malformed("a string that ends");
      }
      value.append(skip('\\') ? escape() : text.charAt(at++));
    }
    String string = value.toString();
    if (!JsonText.isWellFormed(string)) {
      throw new MalformedException("half a surrogate pair in the string at character " + start);
    }
    return string;
  }

  private char escape() throws MalformedException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(peek(), 16);
          // Character.digit also takes the digits of other scripts.
          if (digit < 0 || peek() > 'f') {
            throw malformed("four hexadecimal digits");
          }
          code = 16 * code + digit;
          at++;
        }
        yield (char) code;
      }
      default -> {
        at--;
        throw malformed("a JSON escape");
      }
    };
  }

  /** The next character, or NUL, which JSON allows nowhere, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) throws MalformedException {
    if (!skip(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private MalformedException malformed(String expected) {
    String found =
        at < text.length()
            ? FileProblems.quote(text.substring(at, Math.min(text.length(), at + 12)))
            : "the end of the text";
    return new MalformedException(
        "JSON with " + found + " at character " + at + " where " + expected + " should be");
  }
}
