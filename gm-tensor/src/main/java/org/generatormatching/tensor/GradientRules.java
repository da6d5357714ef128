package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The rule of reverse mode for every operation, written with operations. */
final class GradientRules {
  private GradientRules() {}

  /** The gradients of one node's operands for the gradient g of its value; null is 0. */
  static @Nullable Tensor[] of(Tensor t, Tensor g, IntPredicate need) {
    Tensor a = t.input(0);
    return switch (t.op()) {
      case ADD -> both(t, need, i -> g);
      case SUB -> both(t, need, i -> i == 0 ? g : g.neg());
      case MUL ->
          a == t.input(1)
              ? parts(g.times(2).times(a))
              : both(t, need, i -> g.times(t.input(1 - i)));
      case DIV -> both(t, need, i -> i == 0 ? g.div(t.input(1)) : g.times(t).div(t.input(1)).neg());
      case POW -> both(t, need, i -> g.times(i == 0 ? powByBase(t) : powByExponent(t)));
      case ATAN2 -> {
        Tensor b = t.input(1);
        Tensor r2 = a.square().plus(b.square());
        yield both(t, need, i -> i == 0 ? g.times(b).div(r2) : g.times(a).div(r2).neg());
      }
      case MAXIMUM -> {
        Tensor w = share(t.input(1).lt(a), a.eq(t.input(1)), a.dtype());
        yield both(t, need, i -> g.times(i == 0 ? w : w.rsub(1)));
      }
      case MINIMUM -> {
        Tensor w = share(a.lt(t.input(1)), a.eq(t.input(1)), a.dtype());
        yield both(t, need, i -> g.times(i == 0 ? w : w.rsub(1)));
      }
      case WHERE -> {
        Tensor zero = Tensor.of(0, t.dtype());
        yield parts(
            null,
            need.test(1) ? unbroadcast(a.where(g, zero), t.input(1).shape()) : null,
            need.test(2) ? unbroadcast(a.where(zero, g), t.input(2).shape()) : null);
      }
      case NEG -> parts(g.neg());
      case ABS -> parts(g.times(a.sign()));
      case EXP -> parts(g.times(t));
      case EXPM1 -> parts(g.times(t.plus(1)));
      case LOG -> parts(g.div(a));
      case LOG1P -> parts(g.div(a.plus(1)));
      case SQRT -> parts(g.times(0.5).div(t));
      case RSQRT -> parts(g.times(-0.5).times(t.times(t).times(t)));
      case SIN -> parts(g.times(a.cos()));
      case COS -> parts(g.times(a.sin()).neg());
      case TANH -> parts(g.times(t.square().rsub(1)));
      case SIGMOID -> parts(g.times(t.times(t.rsub(1))));
      case SOFTPLUS -> parts(g.times(a.sigmoid()));
      case ERF -> parts(g.times(a.square().neg().exp()).times(2 / Math.sqrt(Math.PI)));
      case LGAMMA -> parts(g.times(a.polygamma(0)));
      case POLYGAMMA -> parts(g.times(a.polygamma(((Attribute.Count) t.attribute()).n() + 1)));
      case CAST -> parts(a.dtype().floating() ? g.cast(a.dtype()) : null);
      case WATCH -> parts(g);
      case SUM -> parts(keep(t, g, a).broadcast(a.shape()));
      case AMAX -> {
        Tensor hit = a.eq(keep(t, t, a)).cast(a.dtype());
        yield parts(hit.div(hit.sumKeep(axes(t))).times(keep(t, g, a)));
      }
      case CUMSUM ->
          parts(g.flip(Composites.axis(t)).cumsum(Composites.axis(t)).flip(Composites.axis(t)));
      case FLIP -> parts(g.flip(Composites.axis(t)));
      case MATMUL -> matmul(t, g, need);
      case CONV2D ->
          parts(
              need.test(0) ? convInput(g, t.input(1), a.shape(), t.attribute()) : null,
              need.test(1) ? convWeight(g, a, t.input(1).shape(), t.attribute()) : null);
      case CONV2D_INPUT ->
          parts(
              need.test(0) ? conv(g, t.input(1), t.attribute()) : null,
              need.test(1) ? convWeight(a, g, t.input(1).shape(), t.attribute()) : null);
      case CONV2D_WEIGHT ->
          parts(
              need.test(0) ? conv(t.input(1), g, t.attribute()) : null,
              need.test(1) ? convInput(a, g, t.input(1).shape(), t.attribute()) : null);
      case GATHER -> parts(a.like(0).scatterAdd(Composites.axis(t), t.input(1), g), null);
      case SCATTER_ADD ->
          parts(g, null, need.test(2) ? g.gather(Composites.axis(t), t.input(1)) : null);
      case TAKE -> parts(takeBackward(g, t.input(1), a.shape()), null);
      case TAKE_BACKWARD -> parts(g.take(t.input(1)), null);
      case RESHAPE -> parts(g.reshape(a.shape()));
      case TRANSPOSE -> {
        List<Integer> p = ((Attribute.Permutation) t.attribute()).order();
        int[] inverse = new int[p.size()];
        for (int i = 0; i < inverse.length; i++) {
          inverse[p.get(i)] = i;
        }
        yield parts(g.transpose(inverse));
      }
      case BROADCAST -> parts(unbroadcast(g, a.shape()));
      case SLICE -> {
        var r = (Attribute.Range) t.attribute();
        yield parts(g.pad(r.axis(), r.from(), Math.abs(a.shape().dim(r.axis())) - r.to()));
      }
      case PAD -> {
        var p = (Attribute.Padding) t.attribute();
        long n = Math.abs(g.shape().dim(p.axis()));
        yield parts(g.slice(p.axis(), p.before(), n - p.after()));
      }
      case CONCAT -> concat(t, g, need);
      case SILU -> parts(t.backward(Op.SILU_BACKWARD, g, a));
      case SILU_BACKWARD -> siluBackward(t, g, need);
      case GELU -> parts(t.backward(Op.GELU_BACKWARD, g, a));
      case GELU_BACKWARD -> geluBackward(t, g, need);
      case SOFTMAX -> parts(t.backward(Op.SOFTMAX_BACKWARD, g, t));
      case SOFTMAX_BACKWARD -> {
        // s = y * (u - <u, y>) with u = input 0, y = input 1
        Tensor u = a;
        Tensor y = t.input(1);
        int ax = Composites.axis(t);
        Tensor gy = g.times(y);
        Tensor inner = gy.sumKeep(ax);
        yield parts(
            need.test(0) ? gy.minus(y.times(inner)) : null,
            need.test(1) ? g.times(u.minus(u.times(y).sumKeep(ax))).minus(u.times(inner)) : null);
      }
      case LOG_SOFTMAX -> parts(t.backward(Op.LOG_SOFTMAX_BACKWARD, g, t));
      case LOG_SOFTMAX_BACKWARD -> {
        // s = u - e^y <u, 1>
        int ax = Composites.axis(t);
        Tensor p = t.input(1).exp();
        Tensor gp = g.times(p);
        yield parts(
            need.test(0) ? g.minus(gp.sumKeep(ax)) : null,
            need.test(1) ? gp.times(a.sumKeep(ax)).neg() : null);
      }
      case LOG_SUM_EXP -> {
        int ax = Composites.axis(t);
        // e^(x - lse) and not softmax: 0 instead of NaN where all entries are -inf
        Tensor empty = t.eq(Double.NEGATIVE_INFINITY);
        Tensor total = empty.where(Tensor.of(0, t.dtype()), t);
        yield parts(g.unsqueeze(ax).times(a.minus(total.unsqueeze(ax)).exp()));
      }
      case UPSAMPLE -> parts(upsampleBackward(g, a.shape(), t.attribute()));
      case UPSAMPLE_BACKWARD -> parts(g.upsample(((Attribute.Scale) t.attribute()).factor()));
      case LAYER_NORM, GROUP_NORM, ATTENTION -> definition(t, g);
      case INPUT, WEIGHT, NOISE, NUMBER, ARRAY, BATCH, IOTA -> new Tensor[0];
      case FLOOR_DIV,
          FLOOR_MOD,
          LT,
          LE,
          EQ,
          AND,
          OR,
          NOT,
          SIGN,
          FLOOR,
          IS_FINITE,
          STOP_GRADIENT,
          ARGMAX,
          ARGSORT,
          SEARCH_SORTED,
          ONE_HOT ->
          new Tensor[t.inputs().size()];
    };
  }

