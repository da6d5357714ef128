package org.generatormatching.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Order and sharing of the nodes of a program. Dead code never enters: only what outputs reach. */
final class Graph {
  private Graph() {}

  private static final class Visit {
    final Tensor node;
    int next;

    Visit(Tensor node) {
      this.node = node;
    }
  }

  /**
   * Nodes that outputs reach, operands first, not looking behind {@code stop}. An explicit stack,
   * since programs of ten thousand nodes in a chain must not overflow the thread's.
   */
  static List<Tensor> topological(List<Tensor> outputs, List<Tensor> stop) {
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Tensor> order = new ArrayList<>(stop);
    seen.addAll(stop);
    Deque<Visit> stack = new ArrayDeque<>();
    for (Tensor o : outputs) {
      if (seen.add(o)) {
        stack.push(new Visit(o));
      }
      while (!stack.isEmpty()) {
        Visit v = stack.element();
        if (v.next < v.node.inputs().size()) {
          Tensor i = v.node.input(v.next++);
          if (seen.add(i)) {
            stack.push(new Visit(i));
          }
        } else {
          order.add(v.node);
          stack.pop();
        }
      }
    }
    return order;
  }

  /** Nodes that outputs reach, in the order in which they were made (which puts operands first). */
  static List<Tensor> inCreationOrder(List<Tensor> outputs) {
    List<Tensor> l = topological(outputs, List.of());
    l.sort(Comparator.comparingLong(Tensor::id));
    return l;
  }

  /** The same value over other leaves. */
  static Tensor substitute(Tensor value, IdentityHashMap<Tensor, Tensor> leaves) {
    IdentityHashMap<Tensor, Tensor> to = new IdentityHashMap<>(leaves);
    for (Tensor t : topological(List.of(value), List.of())) {
      if (!to.containsKey(t)) {
        List<Tensor> in = new ArrayList<>();
        boolean same = true;
        for (Tensor i : t.inputs()) {
          Tensor n = Objects.requireNonNull(to.get(i));
          in.add(n);
          same &= n == i;
        }
        to.put(t, same ? t : t.over(in));
      }
    }
    return Objects.requireNonNull(to.get(value));
  }

  private record Key(Op op, DType dtype, Shape shape, Attribute attribute, List<Long> inputs) {}

  /**
   * The same outputs with equal nodes shared. Inputs are told apart by identity, all else by value.
   */
  static List<Tensor> shared(List<Tensor> outputs) {
    IdentityHashMap<Tensor, Tensor> to = new IdentityHashMap<>();
    Map<Key, Tensor> known = new HashMap<>();
    for (Tensor t : inCreationOrder(outputs)) {
      List<Tensor> in = new ArrayList<>();
      List<Long> ids = new ArrayList<>();
      boolean same = true;
      for (Tensor i : t.inputs()) {
        Tensor n = Objects.requireNonNull(to.get(i));
        in.add(n);
        ids.add(n.id());
        same &= n == i;
      }
      if (t.op() == Op.INPUT) {
        ids.add(t.id());
      }
      Key k = new Key(t.op(), t.dtype(), t.shape(), t.attribute(), ids);
      Tensor hit = known.get(k);
      if (hit == null) {
        hit = same ? t : t.over(in);
        known.put(k, hit);
      }
      to.put(t, hit);
    }
    List<Tensor> r = new ArrayList<>();
    for (Tensor o : outputs) {
      r.add(Objects.requireNonNull(to.get(o)));
    }
    return r;
  }
}
