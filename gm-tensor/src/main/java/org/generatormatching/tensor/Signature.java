package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named arrays in a fixed order: the inputs or outputs of a program, the point of a state space,
 * the raw values that a head asks of a network.
 *
 * @param arrays specifications by name, in order
 */
public record Signature(Map<String, ArraySpec> arrays) {
  /** Keeps the order. */
  public Signature {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** No arrays. */
  public static Signature empty() {
    return new Signature(Map.of());
  }

  /** One array. */
  public static Signature of(String name, ArraySpec spec) {
    return empty().with(name, spec);
  }

  /** This signature and one more array. */
  public Signature with(String name, ArraySpec spec) {
    Map<String, ArraySpec> m = new LinkedHashMap<>(arrays);
    if (m.put(name, spec) != null) {
      throw Problem.of(GmError.INPUT, "two arrays of a signature have one name")
          .found(name)
          .exception();
    }
    return new Signature(m);
  }

  /** This signature and all arrays of another, their names prefixed. */
  public Signature with(String prefix, Signature other) {
    Signature r = this;
    for (var e : other.arrays.entrySet()) {
      r = r.with(prefix + e.getKey(), e.getValue());
    }
    return r;
  }

  /** The names in order. */
  public List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /** One specification. */
  public ArraySpec get(String name) {
    ArraySpec s = arrays.get(name);
    if (s == null) {
      throw Problem.of(GmError.INPUT, "no such array")
          .found(name)
          .expected(arrays.keySet())
          .exception();
    }
    return s;
  }

  /**
   * Puts named values into the order of this signature.
   *
   * @throws GmException [GM/INPUT] that lists every missing and every unknown name
   */
  public <T> List<T> order(Map<String, ? extends T> values) {
    List<Problem> problems = new ArrayList<>();
    for (String n : values.keySet()) {
      if (!arrays.containsKey(n)) {
        problems.add(Problem.of(GmError.INPUT, "unknown input").found(n).expected(arrays.keySet()));
      }
    }
    List<T> r = new ArrayList<>();
    for (String n : arrays.keySet()) {
      T v = values.get(n);
      if (v == null) {
        problems.add(Problem.of(GmError.INPUT, "missing input").found(values.keySet()).expected(n));
      } else {
        r.add(v);
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return List.copyOf(r);
  }
}
