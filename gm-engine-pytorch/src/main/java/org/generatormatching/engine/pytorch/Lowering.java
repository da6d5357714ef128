package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The body of one method while it is written: a line per node, in the order of creation, and the
 * name under which each value is known.
 *
 * <p>Scalars that the host knows (constants, B, floating scalar inputs, and sums, differences,
 * products and quotients of them) stay numbers of the TorchScript interpreter: no tensors, no
 * kernels.
 */
final class Lowering {
  private final List<String> lines = new ArrayList<>();
  private final List<String> sites = new ArrayList<>();
  private final IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, String> numbers = new IdentityHashMap<>();
  private final SortedSet<Long> multiples = new TreeSet<>();
  private final String device;
  private int next;

  /**
   * @param device the device argument of operations that create tensors, empty for the processor
   */
  Lowering(String device) {
    this.device = device;
  }

  /** Whether the program runs on the processor. */
  boolean onProcessor() {
    return device.isEmpty();
  }

  /** Gives a leaf its name. */
  void bind(Tensor leaf, String name) {
    names.put(leaf, name);
  }

  /** Makes a scalar leaf a number of the host. */
  void bindNumber(Tensor leaf, String name) {
    numbers.put(leaf, name);
  }

  /** Writes all nodes; leaves must be bound. */
  void emit(List<Tensor> nodes, Fusions fusions) {
    Expressions expressions = new Expressions(this, fusions);
    for (Tensor t : nodes) {
      if (names.containsKey(t) || number(t) || fusions.folded(t)) {
        continue;
      }
      if (t.op() == Op.WATCH) {
        names.put(t, ref(t.input(0)));
      } else if (!fusions.convolution(t).map(c -> emit(c, t)).orElse(false)) {
        assign(t, expressions.of(t), expressions.ofEmptyBatch(t));
      }
    }
  }

  private void assign(Tensor t, String expression, Optional<String> ifEmpty) {
    String name = fresh("v");
    names.put(t, name);
    if (ifEmpty.isPresent()) {
      line("if torch.eq(B, 0):");
      line("  " + name + " = " + ifEmpty.get());
      line("else:");
      line("  " + name + " = " + expression, t);
    } else {
      line(name + " = " + expression, t);
    }
  }

  /** Whether a node stays a number; writes its line when it is met first. */
  private boolean number(Tensor t) {
    if (numbers.containsKey(t)) {
      return true;
    }
    if (t.shape().rank() != 0) {
      return false;
    }
    Optional<String> value = numberOf(t);
    value.ifPresent(v -> numbers.put(t, v));
    return value.isPresent();
  }

