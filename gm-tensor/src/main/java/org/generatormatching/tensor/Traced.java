package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A traced program: named inputs, the nodes between, named outputs. A value; engines compile it.
 *
 * <p>Equal nodes are shared and dead ones are gone. Weights, noise and constant arrays are found by
 * looking at the leaves, so a function may use them without declaring them.
 */
public final class Traced {
  private final String name;
  private final Signature signature;
  private final List<Tensor> inputs;
  private final Map<String, Tensor> outputs;
  private final List<Tensor> nodes;
  private final Map<Op, List<Tensor>> leaves = new EnumMap<>(Op.class);

  private Traced(
      String name, Signature signature, List<Tensor> inputs, Map<String, Tensor> outputs) {
    this.name = name;
    this.signature = signature;
    this.inputs = List.copyOf(inputs);
    List<Tensor> shared = Graph.shared(List.copyOf(outputs.values()));
    Map<String, Tensor> o = new LinkedHashMap<>();
    int i = 0;
    for (String n : outputs.keySet()) {
      o.put(n, shared.get(i++));
    }
    this.outputs = Collections.unmodifiableMap(o);
    this.nodes = List.copyOf(Graph.inCreationOrder(shared));
    List<Problem> problems = new ArrayList<>();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Tensor t : nodes) {
      if (t.op().kind() == Op.Kind.LEAF) {
        leaves.computeIfAbsent(t.op(), k -> new ArrayList<>()).add(t);
      }
      if (t.op() == Op.INPUT && !inputs.contains(t)) {
        problems.add(
            Problem.of(GmError.INPUT, "program '" + name + "' uses an input that is not its own")
                .found("'" + leafName(t) + "' made at " + t.site())
                .expected(signature.names()));
      }
      if (t.op() == Op.WEIGHT) {
        Tensor first = weights.putIfAbsent(leafName(t), t);
        if (first != null) {
          problems.add(
              Problem.of(GmError.INPUT, "program '" + name + "' has two weights of one name")
                  .found(t)
                  .expected(first));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  private static String leafName(Tensor t) {
    return ((Attribute.Name) t.attribute()).name();
  }

  /**
   * Traces a function once.
   *
   * @param name a name for messages and profiles
   * @param inputs what a call hands over
   * @param body makes the outputs from the inputs, by name; their order is the order of the map, so
   *     that a {@code Map.of} of several outputs has a new order in every run of Java
   */
  public static Traced of(
      String name, Signature inputs, Function<Map<String, Tensor>, Map<String, Tensor>> body) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    inputs.arrays().forEach((n, s) -> leaves.put(n, Tensor.input(n, s.dtype(), s.shape())));
    List<Tensor> list = List.copyOf(leaves.values());
    return new Traced(name, inputs, list, body.apply(Collections.unmodifiableMap(leaves)));
  }

  /**
   * The same program with other outputs made from its own, for example a loss and its gradients.
   */
  public Traced map(Function<Map<String, Tensor>, Map<String, Tensor>> change) {
    return new Traced(name, signature, inputs, change.apply(outputs));
  }

  /**
   * The same program with every watched value as a further output {@code watch:name}; of several
   * values with one name the second is {@code watch:name#2}.
   */
  public Traced watching() {
    Map<String, Tensor> all = new LinkedHashMap<>(outputs);
    for (Tensor t : nodes) {
      if (t.op() == Op.WATCH) {
        String key = "watch:" + leafName(t);
        String free = key;
        for (int k = 2; all.containsKey(free); k++) {
          free = key + "#" + k;
        }
        all.put(free, t);
      }
    }
    return new Traced(name, signature, inputs, all);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** What a call hands over. */
  public Signature signature() {
    return signature;
  }

  /** The inputs in the order of the signature, also those that nothing uses. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /** The outputs by name, in order. */
  public Map<String, Tensor> outputs() {
    return outputs;
  }

  /** One output. */
  public Tensor output(String output) {
    Tensor t = outputs.get(output);
    if (t == null) {
      throw Problem.of(GmError.INPUT, "program '" + name + "' has no such output")
          .found(output)
          .expected(outputs.keySet())
          .exception();
    }
    return t;
  }

  /** All nodes, operands first, in the order in which they should run. */
  public List<Tensor> nodes() {
    return nodes;
  }

  /** The leaves of one kind, in the order of creation. */
  public List<Tensor> leaves(Op op) {
    return Collections.unmodifiableList(leaves.getOrDefault(op, List.of()));
  }

  /** The shapes and types of the outputs. */
  public Signature outputSignature() {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    outputs.forEach((n, t) -> m.put(n, new ArraySpec(t.dtype(), t.shape())));
    return new Signature(m);
  }
}
