package org.generatormatching.api;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * Points of a state space inside a program: one or several named arrays with one leading axis, a
 * row per point. Also used for whatever lives beside points row by row: tangents, rates, network
 * outputs.
 *
 * <p>The arrays of a product space carry the factor's name and a dot: {@code angles.x}.
 *
 * @param arrays by name, in order
 */
public record State(Map<String, Tensor> arrays) {
  /** Keeps the order. */
  public State {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** No arrays. */
  public static State empty() {
    return new State(Map.of());
  }

  /** One array. */
  public static State of(String name, Tensor array) {
    return new State(Map.of(name, array));
  }

  /** Two arrays. */
  public static State of(String name1, Tensor array1, String name2, Tensor array2) {
    return of(name1, array1).with(name2, array2);
  }

  /** This state with one array added or replaced. */
  public State with(String name, Tensor array) {
    Map<String, Tensor> m = new LinkedHashMap<>(arrays);
    m.put(name, array);
    return new State(m);
  }

  /** One array. */
  public Tensor get(String name) {
    Tensor t = arrays.get(name);
    if (t == null) {
      throw Problem.of(GmError.INPUT, "a state has no such array")
          .found("'" + name + "'")
          .expected(arrays.keySet())
          .exception();
    }
    return t;
  }

  /** Some of the arrays, in the order of the names. */
  public State only(Collection<String> some) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    some.forEach(n -> m.put(n, get(n)));
    return new State(m);
  }

  /** The names in order. */
  public Set<String> names() {
    return arrays.keySet();
  }

  /** The leading dimension: a number, or {@code -c} for c*B as in {@code Shape}. */
  public long rows() {
    return arrays.values().iterator().next().shape().dim(0);
  }

  /** A function of every array. */
  public State map(UnaryOperator<Tensor> f) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    arrays.forEach((n, t) -> m.put(n, f.apply(t)));
    return new State(m);
  }

  /** A function of the arrays of equal name. */
  public State zip(State other, BinaryOperator<Tensor> f) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    arrays.forEach((n, t) -> m.put(n, f.apply(t, other.get(n))));
    return new State(m);
  }

  /** this + other. */
  public State plus(State other) {
    return zip(other, Tensor::plus);
  }

  /** this - other. */
  public State minus(State other) {
    return zip(other, Tensor::minus);
  }

  /** Every row times its own number; {@code perRow} [rows] is cast to each array's type. */
  public State times(Tensor perRow) {
    return map(t -> t.times(perRow.cast(t.dtype()).alignTo(t)));
  }

  /** Every array times a number. */
  public State times(double factor) {
    return map(t -> t.times(factor));
  }

  /** Every row k times: row b becomes rows b*k .. b*k+k-1. */
  public State repeatRows(long k) {
    return map(t -> t.repeatRows(k));
  }

  /** The arrays of one factor of a product, under their own names. */
  public State factor(String factor) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    String prefix = factor + ".";
    arrays.forEach(
        (n, t) -> {
          if (n.startsWith(prefix)) {
            m.put(n.substring(prefix.length()), t);
          }
        });
    return new State(m);
  }

  /** This state with the arrays of one factor added or replaced. */
  public State join(String factor, State part) {
    Map<String, Tensor> m = new LinkedHashMap<>(arrays);
    part.arrays.forEach((n, t) -> m.put(factor + "." + n, t));
    return new State(m);
  }
}
