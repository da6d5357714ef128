package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The definitions of the composite operations in terms of others: what engines without a fused
 * kernel run, what the interpreter runs, and what is differentiated where there is no fused
 * backward kernel.
 */
public final class Composites {
  private Composites() {}

  /**
   * The definition of a composite node, over the same operands.
   *
   * <p>It is written over stand-ins that then give way to the operands: operations look through
   * operands that are reshaped or stretched, and a definition that had looked through would no
   * longer depend on the operand, whose gradient would be lost.
   *
   * @throws IllegalArgumentException if the node is no composite
   */
  public static Tensor expand(Tensor node) {
    IdentityHashMap<Tensor, Tensor> operands = new IdentityHashMap<>();
    List<Tensor> standIns = new ArrayList<>();
    for (Tensor x : node.inputs()) {
      Tensor standIn = Tensor.input("operand" + standIns.size(), x.dtype(), x.shape());
      standIns.add(standIn);
      operands.put(standIn, x);
    }
    return Graph.substitute(definition(node.over(standIns)), operands);
  }

  private static Tensor definition(Tensor node) {
    Tensor x = node.input(0);
    return switch (node.op()) {
      case SILU -> x.times(x.sigmoid());
      case GELU -> x.times(normalCdf(x));
      case SOFTMAX -> {
        int a = axis(node);
        Tensor e = x.minus(shift(x, a)).exp();
        yield e.div(e.sumKeep(a));
      }
      case LOG_SOFTMAX -> {
        int a = axis(node);
        Tensor s = x.minus(shift(x, a));
        yield s.minus(s.exp().sumKeep(a).log());
      }
      case LOG_SUM_EXP -> {
        int a = axis(node);
        Tensor m = shift(x, a);
        yield x.minus(m).exp().sumKeep(a).log().plus(m).squeeze(a);
      }
      case LAYER_NORM -> {
        var n = (Attribute.Normalization) node.attribute();
        yield normalize(x, n.epsilon(), -1).times(node.input(1)).plus(node.input(2));
      }
      case GROUP_NORM -> groupNorm(node);
      case ATTENTION -> {
        Tensor scores = x.times(1 / Math.sqrt(x.shape().dim(-1))).matmul(node.input(1).mT());
        yield scores.softmax(-1).matmul(node.input(2));
      }
      case UPSAMPLE -> upsample(node);
      default -> throw new IllegalArgumentException(node + " is no composite");
    };
  }

  /** Phi(x), the distribution function of N(0, 1). */
  static Tensor normalCdf(Tensor x) {
    return x.times(Math.sqrt(0.5)).erf().plus(1).times(0.5);
  }

  static int axis(Tensor node) {
    return ((Attribute.Axis) node.attribute()).axis();
  }

  /** The maximum, or 0 where all entries are -inf: -inf - -inf would be NaN. */
  private static Tensor shift(Tensor x, int axis) {
    Tensor m = x.amaxKeep(axis).stopGradient();
    return m.eq(Double.NEGATIVE_INFINITY).where(m.like(0), m);
  }

  private static Tensor normalize(Tensor x, double epsilon, int... axes) {
    Tensor c = x.minus(x.meanKeep(axes));
    return c.times(c.square().meanKeep(axes).plus(epsilon).rsqrt());
  }

  private static Tensor groupNorm(Tensor node) {
    var n = (Attribute.Normalization) node.attribute();
    Tensor x = node.input(0);
    Shape s = x.shape();
    long channels = s.dim(1);
    long rest = s.range(2, s.rank()).coefficient();
    Tensor grouped = x.reshape(s.dim(0), n.groups(), channels / n.groups() * rest);
    Shape column = Shape.of(channels);
    while (column.rank() < s.rank() - 1) {
      column = column.insert(column.rank(), 1);
    }
    return normalize(grouped, n.epsilon(), -1)
        .reshape(s)
        .times(node.input(1).reshape(column))
        .plus(node.input(2).reshape(column));
  }

  private static Tensor upsample(Tensor node) {
    int f = ((Attribute.Scale) node.attribute()).factor();
    Tensor x = node.input(0);
    Shape s = x.shape();
    Tensor split = x.reshape(s.dim(0), s.dim(1), s.dim(2), 1, s.dim(3), 1);
    Shape spread = Shape.of(s.dim(0), s.dim(1), s.dim(2), f, s.dim(3), f);
    return split.broadcast(spread).reshape(node.shape());
  }
}