  /** The gradients of a composite by its definition. */
  private static @Nullable Tensor[] definition(Tensor t, Tensor g) {
    @Nullable Tensor[] r =
        Gradients.reverse(List.of(Composites.expand(t)), List.of(g), t.inputs(), true)
            .toArray(Tensor[]::new);
    for (int i = 0; i < r.length; i++) {
      // an operand that stands in two places has its whole gradient in the first
      r[i] = t.inputs().indexOf(t.input(i)) < i ? null : r[i];
    }
    return r;
  }

  private interface Side {
    Tensor at(int i);
  }

  /** The gradients of a broadcasting operation with two operands. */
  private static @Nullable Tensor[] both(Tensor t, IntPredicate need, Side side) {
    @Nullable Tensor[] r = new Tensor[2];
    for (int i = 0; i < 2; i++) {
      r[i] = need.test(i) ? unbroadcast(side.at(i), t.input(i).shape()) : null;
    }
    return r;
  }

  private static @Nullable Tensor[] parts(@Nullable Tensor... gradients) {
    return gradients;
  }

  /** b x^(b-1), with 0 where b = 0, although 0^(-1) is infinite. */
  private static Tensor powByBase(Tensor t) {
    Tensor x = t.input(0);
    Tensor b = t.input(1);
    Tensor zero = b.eq(0);
    Tensor power = x.pow(zero.where(b.like(1), b).minus(1));
    return zero.where(Tensor.of(0, t.dtype()), b.times(power));
  }

