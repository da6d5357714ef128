package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** The TorchScript expression of every operation. */
final class Expressions {
  private final Lowering low;
  private final Fusions fusions;

  Expressions(Lowering low, Fusions fusions) {
    this.low = low;
    this.fusions = fusions;
  }

  /** The expression of a node over named operands. */
  String of(Tensor t) {
    return switch (t.op()) {
      case ADD -> fusions.folds(t) ? withBias(t) : binary("add", t, "torch.add(%s, %s)");
      case SUB -> binary("sub", t, "torch.rsub(%s, %s)");
      case MUL -> binary("mul", t, "torch.mul(%s, %s)");
      case DIV -> binary("div", t, "torch.mul(torch.reciprocal(%s), %s)");
      case POW ->
          low.isNumber(t.input(0)) && !low.isNumber(t.input(1))
              ? "torch.pow(" + low.numeral(t.input(0)) + ", " + in(t, 1) + ")"
              : binary("pow", t, "");
      case MAXIMUM -> clamp("maximum", "clamp_min", t);
      case MINIMUM -> clamp("minimum", "clamp_max", t);
      case FLOOR_DIV -> binary("floor_divide", t, "");
      case FLOOR_MOD -> binary("remainder", t, "");
      case LT -> binary("lt", t, "torch.gt(%s, %s)");
      case LE -> binary("le", t, "torch.ge(%s, %s)");
      case EQ ->
          t.input(0).dtype() == DType.BOOL ? call("eq", t) : binary("eq", t, "torch.eq(%s, %s)");
      case AND -> call("logical_and", t);
      case OR -> call("logical_or", t);
      case NOT -> call("logical_not", t);
      case NEG,
          ABS,
          SIGN,
          FLOOR,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          SQRT,
          RSQRT,
          SIN,
          COS,
          TANH,
          SIGMOID,
          ERF,
          LGAMMA,
          ATAN2,
          SILU,
          GELU,
          SILU_BACKWARD,
          GELU_BACKWARD,
          MATMUL ->
          call(t.op().name().toLowerCase(Locale.ROOT), t);
      case IS_FINITE -> call("isfinite", t);
      // beyond 40, log(1 + e^x) is x in every type; torch's own limit of 20 is visible in FLOAT64
      case SOFTPLUS -> call("softplus", t, "1", "40");
      case POLYGAMMA -> polygamma(t);
      case CAST -> Lowering.cast(in(t, 0), t.dtype());
      case STOP_GRADIENT -> call("detach", t);
      case WHERE -> where(t);
      case SUM -> reduce("sum", t);
      case AMAX ->
          t.input(0).shape().coefficient() == 0 && t.shape().coefficient() != 0
              ? nothing(t)
              : reduce("amax", t);
      case ARGMAX -> call("argmax", t, axis(t), "False");
      case CUMSUM -> call("cumsum", t, axis(t));
      case ARGSORT -> call("argsort", t, "stable=True", "dim=" + axis(t), "descending=False");
      // torch copies values that are not contiguous too, but complains about it to the user
      case SEARCH_SORTED ->
          "torch.searchsorted("
              + in(t, 0)
              + ", "
              + in(t, 1)
              + ".contiguous(), right="
              + bool(((Attribute.Side) t.attribute()).right())
              + ")";
      case CONV2D -> convolution(t, "None");
      case CONV2D_INPUT ->
          convolutionBackward(
                  in(t, 0), shapeOnly(low, t, t.shape()), in(t, 1), "None", t, "True, False, False")
              + "[0]";
      case CONV2D_WEIGHT ->
          convolutionBackward(
                  in(t, 0), in(t, 1), shapeOnly(low, t, t.shape()), "None", t, "False, True, False")
              + "[1]";
      case GATHER -> "torch.gather(" + in(t, 0) + ", " + axis(t) + ", " + in(t, 1) + ")";
      case SCATTER_ADD -> scatterAdd(t);
      case TAKE -> take(t);
      case TAKE_BACKWARD -> takeBackward(t);
      case ONE_HOT ->
          Lowering.cast(
              "torch.eq(torch.unsqueeze(" + in(t, 0) + ", -1), " + range("" + count(t)) + ")",
              t.dtype());
      case IOTA -> range("" + count(t));
      case RESHAPE -> call("reshape", t, low.dims(t.shape()));
      case TRANSPOSE -> transpose(t);
      case BROADCAST ->
          low.isNumber(t.input(0))
              ? low.full(low.dims(t.shape()), low.numeral(t.input(0)), t.dtype())
              : call("expand", t, low.dims(t.shape()));
      case SLICE -> slice(t);
      case PAD -> pad(t);
      case CONCAT -> {
        StringJoiner parts = new StringJoiner(", ", "torch.cat([", "], " + axis(t) + ")");
        t.inputs().forEach(i -> parts.add(low.ref(i)));
        yield parts.toString();
      }
      case FLIP -> call("flip", t, "[" + axis(t) + "]");
      case SOFTMAX -> call("softmax", t, axis(t), "None");
      case LOG_SOFTMAX -> call("log_softmax", t, axis(t), "None");
      case SOFTMAX_BACKWARD -> softmaxBackward("_softmax_backward_data", t);
      case LOG_SOFTMAX_BACKWARD -> softmaxBackward("_log_softmax_backward_data", t);
      case LOG_SUM_EXP -> call("logsumexp", t, "[" + axis(t) + "]", "False");
      case LAYER_NORM -> norm("layer_norm", "[" + t.shape().dim(-1) + "]", t);
      case GROUP_NORM ->
          norm("group_norm", "" + ((Attribute.Normalization) t.attribute()).groups(), t);
      case ATTENTION -> call("scaled_dot_product_attention", t);
      case UPSAMPLE -> call("upsample_nearest2d", t, image(t.shape()), "None", "None");
      case UPSAMPLE_BACKWARD ->
          call(
              "upsample_nearest2d_backward",
              t,
              image(t.input(0).shape()),
              low.dims(t.shape()),
              "None",
              "None");
      case INPUT, WEIGHT, NOISE, ARRAY, NUMBER, BATCH, WATCH ->
          throw new IllegalStateException("has its name already: " + t);
    };
  }

