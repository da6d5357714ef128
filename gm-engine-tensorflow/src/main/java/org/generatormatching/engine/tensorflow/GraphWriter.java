package org.generatormatching.engine.tensorflow;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.Composites;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Lowers nodes to a TensorFlow graph, one node to one operation; composites through their
 * expansion.
 *
 * <p>The batch size is a fed scalar of type int32, of which shapes are computed: index tensors must
 * be int32, as TensorFlow's C++ gradients fail for int64.
 */
final class GraphWriter {
  private final Graph graph;
  private final Scope scope;
  private final Map<Tensor, Output<?>> values = new HashMap<>();
  private final Output<?> batch;
  private int count;

  GraphWriter(Graph graph) {
    this.graph = graph;
    this.scope = Ops.create(graph).scope();
    this.batch =
        op("Placeholder")
            .setAttr("dtype", DataType.DT_INT32)
            .setAttr("shape", org.tensorflow.ndarray.Shape.scalar())
            .build()
            .output(0);
  }

  /** The batch size. */
  Output<?> batch() {
    return batch;
  }

  /** The value of a node that was written. */
  Output<?> value(Tensor t) {
    return Objects.requireNonNull(values.get(t), t::toString);
  }

  /** Writes nodes, operands first. */
  void write(List<Tensor> nodes) {
    for (Tensor t : nodes) {
      write(t);
    }
  }

  private Output<?> write(Tensor t) {
    Output<?> known = values.get(t);
    if (known == null) {
      t.inputs().forEach(this::write);
      known = lower(t);
      values.put(t, known);
    }
    return known;
  }

  private Output<?> lower(Tensor t) {
    return switch (t.op()) {
      case INPUT, WEIGHT, NOISE -> placeholder(t);
      case NUMBER -> constant(HostArray.of(t.dtype(), new double[] {number(t)}, new long[0]));
      case ARRAY -> constant(((Attribute.Array) t.attribute()).value());
      case BATCH -> cast(batch, DataType.DT_INT32, t.dtype());
      case ADD -> plain("AddV2", t);
      case SUB -> plain("Sub", t);
      case MUL -> plain("Mul", t);
      case DIV -> plain("RealDiv", t);
      case MAXIMUM -> plain("Maximum", t);
      case MINIMUM -> plain("Minimum", t);
      case NEG -> plain("Neg", t);
      case ABS -> plain("Abs", t);
      case EXP -> plain("Exp", t);
      case LOG -> plain("Log", t);
      case SQRT -> plain("Sqrt", t);
      case RSQRT -> plain("Rsqrt", t);
      case SIN -> plain("Sin", t);
      case COS -> plain("Cos", t);
      case TANH -> plain("Tanh", t);
      case SIGMOID -> plain("Sigmoid", t);
      case SOFTPLUS -> plain("Softplus", t);
      case LT -> plain("Less", t);
      case LE -> plain("LessEqual", t);
      case EQ -> plain("Equal", t);
      case AND -> plain("LogicalAnd", t);
      case OR -> plain("LogicalOr", t);
      case NOT -> plain("LogicalNot", t);
      case WHERE -> plain("SelectV2", t);
      case SIGN -> plain("Sign", t);
      case FLOOR -> plain("Floor", t);
      case EXPM1 -> plain("Expm1", t);
      case LOG1P -> plain("Log1p", t);
      case ERF -> plain("Erf", t);
      case STOP_GRADIENT, WATCH -> plain("Identity", t);
      case CAST -> cast(value(t.input(0)), HostTensors.type(t.input(0).dtype()), t.dtype());
      case SUM -> reduce("Sum", t);
      case AMAX -> reduce("Max", t);
      case MATMUL -> plain("BatchMatMulV2", t);
      case RESHAPE -> shaped("Reshape", t);
      case BROADCAST -> shaped("BroadcastTo", t);
      case TRANSPOSE -> permuted(t);
      case CONCAT -> concat(t);
      case SILU, GELU, SOFTMAX, LOG_SOFTMAX, LOG_SUM_EXP, LAYER_NORM, GROUP_NORM, ATTENTION ->
          write(Composites.expand(t));
      case IOTA,
          POW,
          ATAN2,
          FLOOR_DIV,
          FLOOR_MOD,
          LGAMMA,
          POLYGAMMA,
          IS_FINITE,
          ARGMAX,
          CUMSUM,
          ARGSORT,
          SEARCH_SORTED,
          CONV2D,
          GATHER,
          TAKE,
          ONE_HOT,
          SLICE,
          FLIP,
          UPSAMPLE,
          SILU_BACKWARD,
          GELU_BACKWARD,
          SOFTMAX_BACKWARD,
          LOG_SOFTMAX_BACKWARD,
          UPSAMPLE_BACKWARD,
          CONV2D_INPUT,
          CONV2D_WEIGHT,
          SCATTER_ADD,
          TAKE_BACKWARD,
          PAD ->
          throw unsupported(t);
    };
  }