  private Optional<String> numberOf(Tensor t) {
    return switch (t.op()) {
      case NUMBER -> Optional.of(literal(((Attribute.Number) t.attribute()).value(), t.dtype()));
      case BATCH -> Optional.of("B");
      case ADD -> arithmetic(t, "add");
      case SUB -> arithmetic(t, "sub");
      case MUL -> arithmetic(t, "mul");
      case DIV -> arithmetic(t, "div");
      case NEG -> arithmetic(t, "neg");
      case STOP_GRADIENT, WATCH -> Optional.ofNullable(numbers.get(t.input(0)));
      // a cast to a narrower type waits until the number meets a tensor
      case CAST ->
          t.input(0).dtype() == DType.FLOAT64 && t.dtype() == DType.FLOAT32
              ? Optional.ofNullable(numbers.get(t.input(0)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<String> arithmetic(Tensor t, String function) {
    if (!t.dtype().floating()) {
      return Optional.empty();
    }
    StringJoiner call = new StringJoiner(", ", "torch." + function + "(", ")");
    for (Tensor i : t.inputs()) {
      String v = numbers.get(i);
      if (v == null) {
        return Optional.empty();
      }
      call.add(v);
    }
    String name = fresh("f");
    line(name + " = " + call, t);
    return Optional.of(name);
  }

  /**
   * Writes the one call that gives the gradients of a convolution, unless an operand is still
   * missing.
   */
  private boolean emit(Fusions.Convolution c, Tensor member) {
    boolean started = c.members().stream().anyMatch(this::known);
    if (started || !c.operands().stream().allMatch(this::known)) {
      return false;
    }
    String n = fresh("v");
    line(
        "(" + n + "x, " + n + "w, " + n + "b) = " + Expressions.convolutionBackward(this, c),
        member);
    names.put(c.kernels(), n + "w");
    c.input().ifPresent(t -> names.put(t, n + "x"));
    c.bias().ifPresent(t -> names.put(t, n + "b"));
    return true;
  }

  private boolean known(Tensor t) {
    return names.containsKey(t) || numbers.containsKey(t);
  }

  /** Whether a value is a number of the host. */
  boolean isNumber(Tensor t) {
    return numbers.containsKey(t);
  }

  /** The number of the host that a value is. */
  String numeral(Tensor t) {
    return Objects.requireNonNull(numbers.get(t), t::toString);
  }

  /** The name of a value as a tensor; a number becomes one at its first use. */
  String ref(Tensor t) {
    String name = names.get(t);
    if (name != null) {
      return name;
    }
    String value = numeral(t);
    name = fresh("v");
    names.put(t, name);
    String scalar = "annotate(List[int], [])";
    boolean rounds = t.dtype() != DType.FLOAT64 && t.dtype().floating();
    line(
        name
            + " = "
            + (rounds
                ? cast(full(scalar, value, DType.FLOAT64), t.dtype())
                : full(scalar, value, t.dtype())));
    return name;
  }

  /** A tensor filled with a number. */
  String full(String dims, String value, DType dtype) {
    return "torch.full(" + dims + ", " + value + ", " + created(dtype) + ")";
  }

  static String cast(String tensor, DType to) {
    return "torch.to(" + tensor + ", " + ElementType.script(to) + ")";
  }

  /** The trailing arguments of an operation that creates a tensor. */
  String created(DType dtype) {
    return "dtype=" + ElementType.script(dtype) + device;
  }

  void line(String text) {
    line(text, "");
  }

  /** A line that stands for a line of the user. */
  void line(String text, Tensor from) {
    line(text, from.site());
  }

  private void line(String text, String site) {
    lines.add(text);
    sites.add(site);
  }

  private String fresh(String prefix) {
    return prefix + next++;
  }

  static String literal(double v, DType t) {
    if (t == DType.BOOL) {
      return v != 0 ? "True" : "False";
    }
    if (t == DType.INT64) {
      return Long.toString((long) v);
    }
    if (Double.isNaN(v)) {
      return "float(\"nan\")";
    }
    boolean overflows = t != DType.FLOAT64 && Math.abs(v) > Float.MAX_VALUE;
    if (Double.isInfinite(v) || overflows) {
      return v > 0 ? "float(\"inf\")" : "float(\"-inf\")";
    }
    return Double.toString(v).replace('E', 'e');
  }

  /** A dimension. */
  String dim(long d) {
    return d >= 0 ? Long.toString(d) : ofBatch(-d);
  }

  /** n times B. */
  String ofBatch(long n) {
    if (n <= 1) {
      return n == 0 ? "0" : "B";
    }
    multiples.add(n);
    return "B" + n;
  }

  /** All dimensions as a list. */
  String dims(Shape s) {
    if (s.rank() == 0) {
      return "annotate(List[int], [])";
    }
    StringJoiner j = new StringJoiner(", ", "[", "]");
    for (long d : s.dims()) {
      j.add(dim(d));
    }
    return j.toString();
  }

  /** Lines with the multiples of B that are used; they stand before all others. */
  List<String> batchLines() {
    return multiples.stream().map(n -> "B" + n + " = torch.mul(B, " + n + ")").toList();
  }

  /** All other lines. */
  List<String> lines() {
    return lines;
  }

  /** The user's line for each of the lines, or empty. */
  List<String> sites() {
    return sites;
  }
}