  /** The value at B = 0 of a node that torch refuses to compute there. */
  Optional<String> ofEmptyBatch(Tensor t) {
    Shape a = t.inputs().isEmpty() ? Shape.scalar() : t.input(0).shape();
    if (!a.symbolic() || t.shape().symbolic()) {
      return Optional.empty();
    }
    return switch (t.op()) {
      case AMAX -> Optional.of(nothing(t));
      case ARGMAX -> Optional.of(low.full(low.dims(t.shape()), "0", t.dtype()));
      default -> Optional.empty();
    };
  }

  /** The largest of no values. */
  private String nothing(Tensor t) {
    return low.full(low.dims(t.shape()), "float(\"-inf\")", t.dtype());
  }

  private String in(Tensor t, int i) {
    return low.ref(t.input(i));
  }

  private String call(String function, Tensor t, String... more) {
    StringJoiner j = new StringJoiner(", ", "torch." + function + "(", ")");
    t.inputs().forEach(i -> j.add(low.ref(i)));
    for (String m : more) {
      j.add(m);
    }
    return j.toString();
  }

  /**
   * An operation on two values, of which one may be a number.
   *
   * @param swapped the form for a number on the left, or empty if there is none
   */
  private String binary(String function, Tensor t, String swapped) {
    Tensor a = t.input(0);
    Tensor b = t.input(1);
    if (low.isNumber(a) && !low.isNumber(b) && !swapped.isEmpty()) {
      return String.format(Locale.ROOT, swapped, low.ref(b), low.numeral(a));
    }
    String second = low.isNumber(b) ? low.numeral(b) : low.ref(b);
    return "torch." + function + "(" + low.ref(a) + ", " + second + ")";
  }

  private String clamp(String function, String withNumber, Tensor t) {
    for (int i = 0; i < 2; i++) {
      if (low.isNumber(t.input(i)) && !low.isNumber(t.input(1 - i))) {
        return "torch." + withNumber + "(" + in(t, 1 - i) + ", " + low.numeral(t.input(i)) + ")";
      }
    }
    return call(function, t);
  }

