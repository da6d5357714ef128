package org.generatormatching.spaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The box [low, high]^d with the points' own shape: the array {@code x} [B, dims...]. The reference
 * law is uniform, the distance Euclid's, the walls reflect.
 *
 * @param dims the shape of a point, all at least 1
 * @param low the lower wall of every coordinate
 * @param high the upper wall of every coordinate
 * @param dtype FLOAT32 or FLOAT64
 */
public record Box(List<Integer> dims, double low, double high, DType dtype)
    implements StateSpace, Geometry.Bounded {
  private static final int NODES = 1601;

  /** Checks shape and walls. */
  public Box {
    dims = List.copyOf(dims);
    List<Problem> problems = new ArrayList<>();
    if (dims.isEmpty() || dims.stream().anyMatch(d -> d < 1)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the shape of a box is not one")
              .found("dims = " + dims)
              .expected("at least one dimension, all of them at least 1"));
    }
    boolean open = Double.isFinite(low) && Double.isFinite(high) && low < high;
    if (!open) {
      problems.add(
          Problem.of(GmError.CONFIG, "the walls of a box do not ascend")
              .found("low = " + low + ", high = " + high)
              .expected("finite numbers, low below high"));
    }
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      problems.add(
          Problem.of(GmError.CONFIG, "the numbers of a box are not real")
              .found("dtype = " + dtype)
              .expected("FLOAT32 or FLOAT64"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /**
   * The space's configuration.
   *
   * @param dims the shape of a point
   * @param low the lower wall of every coordinate, 0 if absent
   * @param high the upper wall, 1 if absent
   */
  public record Settings(List<Integer> dims, Double low, Double high) {
    /** Puts defaults in the place of absent values. */
    public Settings {
      dims = List.copyOf(dims);
      low = low == null ? 0.0 : low;
      high = high == null ? 1.0 : high;
    }

    /** The space, in FLOAT32. */
    public Box box() {
      return new Box(dims, low, high, DType.FLOAT32);
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("box@1");
  }

  private int dimension() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  private Shape shape(long rows) {
    return Shape.of(dims.stream().mapToLong(Integer::longValue).toArray()).insert(0, rows);
  }

  @Override
  public Signature point() {
    return Signature.of(Euclidean.X, new ArraySpec(dtype, shape(Shape.B)));
  }

  @Override
  public Tensor isMember(State x) {
    Tensor at = x.get(Euclidean.X);
    Tensor inside = at.ge(low).and(at.le(high));
    return Target.sumRows(inside.not().cast(DType.FLOAT32)).eq(0);
  }

  @Override
  public Source reference() {
    return (rng, rows) ->
        State.of(
            Euclidean.X,
            rng.uniform(dtype, shape(rows)).times(high - low).plus(low).max(low).min(high));
  }

  @Override
  public Tensor distance(State x, State y) {
    Tensor d = x.get(Euclidean.X).minus(y.get(Euclidean.X)).cast(DType.FLOAT64);
    return Target.sumRows(d.square()).sqrt();
  }

  /** Three that are flat at the walls, and two that are not. */
  @Override
  public List<TestFunction> testFunctions() {
    return BoxFunction.all(low, high);
  }

  /** The trapezoidal rule with 1601 nodes for d = 1. */
  @Override
  public Optional<Quadrature> quadrature() {
    if (dimension() != 1) {
      return Optional.empty();
    }
    double h = (high - low) / (NODES - 1);
    double[] x = new double[NODES];
    double[] masses = new double[NODES];
    for (int i = 0; i < NODES; i++) {
      x[i] = i == NODES - 1 ? high : low + i * h;
      masses[i] = i == 0 || i == NODES - 1 ? h / 2 : h;
    }
    return Optional.of(
        new Quadrature(Batch.of(Euclidean.X, HostArray.of(dtype, x, shape(NODES).dims())), masses));
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}
