package org.generatormatching.generators.toy.parts;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Single edits of strings, coordinates {@code edit-rates@1}: {@code insert} [B, N, V] puts token v
 * before position i (i = length appends), {@code delete} [B, N], {@code substitute} [B, N, V]; N is
 * the capacity, V the alphabet. {@code L f(x) = sum over edits e of rate(e) (f(e(x)) - f(x))}.
 *
 * @param space the strings
 */
public record Edits(Strings space) implements GeneratorFamily {
  /** The coordinates of edit rates. */
  public static final CoordinateId RATES = CoordinateId.of("edit-rates@1");

  @Override
  public ComponentId id() {
    return ComponentId.of("edit@1");
  }

  @Override
  public boolean supports(StateSpace other) {
    return other.equals(space);
  }

  @Override
  public boolean isContinuous() {
    return false;
  }

  @Override
  public CoordinateId wants() {
    return RATES;
  }

  /** The arrays of rates, or of anything else that has a value per edit. */
  public static Signature signature(Strings space) {
    ArraySpec tokens =
        new ArraySpec(DType.FLOAT32, Shape.of(Shape.B, space.capacity(), space.alphabet()));
    ArraySpec places = new ArraySpec(DType.FLOAT32, Shape.of(Shape.B, space.capacity()));
    return Signature.of("insert", tokens).with("delete", places).with("substitute", tokens);
  }

  /** All edits on one axis: insertions, deletions, substitutions, [B, 2NV + N]. */
  static Tensor flat(Strings space, State s) {
    long rows = s.rows();
    long wide = (long) space.capacity() * space.alphabet();
    return Tensor.concat(
        1,
        s.get("insert").reshape(rows, wide),
        s.get("delete"),
        s.get("substitute").reshape(rows, wide));
  }

  /** The inverse of {@link #flat}. */
  static State split(Strings space, Tensor flat) {
    long rows = flat.shape().dim(0);
    int n = space.capacity();
    int v = space.alphabet();
    int wide = n * v;
    return State.of("insert", flat.slice(1, 0, wide).reshape(rows, n, v))
        .with("delete", flat.slice(1, wide, wide + n))
        .with("substitute", flat.slice(1, wide + n, 2L * wide + n).reshape(rows, n, v));
  }

  /** Which edits a string allows, BOOL: inside its length, within capacity, changing something. */
  static State legal(Strings space, State x) {
    Tensor length = x.get("length").unsqueeze(1);
    Tensor place = Tensor.iota(space.capacity());
    Tensor inside = place.lt(length);
    Tensor slot = place.le(length).and(length.lt(space.capacity()));
    Tensor token = Tensor.iota(space.alphabet());
    Tensor other = x.get("tokens").unsqueeze(-1).eq(token).not();
    return State.of("insert", slot.unsqueeze(-1).and(token.ge(0)))
        .with("delete", inside)
        .with("substitute", inside.unsqueeze(-1).and(other));
  }

  @Override
  public ParameterSet parameters(StateSpace other) {
    return new ParameterSet(
        signature(space), f -> Target.sumRows(flat(space, f).lt(0).cast(DType.FLOAT64)).eq(0));
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    double fx = f.value(x);
    int n = (int) x.get("length")[0];
    int v = space.alphabet();
    double[] insert = parameter.get("insert");
    double[] delete = parameter.get("delete");
    double[] substitute = parameter.get("substitute");
    double sum = 0;
    for (int i = 0; i <= n && n < space.capacity(); i++) {
      for (int a = 0; a < v; a++) {
        sum += rate(insert[i * v + a], f, spliced(x, i, 0, a), fx);
      }
    }
    for (int i = 0; i < n; i++) {
      sum += rate(delete[i], f, spliced(x, i, 1), fx);
      for (int a = 0; a < v; a++) {
        sum += rate(substitute[i * v + a], f, spliced(x, i, 1, a), fx);
      }
    }
    return sum;
  }

  private static double rate(double rate, TestFunction f, Point y, double fx) {
    return rate == 0 ? 0 : rate * (f.value(y) - fx);
  }

  /** The string with some tokens from position i on replaced by others. */
  private static Point spliced(Point x, int i, int removed, int... added) {
    double[] from = x.get("tokens");
    int n = (int) x.get("length")[0];
    double[] to = new double[from.length];
    System.arraycopy(from, 0, to, 0, i);
    for (int a = 0; a < added.length; a++) {
      to[i + a] = added[a];
    }
    System.arraycopy(from, i + removed, to, i + added.length, n - i - removed);
    return x.with("tokens", to).with("length", n - removed + added.length);
  }

  @Override
  public List<Stepper> steppers(StateSpace other) {
    return List.of(new SingleEdit(space));
  }
}
