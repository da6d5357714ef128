package org.generatormatching.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * The dimensions of an array. A dimension is a number n &gt;= 0 or {@code c*B}, a multiple of the
 * batch size B, which is known only when a program runs. At most one dimension is symbolic.
 *
 * <p>One symbol is enough: guidance stacks two batches (2B), K weighted alternatives of every row
 * make K*B, and [B, L, d] flattens to [L*B, d]. A dimension is written as a {@code long}: {@code
 * -c} stands for {@code c*B}.
 */
public final class Shape {
  /** The dimension B. */
  public static final long B = -1;

  private final long[] dims;

  private Shape(long[] dims) {
    int symbols = 0;
    for (long d : dims) {
      symbols += d < 0 ? 1 : 0;
    }
    if (symbols > 1) {
      throw Problem.of(GmError.SHAPE, "a shape has more than one batch axis")
          .found(text(dims))
          .expected("at most one multiple of B")
          .at(CallSite.find())
          .exception();
    }
    this.dims = dims;
  }

  /** The dimension {@code c*B}; c must be positive. */
  public static long batch(long c) {
    if (c <= 0) {
      throw Problem.of(GmError.SHAPE, "a multiple of B must be positive").found(c).exception();
    }
    return -c;
  }

  /** A shape from dimensions as described above; no argument makes a scalar. */
  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  /** The shape of a single number. */
  public static Shape scalar() {
    return new Shape(new long[0]);
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** A dimension; negative axes count from the end. */
  public long dim(int axis) {
    return dims[axis(axis)];
  }

  /** All dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** A non-negative axis number. */
  public int axis(int a) {
    int r = a < 0 ? a + dims.length : a;
    if (r < 0 || r >= dims.length) {
      throw Problem.of(GmError.SHAPE, "no such axis")
          .found("axis " + a + " of " + this)
          .at(CallSite.find())
          .exception();
    }
    return r;
  }

  /** The position of the symbolic axis, or -1. */
  public int batchAxis() {
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a dimension depends on B. */
  public boolean symbolic() {
    return batchAxis() >= 0;
  }

  /** Number of elements at B = 1. */
  public long coefficient() {
    long p = 1;
    for (long d : dims) {
      p *= Math.abs(d);
    }
    return p;
  }

  /** Number of elements for a batch size. */
  public long size(long batch) {
    return coefficient() * (symbolic() ? batch : 1);
  }

  /** The dimensions for a batch size. */
  public long[] concrete(long batch) {
    long[] r = dims.clone();
    for (int i = 0; i < r.length; i++) {
      r[i] = r[i] < 0 ? -r[i] * batch : r[i];
    }
    return r;
  }

  /** The same shape with one dimension replaced. */
  public Shape with(int axis, long dim) {
    long[] r = dims.clone();
    r[axis(axis)] = dim;
    return new Shape(r);
  }

  /** The same shape with a dimension inserted before position {@code at} (0..rank). */
  public Shape insert(int at, long dim) {
    if (at < 0 || at > dims.length) {
      throw Problem.of(GmError.SHAPE, "no such position for a new axis")
          .found("position " + at + " of " + this)
          .expected("0.." + dims.length)
          .at(CallSite.find())
          .exception();
    }
    long[] r = new long[dims.length + 1];
    System.arraycopy(dims, 0, r, 0, at);
    r[at] = dim;
    System.arraycopy(dims, at, r, at + 1, dims.length - at);
    return new Shape(r);
  }

  /** The same shape without an axis. */
  public Shape without(int axis) {
    int a = axis(axis);
    long[] r = new long[dims.length - 1];
    System.arraycopy(dims, 0, r, 0, a);
    System.arraycopy(dims, a + 1, r, a, r.length - a);
    return new Shape(r);
  }

  /** The axes from (inclusive) to (exclusive). */
  public Shape range(int from, int to) {
    return new Shape(Arrays.copyOfRange(dims, from, to));
  }

  /** This shape followed by another. */
  public Shape concat(Shape tail) {
    long[] r = Arrays.copyOf(dims, dims.length + tail.dims.length);
    System.arraycopy(tail.dims, 0, r, dims.length, tail.dims.length);
    return new Shape(r);
  }

  /**
   * The common shape of two arrays under broadcasting: axes are aligned at the end, and a dimension
   * 1 stretches to the other's.
   *
   * @throws GmException [GM/SHAPE] if the shapes do not fit
   */
  public static Shape broadcast(Shape a, Shape b) {
    if (!fits(a, b)) {
      throw Problem.of(GmError.SHAPE, "shapes do not broadcast")
          .found(a + " and " + b)
          .expected("equal dimensions, or 1, counted from the last axis")
          .at(CallSite.find())
          .exception();
    }
    int n = Math.max(a.rank(), b.rank());
    long[] r = new long[n];
    for (int i = 0; i < n; i++) {
      long x = a.fromEnd(n - i);
      long y = b.fromEnd(n - i);
      r[i] = x == 1 ? y : x;
    }
    return new Shape(r);
  }

  /** Whether two shapes broadcast. */
  public static boolean fits(Shape a, Shape b) {
    for (int i = 1; i <= Math.max(a.rank(), b.rank()); i++) {
      long x = a.fromEnd(i);
      long y = b.fromEnd(i);
      if (x != y && x != 1 && y != 1) {
        return false;
      }
    }
    return true;
  }

  private long fromEnd(int i) {
    return i > dims.length ? 1 : dims[dims.length - i];
  }

  /** Adds dimensions; a number and a multiple of B have no sum. */
  static long add(long a, long b) {
    if (a != 0 && b != 0 && (a < 0) != (b < 0)) {
      throw Problem.of(GmError.SHAPE, "a number and a multiple of B have no sum")
          .found(text(a) + " + " + text(b))
          .at(CallSite.find())
          .exception();
    }
    return a + b;
  }

  /** Multiplies dimensions; there is no B*B. */
  static long multiply(long a, long b) {
    if (a < 0 && b < 0) {
      throw Problem.of(GmError.SHAPE, "a shape cannot hold B*B")
          .found(text(a) + " * " + text(b))
          .at(CallSite.find())
          .exception();
    }
    return a < 0 || b < 0 ? -Math.abs(a * b) : a * b;
  }

  private static String text(long d) {
    return d >= 0 ? Long.toString(d) : d == -1 ? "B" : -d + "B";
  }

  private static String text(long[] dims) {
    StringJoiner j = new StringJoiner(", ", "[", "]");
    for (long d : dims) {
      j.add(text(d));
    }
    return j.toString();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return text(dims);
  }
}