  private static RuntimeException unsupported(Tensor t) {
    return Problem.of(
            GmError.UNSUPPORTED, "engine '" + TensorflowBackend.ID + "' does not know an operation")
        .found(t.op().name().toLowerCase(Locale.ROOT))
        .at(t.site())
        .advice("Use 'pytorch@1' or 'reference@1'.")
        .exception();
  }

  private GraphOperationBuilder op(String type) {
    return graph.opBuilder(type, "n" + count++, scope);
  }

  private static double number(Tensor t) {
    return ((Attribute.Number) t.attribute()).value();
  }

  private Output<?> plain(String type, Tensor t) {
    GraphOperationBuilder b = op(type);
    t.inputs().forEach(i -> b.addInput(value(i)));
    return b.build().output(0);
  }

  private Output<?> placeholder(Tensor t) {
    long[] dims = t.shape().dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] < 0 ? -1 : dims[i];
    }
    return op("Placeholder")
        .setAttr("dtype", HostTensors.type(t.dtype()))
        .setAttr("shape", org.tensorflow.ndarray.Shape.of(dims))
        .build()
        .output(0);
  }

  private Output<?> constant(HostArray a) {
    try (TType value = HostTensors.upload(a)) {
      return op("Const")
          .setAttr("dtype", HostTensors.type(a.dtype()))
          .setAttr("value", value)
          .build()
          .output(0);
    }
  }

  private Output<?> ints(int... v) {
    try (TType value = TInt32.vectorOf(v)) {
      return op("Const")
          .setAttr("dtype", DataType.DT_INT32)
          .setAttr("value", value)
          .build()
          .output(0);
    }
  }

  private Output<?> cast(Output<?> x, DataType from, DType to) {
    return op("Cast")
        .addInput(x)
        .setAttr("SrcT", from)
        .setAttr("DstT", HostTensors.type(to))
        .build()
        .output(0);
  }

  private Output<?> reduce(String type, Tensor t) {
    var a = (Attribute.Axes) t.attribute();
    return op(type)
        .addInput(value(t.input(0)))
        .addInput(ints(a.axes().stream().mapToInt(i -> i).toArray()))
        .setAttr("keep_dims", a.keep())
        .build()
        .output(0);
  }

  private Output<?> shaped(String type, Tensor t) {
    return op(type).addInput(value(t.input(0))).addInput(dims(t.shape())).build().output(0);
  }

  /** Dimensions n are constants, c*B is computed: m + c B with m or c zero on every axis. */
  private Output<?> dims(Shape s) {
    int[] fixed = new int[s.rank()];
    int[] times = new int[s.rank()];
    for (int i = 0; i < fixed.length; i++) {
      long d = s.dim(i);
      fixed[i] = d < 0 ? 0 : Math.toIntExact(d);
      times[i] = d < 0 ? Math.toIntExact(-d) : 0;
    }
    if (!s.symbolic()) {
      return ints(fixed);
    }
    Output<?> scaled = op("Mul").addInput(ints(times)).addInput(batch).build().output(0);
    return op("AddV2").addInput(ints(fixed)).addInput(scaled).build().output(0);
  }

  private Output<?> permuted(Tensor t) {
    var p = ((Attribute.Permutation) t.attribute()).order();
    return op("Transpose")
        .addInput(value(t.input(0)))
        .addInput(ints(p.stream().mapToInt(i -> i).toArray()))
        .build()
        .output(0);
  }

  private Output<?> concat(Tensor t) {
    Output<?>[] parts = t.inputs().stream().map(this::value).toArray(Output<?>[]::new);
    Output<?> axis = scalar(((Attribute.Axis) t.attribute()).axis());
    return op("ConcatV2").addInputList(parts).addInput(axis).build().output(0);
  }

  private Output<?> scalar(int v) {
    try (TType value = TInt32.scalarOf(v)) {
      return op("Const")
          .setAttr("dtype", DataType.DT_INT32)
          .setAttr("value", value)
          .build()
          .output(0);
    }
  }
}
