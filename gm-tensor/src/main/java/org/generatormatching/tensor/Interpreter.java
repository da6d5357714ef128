package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reference of every operation: plain float64 on arrays in Java memory.
 *
 * <p>Only inputs, constant arrays, casts and results are rounded to their element type; what lies
 * between is computed in float64, also where the program says FLOAT32. NaN behaves as in torch:
 * maxima and minima propagate it, comparisons with it are false, sorting puts it last. Composites
 * run as their expansions.
 *
 * <p>An instance is a plan that runs many times, for any batch size and from several threads.
 */
final class Interpreter {
  /** One node, the places of its operands, and the places that nothing reads afterwards. */
  private record Step(Tensor node, int[] inputs, int[] last) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<@Nullable Dense> constants = new ArrayList<>();
  private final int[] results;

  Interpreter(List<Tensor> outputs) {
    List<Tensor> order = new ArrayList<>();
    IdentityHashMap<Tensor, Tensor> primitive = new IdentityHashMap<>();
    for (Tensor t : Graph.inCreationOrder(outputs)) {
      lower(t, primitive, order);
    }
    IdentityHashMap<Tensor, Integer> place = new IdentityHashMap<>();
    order.forEach(t -> place.put(t, place.size()));
    results =
        outputs.stream()
            .mapToInt(o -> at(place, Objects.requireNonNull(primitive.get(o))))
            .toArray();
    int[] lastUse = new int[order.size()];
    for (int i = 0; i < order.size(); i++) {
      for (Tensor x : order.get(i).inputs()) {
        lastUse[at(place, x)] = i;
      }
    }
    for (int r : results) {
      lastUse[r] = Integer.MAX_VALUE;
    }
    for (int i = 0; i < order.size(); i++) {
      Tensor t = order.get(i);
      int step = i;
      int[] in = t.inputs().stream().mapToInt(x -> at(place, x)).toArray();
      int[] last = Arrays.stream(in).filter(k -> lastUse[k] == step).toArray();
      steps.add(new Step(t, in, last));
      constants.add(constant(t));
    }
  }

  private static int at(IdentityHashMap<Tensor, Integer> place, Tensor t) {
    return Objects.requireNonNull(place.get(t));
  }

  /** Appends a node over lowered operands, or the definition of a composite. */
  private static void lower(
      Tensor t, IdentityHashMap<Tensor, Tensor> primitive, List<Tensor> order) {
    List<Tensor> in = new ArrayList<>();
    boolean same = true;
    for (Tensor x : t.inputs()) {
      Tensor p = Objects.requireNonNull(primitive.get(x));
      same &= p == x;
      in.add(p);
    }
    Tensor own = same ? t : t.over(in);
    if (own.op().kind() != Op.Kind.COMPOSITE) {
      order.add(own);
      primitive.put(t, own);
      return;
    }
    Tensor definition = Composites.expand(own);
    IdentityHashMap<Tensor, Tensor> inner = new IdentityHashMap<>();
    in.forEach(x -> inner.put(x, x));
    for (Tensor d : Graph.topological(List.of(definition), in)) {
      if (!inner.containsKey(d)) {
        lower(d, inner, order);
      }
    }
    primitive.put(t, Objects.requireNonNull(inner.get(definition)));
  }

  private static @Nullable Dense constant(Tensor t) {
    return switch (t.op()) {
      case NUMBER -> new Dense(new int[0], new double[] {t.number()});
      case ARRAY -> Dense.of(((Attribute.Array) t.attribute()).value());
      case IOTA -> IndexKernels.iota(Math.toIntExact(count(t)));
      default -> null;
    };
  }

  /**
   * Evaluates once.
   *
   * @param leaves values of inputs, found by identity, and of weights, found by name
   * @throws GmException [GM/INPUT], [GM/SHAPE] or [GM/DTYPE] that lists every leaf without a value
   *     that fits
   */
  static List<HostArray> run(
      List<Tensor> outputs, int batch, Map<Tensor, HostArray> leaves, NoiseKey noise) {
    return new Interpreter(outputs).run(batch, leaves, noise);
  }

