package org.generatormatching.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value; {@code toString()} is its JSON text in one line.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public sealed interface Json {

  /** An object; members keep their order. */
  record Obj(Map<String, Json> members) implements Json {
    /** Copies the members. */
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The value of a member. */
    public Optional<Json> get(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /** The value of a member that is a number, or a string that spells a number JSON cannot. */
    public OptionalDouble number(String name) {
      Json value = members.get(name);
      if (value instanceof Num n) {
        return OptionalDouble.of(Double.parseDouble(n.literal()));
      }
      return value instanceof Str s ? JsonText.notFinite(s.value()) : OptionalDouble.empty();
    }

    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** An array. */
  record Arr(List<Json> items) implements Json {
    /** Copies the items. */
    public Arr {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** A string. */
  record Str(String value) implements Json {
    @Override
    public String toString() {
      return JsonText.of(this);
    }
  }

  /** A number as it is written: no digit is lost between reading and writing. */
  record Num(String literal) implements Json {
    /** The value, if it is written as an integer and fits 64 bits. */
    public OptionalLong integer() {
      try {
        return OptionalLong.of(Long.parseLong(literal));
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public String toString() {
      return literal;
    }
  }

  /** A truth value. */
  record Bool(boolean value) implements Json {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** The value {@code null}. */
  record Null() implements Json {
    @Override
    public String toString() {
      return "null";
    }
  }

  /**
   * The JSON value of maps with string keys, iterables, strings, numbers, truth values and {@code
   * null}. NaN and the infinities, which JSON has no numbers for, become the strings {@code "NaN"},
   * {@code "Infinity"} and {@code "-Infinity"}.
   *
   * @throws IllegalArgumentException for objects of any other class
   */
  static Json of(@Nullable Object value) {
    if (value == null) {
      return new Null();
    }
    if (value instanceof Json json) {
      return json;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Json> members = new LinkedHashMap<>();
      map.forEach((k, v) -> members.put((String) k, of(v)));
      return new Obj(members);
    }
    if (value instanceof Iterable<?> list) {
      List<Json> items = new ArrayList<>();
      list.forEach(v -> items.add(of(v)));
      return new Arr(items);
    }
    if (value instanceof Boolean b) {
      return new Bool(b);
    }
    if (value instanceof CharSequence s) {
      return new Str(s.toString());
    }
    if (value instanceof Number n) {
      String literal = n.toString();
      return JsonText.notFinite(literal).isPresent() ? new Str(literal) : new Num(literal);
    }
    throw new IllegalArgumentException("no JSON value for " + value.getClass().getName());
  }
}
