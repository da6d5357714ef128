package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * Lowers a traced program to TorchScript source.
 *
 * <p>B is an explicit integer argument and every size a multiple of it, so that one compiled method
 * serves every batch size, also 0 (where {@code reshape} with -1 would fail).
 */
final class TorchScriptWriter {
  private final Traced traced;
  private final Lowering low;
  private final List<Script.Slot> slots = new ArrayList<>();
  private final StringJoiner parameters = new StringJoiner(", ");
  private final List<Tensor> weights = new ArrayList<>();
  private final List<HostArray> constants = new ArrayList<>();

  /**
   * @param traced the program; a training program brings its gradients as outputs
   * @param device the device argument of operations that create tensors, empty for the processor
   */
  TorchScriptWriter(Traced traced, String device) {
    this.traced = traced;
    this.low = new Lowering(device);
    List<Tensor> used = traced.leaves(Op.INPUT);
    for (int i = 0; i < traced.inputs().size(); i++) {
      Tensor x = traced.inputs().get(i);
      if (used.contains(x)) {
        input(i, x);
      }
    }
    for (Tensor n : traced.leaves(Op.NOISE)) {
      String name = "n" + slots.size();
      slots.add(new Script.NoiseInput(n));
      parameters.add(name + ": Tensor");
      low.bind(n, name);
    }
  }

  /** A method that returns the program's outputs. */
  static Script forward(Traced traced, String device) {
    TorchScriptWriter w = new TorchScriptWriter(traced, device);
    w.bindWeights(traced.leaves(Op.WEIGHT));
    w.emit();
    StringJoiner outputs = new StringJoiner(", ", "return [", "]");
    for (Tensor t : traced.outputs().values()) {
      outputs.add(w.output(t));
    }
    w.low.line(outputs.toString());
    return w.script("");
  }

  private void input(int i, Tensor x) {
    String name = "x" + i;
    boolean number =
        x.shape().rank() == 0 && (x.dtype() == DType.FLOAT32 || x.dtype() == DType.FLOAT64);
    if (number) {
      slots.add(new Script.NumberInput(i));
      parameters.add(name + ": float");
      low.bindNumber(x, name);
    } else {
      slots.add(new Script.ArrayInput(i, x.dtype()));
      parameters.add(name + ": Tensor");
      low.bind(x, stored(name, x));
    }
  }

  /** A leaf of type BFLOAT16 lies in memory as FLOAT32. */
  private String stored(String name, Tensor leaf) {
    if (leaf.dtype() != DType.BFLOAT16) {
      return name;
    }
    low.line(name + "h = " + Lowering.cast(name, DType.BFLOAT16));
    return name + "h";
  }

  /** Names the weights of the list {@code p}, in the order of that list. */
  void bindWeights(List<Tensor> list) {
    for (Tensor w : list) {
      String name = "p" + weights.size();
      low.line(name + " = p[" + weights.size() + "]");
      low.bind(w, stored(name, w));
      weights.add(w);
    }
  }

  /** Writes all nodes. */
  void emit() {
    for (Tensor c : traced.leaves(Op.ARRAY)) {
      String name = "c" + constants.size();
      low.line(name + " = c[" + constants.size() + "]");
      low.bind(c, stored(name, c));
      constants.add(((Attribute.Array) c.attribute()).value());
    }
    low.emit(traced.nodes(), new Fusions(traced.nodes(), traced.outputs().values()));
  }

  /** The method being written. */
  Lowering lowering() {
    return low;
  }

  /** An output as an array of its own, in the type in which it lies in memory. */
  String output(Tensor t) {
    String name = low.ref(t);
    if (t.dtype() == DType.BFLOAT16) {
      return Lowering.cast(name, DType.FLOAT32);
    }
    return borrowed(t) ? "torch.clone(" + name + ")" : name;
  }

  /** Whether a value shares memory with a leaf, or is a small part of a larger one. */
  private boolean borrowed(Tensor t) {
    for (Tensor x = t; ; x = x.input(0)) {
      switch (x.op()) {
        case INPUT, WEIGHT, NOISE, ARRAY, SLICE -> {
          return true;
        }
        case BROADCAST -> {
          return !low.isNumber(x.input(0));
        }
        case RESHAPE, TRANSPOSE, STOP_GRADIENT, WATCH -> {
          if (low.isNumber(x)) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
    }
  }

  /** The finished program. */
  Script script(String moreParameters) {
    String arguments = parameters.length() == 0 ? "" : ", " + parameters;
    StringBuilder source = new StringBuilder("def " + Script.METHOD + "(self" + arguments);
    source.append(", B: int, p: List[Tensor], c: List[Tensor]").append(moreParameters);
    source.append(") -> List[Tensor]:\n");
    List<String> sites = new ArrayList<>(List.of(""));
    for (String l : low.batchLines()) {
      source.append("  ").append(l).append('\n');
      sites.add("");
    }
    low.lines().forEach(l -> source.append("  ").append(l).append('\n'));
    sites.addAll(low.sites());
    return new Script(
        source.toString(),
        List.copyOf(sites),
        List.copyOf(slots),
        List.copyOf(weights),
        List.copyOf(constants));
  }
}