  List<HostArray> run(int batch, Map<Tensor, HostArray> leaves, NoiseKey noise) {
    IdentityHashMap<Tensor, HostArray> given = values(batch, leaves);
    @Nullable Dense[] slots = constants.toArray(Dense[]::new);
    Set<double[]> foreign = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < slots.length; i++) {
      Step s = steps.get(i);
      Dense known = slots[i];
      HostArray leaf = given.get(s.node());
      if (leaf != null) {
        known = Dense.of(leaf);
      } else if (known == null) {
        Dense[] in = new Dense[s.inputs().length];
        for (int k = 0; k < in.length; k++) {
          in[k] = Objects.requireNonNull(slots[s.inputs()[k]]);
        }
        known = evaluate(s.node(), in, batch, noise);
      }
      if (s.inputs().length == 0) {
        foreign.add(known.data());
      }
      slots[i] = known;
      for (int k : s.last()) {
        slots[k] = null;
      }
    }
    List<HostArray> r = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Dense d = Objects.requireNonNull(slots[results[i]]);
      Dense own = foreign.add(d.data()) ? d : new Dense(d.dims(), d.data().clone());
      r.add(own.toHost(steps.get(results[i]).node().dtype()));
    }
    return r;
  }

  private IdentityHashMap<Tensor, HostArray> values(int batch, Map<Tensor, HostArray> leaves) {
    Map<String, HostArray> weights = new HashMap<>();
    leaves.forEach(
        (t, v) -> {
          if (t.op() == Op.WEIGHT) {
            weights.put(name(t), v);
          }
        });
    IdentityHashMap<Tensor, HostArray> r = new IdentityHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Step s : steps) {
      Tensor t = s.node();
      boolean chosen = t.op() == Op.NOISE && leaves.containsKey(t);
      if (t.op() != Op.INPUT && t.op() != Op.WEIGHT && !chosen) {
        continue;
      }
      HostArray v = t.op() == Op.WEIGHT ? weights.get(name(t)) : leaves.get(t);
      String what =
          switch (t.op()) {
            case INPUT -> "input '" + name(t) + "'";
            case WEIGHT -> "weight '" + name(t) + "'";
            default -> "noise";
          };
      if (v == null) {
        problems.add(Problem.of(GmError.INPUT, what + " has no value").at(t.site()));
      } else {
        ArgumentCheck.one(what, new ArraySpec(t.dtype(), t.shape()), v.dtype(), v.dims(), batch)
            .ifPresent(problems::add);
        r.put(t, v);
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return r;
  }

  private static String name(Tensor t) {
    return ((Attribute.Name) t.attribute()).name();
  }

  private static long count(Tensor t) {
    return ((Attribute.Count) t.attribute()).n();
  }

  private static int axis(Tensor t) {
    return Composites.axis(t);
  }

  /** A position on an axis, which a batch axis counts in units of B. */
  private static int position(Shape shape, int axis, long n, int batch) {
    return Math.toIntExact(shape.dim(axis) < 0 ? n * batch : n);
  }

  private static Dense evaluate(Tensor t, Dense[] in, int batch, NoiseKey noise) {
    int[] dims = Dense.dims(t.shape(), batch);
    return switch (t.op()) {
      case INPUT, WEIGHT, NUMBER, ARRAY, IOTA ->
          throw new IllegalStateException(t + " has no value");
      case NOISE -> {
        NoiseSpec spec = ((Attribute.Noise) t.attribute()).spec();
        yield Dense.of(Noise.draw(spec, t.dtype(), t.shape(), batch, noise));
      }
      case BATCH -> new Dense(dims, new double[] {batch});
      case ADD, SUB, MUL, DIV -> ElementwiseKernels.arithmetic(t.op(), in[0], in[1], dims);
      case POW -> ElementwiseKernels.zip(in[0], in[1], dims, ElementwiseKernels::pow);
      case ATAN2 -> ElementwiseKernels.zip(in[0], in[1], dims, Math::atan2);
      case MAXIMUM -> ElementwiseKernels.zip(in[0], in[1], dims, Math::max);
      case MINIMUM -> ElementwiseKernels.zip(in[0], in[1], dims, Math::min);
      case FLOOR_DIV ->
          ElementwiseKernels.zip(
              in[0], in[1], dims, (x, y) -> Math.floorDiv((long) x, divisor(t, y)));
      case FLOOR_MOD ->
          ElementwiseKernels.zip(
              in[0], in[1], dims, (x, y) -> Math.floorMod((long) x, divisor(t, y)));
      case LT -> ElementwiseKernels.zip(in[0], in[1], dims, (x, y) -> x < y ? 1 : 0);
      case LE -> ElementwiseKernels.zip(in[0], in[1], dims, (x, y) -> x <= y ? 1 : 0);
      case EQ -> ElementwiseKernels.zip(in[0], in[1], dims, (x, y) -> x == y ? 1 : 0);
      case AND -> ElementwiseKernels.zip(in[0], in[1], dims, (x, y) -> x * y);
      case OR -> ElementwiseKernels.zip(in[0], in[1], dims, Math::max);
      case NOT -> ElementwiseKernels.map(in[0], x -> 1 - x);
      case NEG -> ElementwiseKernels.map(in[0], x -> -x);
      case ABS -> ElementwiseKernels.map(in[0], Math::abs);
      case SIGN -> ElementwiseKernels.map(in[0], ElementwiseKernels::sign);
      case FLOOR -> ElementwiseKernels.map(in[0], Math::floor);
      case EXP -> ElementwiseKernels.map(in[0], Math::exp);
      case EXPM1 -> ElementwiseKernels.map(in[0], Math::expm1);
      case LOG -> ElementwiseKernels.map(in[0], Math::log);
      case LOG1P -> ElementwiseKernels.map(in[0], Math::log1p);
      case SQRT -> ElementwiseKernels.map(in[0], Math::sqrt);
      case RSQRT -> ElementwiseKernels.map(in[0], x -> 1 / Math.sqrt(x));
      case SIN -> ElementwiseKernels.map(in[0], Math::sin);
      case COS -> ElementwiseKernels.map(in[0], Math::cos);
      case TANH -> ElementwiseKernels.map(in[0], Math::tanh);
      case SIGMOID -> ElementwiseKernels.map(in[0], SpecialFunctions::sigmoid);
      case SOFTPLUS -> ElementwiseKernels.map(in[0], SpecialFunctions::softplus);
      case ERF -> ElementwiseKernels.map(in[0], SpecialFunctions::erf);
      case LGAMMA -> ElementwiseKernels.map(in[0], SpecialFunctions::lgamma);
      case POLYGAMMA -> ElementwiseKernels.map(in[0], x -> SpecialFunctions.polygamma(count(t), x));
      case IS_FINITE -> ElementwiseKernels.map(in[0], x -> Double.isFinite(x) ? 1 : 0);
      case CAST -> ElementwiseKernels.cast(in[0], t.input(0).dtype(), t.dtype());
      case STOP_GRADIENT, WATCH -> in[0];
      case WHERE -> ElementwiseKernels.where(in[0], in[1], in[2], dims);
      case SUM, AMAX ->
          ReductionKernels.reduce(t.op(), in[0], ((Attribute.Axes) t.attribute()).axes(), dims);
      case ARGMAX -> ReductionKernels.argmax(in[0], axis(t), dims);
      case CUMSUM -> ReductionKernels.cumsum(in[0], axis(t));
      case ARGSORT -> ReductionKernels.argsort(in[0], axis(t));
      case SEARCH_SORTED ->
          ReductionKernels.searchSorted(in[0], in[1], ((Attribute.Side) t.attribute()).right());
      case MATMUL -> MatrixKernels.matmul(in[0], in[1], dims);
      case CONV2D -> MatrixKernels.conv2d(in[0], in[1], dims, convolution(t));
      case CONV2D_INPUT -> MatrixKernels.conv2dInput(in[0], in[1], dims, convolution(t));
      case CONV2D_WEIGHT -> MatrixKernels.conv2dWeight(in[0], in[1], dims, convolution(t));
      case GATHER -> IndexKernels.gather(t, in[0], in[1], axis(t));
      case SCATTER_ADD -> IndexKernels.scatterAdd(t, in[0], in[1], in[2], axis(t));
      case TAKE -> IndexKernels.take(t, in[0], in[1], dims);
      case TAKE_BACKWARD -> IndexKernels.takeBackward(t, in[0], in[1], dims);
      case ONE_HOT -> IndexKernels.oneHot(in[0], Math.toIntExact(count(t)), dims);
      case RESHAPE -> new Dense(dims, in[0].data());
      case TRANSPOSE ->
          IndexKernels.transpose(in[0], ((Attribute.Permutation) t.attribute()).order(), dims);
      case BROADCAST -> IndexKernels.broadcast(in[0], dims);
      case SLICE -> {
        var r = (Attribute.Range) t.attribute();
        int from = position(t.input(0).shape(), r.axis(), r.from(), batch);
        yield IndexKernels.slice(in[0], r.axis(), from, dims);
      }
      case PAD -> {
        var p = (Attribute.Padding) t.attribute();
        int before = position(t.input(0).shape(), p.axis(), p.before(), batch);
        yield IndexKernels.pad(in[0], p.axis(), before, dims);
      }
      case CONCAT -> IndexKernels.concat(List.of(in), axis(t), dims);
      case FLIP -> IndexKernels.flip(in[0], axis(t));
      case SILU_BACKWARD ->
          ElementwiseKernels.zip(in[0], in[1], dims, (u, x) -> u * SpecialFunctions.siluSlope(x));
      case GELU_BACKWARD ->
          ElementwiseKernels.zip(in[0], in[1], dims, (u, x) -> u * SpecialFunctions.geluSlope(x));
      case SOFTMAX_BACKWARD -> ReductionKernels.softmaxBackward(in[0], in[1], axis(t));
      case LOG_SOFTMAX_BACKWARD -> ReductionKernels.logSoftmaxBackward(in[0], in[1], axis(t));
      case UPSAMPLE_BACKWARD ->
          IndexKernels.upsampleBackward(in[0], ((Attribute.Scale) t.attribute()).factor(), dims);
      case SILU,
          GELU,
          SOFTMAX,
          LOG_SOFTMAX,
          LOG_SUM_EXP,
          LAYER_NORM,
          GROUP_NORM,
          ATTENTION,
          UPSAMPLE ->
          throw new IllegalStateException(t + " was not expanded");
    };
  }

  private static long divisor(Tensor t, double y) {
    if (y == 0) {
      throw Problem.of(GmError.ENGINE_FAILED, "division of an integer by zero")
          .at(t.site())
          .exception();
    }
    return (long) y;
  }

  private static Attribute.Convolution convolution(Tensor t) {
    return (Attribute.Convolution) t.attribute();
  }
}