  /** Of two numbers torch would make FLOAT32. */
  private String where(Tensor t) {
    boolean both = low.isNumber(t.input(1)) && low.isNumber(t.input(2));
    StringJoiner j = new StringJoiner(", ", "torch.where(", ")").add(in(t, 0));
    for (int i = 1; i < 3; i++) {
      Tensor x = t.input(i);
      j.add(low.isNumber(x) && !both ? low.numeral(x) : low.ref(x));
    }
    return j.toString();
  }

  private String withBias(Tensor t) {
    int i = fusions.folded(t.input(0)) ? 0 : 1;
    Tensor product = t.input(i);
    Tensor bias = t.input(1 - i);
    String b = low.ref(bias);
    String x = in(product, 0);
    String w = in(product, 1);
    if (product.op() == Op.CONV2D) {
      return convolution(product, "torch.reshape(" + b + ", [" + bias.shape().dim(0) + "])");
    }
    return product.shape().rank() == 2
        ? "torch.addmm(" + b + ", " + x + ", " + w + ")"
        : "torch.linear(" + x + ", torch.t(" + w + "), " + b + ")";
  }

  /** torch's own trigamma is wrong in the ninth digit; the derivative of digamma is zeta(2, x). */
  private String polygamma(Tensor t) {
    if (count(t) != 1) {
      return "torch.polygamma(" + count(t) + ", " + in(t, 0) + ")";
    }
    return t.dtype() == DType.BFLOAT16
        ? Lowering.cast(
            "torch.special_zeta(2, " + Lowering.cast(in(t, 0), DType.FLOAT32) + ")", t.dtype())
        : "torch.special_zeta(2, " + in(t, 0) + ")";
  }

  private String reduce(String function, Tensor t) {
    var a = (Attribute.Axes) t.attribute();
    return call(function, t, a.axes().toString(), bool(a.keep()));
  }

  private String take(Tensor t) {
    if (t.input(0).shape().rank() == 2 && t.dtype().floating()) {
      return call("embedding", t);
    }
    String rows = "torch.index_select(" + in(t, 0) + ", 0, " + flat(t.input(1)) + ")";
    return "torch.reshape(" + rows + ", " + low.dims(t.shape()) + ")";
  }

  /** On a GPU scatter_add adds rows of one place in changing order, index_put does not. */
  private String scatterAdd(Tensor t) {
    int axis = ((Attribute.Axis) t.attribute()).axis();
    Shape index = t.input(1).shape();
    if (low.onProcessor() || index.dim(axis) == 1) {
      return "torch.scatter_add("
          + in(t, 0)
          + ", "
          + axis
          + ", "
          + in(t, 1)
          + ", "
          + in(t, 2)
          + ")";
    }
    StringJoiner places = new StringJoiner(", ");
    for (int d = 0; d < index.rank(); d++) {
      places.add(
          d == axis
              ? in(t, 1)
              : "torch.reshape("
                  + range(low.dim(index.dim(d)))
                  + ", "
                  + low.dims(ones(index.rank()).with(d, index.dim(d)))
                  + ")");
    }
    return indexPut(in(t, 0), places.toString(), in(t, 2));
  }

  private static Shape ones(int rank) {
    long[] d = new long[rank];
    Arrays.fill(d, 1);
    return Shape.of(d);
  }

  private static String indexPut(String to, String places, String values) {
    return "torch.index_put("
        + to
        + ", annotate(List[Optional[Tensor]], ["
        + places
        + "]), "
        + values
        + ", True)";
  }

  private String takeBackward(Tensor t) {
    if (t.shape().rank() == 2) {
      return call("embedding_dense_backward", t, "" + t.shape().dim(0), "-1", "False");
    }
    Shape rows = t.shape().range(1, t.shape().rank());
    String values =
        "torch.reshape("
            + in(t, 0)
            + ", "
            + low.dims(Shape.of(size(t.input(1).shape())).concat(rows))
            + ")";
    String zeros = low.full(low.dims(t.shape()), "0", t.dtype());
    return low.onProcessor()
        ? "torch.index_add(" + zeros + ", 0, " + flat(t.input(1)) + ", " + values + ")"
        : indexPut(zeros, flat(t.input(1)), values);
  }

