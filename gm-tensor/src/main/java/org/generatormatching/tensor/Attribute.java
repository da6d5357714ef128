package org.generatormatching.tensor;

import java.util.List;

/** What an operation knows beside its operands. Values, so that equal nodes can be shared. */
public sealed interface Attribute {
  /** Nothing. */
  record None() implements Attribute {}

  /** The name of an input, a weight or a watched value. */
  record Name(String name) implements Attribute {}

  /** A constant number. */
  @SuppressWarnings("JavaLangClash") // always written Attribute.Number
  record Number(double value) implements Attribute {}

  /** A constant array. */
  record Array(HostArray value) implements Attribute {}

  /** Which noise a leaf stands for. */
  record Noise(NoiseSpec spec) implements Attribute {}

  /** A count: the length of an iota, the classes of a one-hot, the order of a polygamma. */
  record Count(long n) implements Attribute {}

  /** An axis (not negative). */
  record Axis(int axis) implements Attribute {}

  /** Reduced axes, ascending, and whether they stay as 1. */
  record Axes(List<Integer> axes, boolean keep) implements Attribute {}

  /** An axis and a range on it, in units of B on a batch axis. */
  record Range(int axis, long from, long to) implements Attribute {}

  /** Zeros put before and after, in units of B on a batch axis. */
  record Padding(int axis, long before, long after) implements Attribute {}

  /** The order of the axes: axis i of the result is axis {@code order[i]} of the operand. */
  record Permutation(List<Integer> order) implements Attribute {}

  /** Stride and zero padding of a convolution with square kernels. */
  record Convolution(int stride, int padding) implements Attribute {}

  /** Number of groups and the epsilon under the root of a normalisation. */
  record Normalization(int groups, double epsilon) implements Attribute {}

  /** The factor by which rows and columns are repeated. */
  record Scale(int factor) implements Attribute {}

  /** Whether a search finds the position after equal entries. */
  record Side(boolean right) implements Attribute {}

  /** The single instance of nothing. */
  None NONE = new None();
}