  /** x^b log x, with 0 where x = 0. */
  private static Tensor powByExponent(Tensor t) {
    Tensor x = t.input(0);
    Tensor zero = x.eq(0);
    return t.times(zero.where(x.like(1), x).log());
  }

  private static Tensor share(Tensor first, Tensor tie, DType dtype) {
    Tensor one = Tensor.of(1, dtype);
    Tensor zero = Tensor.of(0, dtype);
    return tie.where(Tensor.of(0.5, dtype), first.where(one, zero));
  }

  /** Sums out what broadcasting added. */
  private static Tensor unbroadcast(Tensor g, Shape to) {
    if (g.shape().equals(to)) {
      return g;
    }
    int extra = g.shape().rank() - to.rank();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < g.shape().rank(); i++) {
      if (i < extra || (to.dim(i - extra) == 1 && g.shape().dim(i) != 1)) {
        axes.add(i);
      }
    }
    Tensor r = axes.isEmpty() ? g : g.sum(axes.stream().mapToInt(i -> i).toArray());
    return r.reshape(to);
  }

  private static int[] axes(Tensor t) {
    return ((Attribute.Axes) t.attribute()).axes().stream().mapToInt(i -> i).toArray();
  }

  /** A reduced value with the reduced axes back as 1. */
  private static Tensor keep(Tensor t, Tensor value, Tensor a) {
    if (((Attribute.Axes) t.attribute()).keep()) {
      return value;
    }
    Shape s = a.shape();
    for (int i : axes(t)) {
      s = s.with(i, 1);
    }
    return value.reshape(s);
  }

  private static @Nullable Tensor[] matmul(Tensor t, Tensor g, IntPredicate need) {
    Tensor a = t.input(0);
    Tensor b = t.input(1);
    Tensor da = need.test(0) ? g.matmul(b.mT()) : null;
    Tensor db = null;
    if (need.test(1)) {
      boolean shared = b.shape().rank() == 2 && a.shape().rank() > 2;
      db = shared ? flatten(a).mT().matmul(flatten(g)) : a.mT().matmul(g);
    }
    return parts(da, db);
  }

  private static Tensor flatten(Tensor a) {
    long rows = 1;
    for (int i = 0; i < a.shape().rank() - 1; i++) {
      rows = Shape.multiply(rows, a.shape().dim(i));
    }
    return a.reshape(rows, a.shape().dim(-1));
  }

  private static @Nullable Tensor[] concat(Tensor t, Tensor g, IntPredicate need) {
    int a = Composites.axis(t);
    @Nullable Tensor[] r = new Tensor[t.inputs().size()];
    long at = 0;
    for (int i = 0; i < r.length; i++) {
      long n = Math.abs(t.input(i).shape().dim(a));
      r[i] = need.test(i) ? g.slice(a, at, at + n) : null;
      at += n;
    }
    return r;
  }

  private static Tensor conv(Tensor x, Tensor w, Attribute c) {
    var a = (Attribute.Convolution) c;
    return x.conv2d(w, a.stride(), a.padding());
  }

  private static Tensor convInput(Tensor g, Tensor w, Shape x, Attribute c) {
    return new Tensor(Op.CONV2D_INPUT, g.dtype(), x, c, g, w);
  }

  private static Tensor convWeight(Tensor g, Tensor x, Shape w, Attribute c) {
    return new Tensor(Op.CONV2D_WEIGHT, g.dtype(), w, c, g, x);
  }

  private static Tensor takeBackward(Tensor g, Tensor index, Shape table) {
    return new Tensor(Op.TAKE_BACKWARD, g.dtype(), table, Attribute.NONE, g, index);
  }

  private static Tensor upsampleBackward(Tensor g, Shape x, Attribute scale) {
    return new Tensor(Op.UPSAMPLE_BACKWARD, g.dtype(), x, scale, g);
  }

  /** s = u (q + x q (1 - q)) with q = sigmoid(x). */
  private static @Nullable Tensor[] siluBackward(Tensor t, Tensor g, IntPredicate need) {
    Tensor u = t.input(0);
    Tensor x = t.input(1);
    Tensor q = x.sigmoid();
    Tensor dq = q.times(q.rsub(1));
    Tensor first = q.plus(x.times(dq));
    Tensor second = dq.times(x.times(q.times(-2).plus(1)).plus(2));
    return parts(
        need.test(0) ? g.times(first) : null, need.test(1) ? g.times(u).times(second) : null);
  }

  /** s = u (Phi(x) + x phi(x)). */
  private static @Nullable Tensor[] geluBackward(Tensor t, Tensor g, IntPredicate need) {
    Tensor u = t.input(0);
    Tensor x = t.input(1);
    Tensor density = x.square().times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
    Tensor first = Composites.normalCdf(x).plus(x.times(density));
    Tensor second = density.times(x.square().rsub(2));
    return parts(
        need.test(0) ? g.times(first) : null, need.test(1) ? g.times(u).times(second) : null);
  }
}