  private String flat(Tensor index) {
    return "torch.reshape(" + low.ref(index) + ", [" + low.dim(size(index.shape())) + "])";
  }

  private static long size(Shape s) {
    return s.symbolic() ? -s.coefficient() : s.coefficient();
  }

  private String transpose(Tensor t) {
    var p = (Attribute.Permutation) t.attribute();
    return t.shape().rank() == 2 ? call("t", t) : call("permute", t, p.order().toString());
  }

  private String slice(Tensor t) {
    var r = (Attribute.Range) t.attribute();
    boolean batch = t.input(0).shape().dim(r.axis()) < 0;
    return call("slice", t, "" + r.axis(), units(r.from(), batch), units(r.to(), batch), "1");
  }

  private String pad(Tensor t) {
    var p = (Attribute.Padding) t.attribute();
    boolean batch = t.shape().dim(p.axis()) < 0;
    List<String> widths = new ArrayList<>();
    for (int i = t.shape().rank() - 1; i > p.axis(); i--) {
      widths.addAll(List.of("0", "0"));
    }
    widths.addAll(List.of(units(p.before(), batch), units(p.after(), batch)));
    return call("constant_pad_nd", t, widths.toString(), "0");
  }

  private String units(long n, boolean ofBatch) {
    return ofBatch ? low.ofBatch(n) : Long.toString(n);
  }

  private String softmaxBackward(String function, Tensor t) {
    return call(function, t, axis(t), "" + ElementType.script(t.dtype()));
  }

  private String norm(String function, String over, Tensor t) {
    double epsilon = ((Attribute.Normalization) t.attribute()).epsilon();
    return "torch."
        + function
        + "("
        + in(t, 0)
        + ", "
        + over
        + ", "
        + in(t, 1)
        + ", "
        + in(t, 2)
        + ", "
        + Lowering.literal(epsilon, DType.FLOAT64)
        + ", False)";
  }

  private static String image(Shape s) {
    return Arrays.toString(new long[] {s.dim(2), s.dim(3)});
  }

  private String convolution(Tensor c, String bias) {
    return "torch.conv2d(" + in(c, 0) + ", " + in(c, 1) + ", " + bias + ", " + geometry(c) + ")";
  }

  private static String geometry(Tensor c) {
    var a = (Attribute.Convolution) c.attribute();
    return ("[S, S], [P, P]").replace("S", "" + a.stride()).replace("P", "" + a.padding());
  }

  /** All gradients of a convolution in one call. */
  static String convolutionBackward(Lowering low, Fusions.Convolution c) {
    Tensor k = c.kernels();
    String w =
        c.input().map(i -> low.ref(i.input(1))).orElseGet(() -> shapeOnly(low, k, k.shape()));
    String bias = c.bias().isPresent() ? "[" + k.shape().dim(0) + "]" : "None";
    String wanted = bool(c.input().isPresent()) + ", True, " + bool(c.bias().isPresent());
    return convolutionBackward(low.ref(k.input(0)), low.ref(k.input(1)), w, bias, k, wanted);
  }

  private static String convolutionBackward(
      String g, String x, String w, String bias, Tensor c, String wanted) {
    return "torch.convolution_backward("
        + g
        + ", "
        + x
        + ", "
        + w
        + ", "
        + bias
        + ", "
        + geometry(c)
        + ", [1, 1], False, [0, 0], 1, ["
        + wanted
        + "])";
  }

  /** A tensor without memory of its own, where a call wants only a shape. */
  private static String shapeOnly(Lowering low, Tensor t, Shape s) {
    return "torch.expand(torch.new_empty(" + low.ref(t.input(0)) + ", [1]), " + low.dims(s) + ")";
  }

  private String range(String n) {
    return "torch.arange(" + n + ", " + low.created(DType.INT64) + ")";
  }

  private static long count(Tensor t) {
    return ((Attribute.Count) t.attribute()).n();
  }

  private static String axis(Tensor t) {
    return Integer.toString(((Attribute.Axis) t.attribute()).axis());
  }

  private static String bool(boolean b) {
    return b ? "True" : "False";
  }
}
