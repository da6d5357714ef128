package org.generatormatching.spaces;

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
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * R^d with the points' own shape: the array {@code x} [B, dims...]. The reference law is N(0, I),
 * the distance Euclid's, the geometry flat.
 *
 * @param dims the shape of a point, for example [2] or [28, 28, 1]; all at least 1
 * @param dtype FLOAT32, or FLOAT64 where orders of convergence are measured
 */
public record Euclidean(List<Integer> dims, DType dtype) implements StateSpace {
  /** The name of the array. */
  public static final String X = "x";

  private static final double RADIUS = 8;
  private static final int NODES_ON_LINE = 801;
  private static final int NODES_ON_SIDE = 121;

  /** Checks the shape. */
  public Euclidean {
    dims = List.copyOf(dims);
    if (dims.isEmpty() || dims.stream().anyMatch(d -> d < 1)) {
      throw Problem.of(GmError.CONFIG, "the shape of a Euclidean space is not one")
          .found("dims = " + dims)
          .expected("at least one dimension, all of them at least 1")
          .exception();
    }
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw Problem.of(GmError.CONFIG, "the numbers of a Euclidean space are not real")
          .found("dtype = " + dtype)
          .expected("FLOAT32 or FLOAT64")
          .exception();
    }
  }

  /** FLOAT32 points. */
  public Euclidean(List<Integer> dims) {
    this(dims, DType.FLOAT32);
  }

  /** FLOAT32 vectors of d numbers. */
  public static Euclidean of(int d) {
    return new Euclidean(List.of(d));
  }

  /** FLOAT64 vectors of d numbers. */
  public static Euclidean float64(int d) {
    return new Euclidean(List.of(d), DType.FLOAT64);
  }

  /**
   * The space's configuration.
   *
   * @param dims the shape of a point
   */
  public record Settings(List<Integer> dims) {
    /** Keeps the order. */
    public Settings {
      dims = List.copyOf(dims);
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("euclidean@1");
  }

  /** Number of coordinates d. */
  public int dimension() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  private Shape shape(long rows) {
    return Shape.of(dims.stream().mapToLong(Integer::longValue).toArray()).insert(0, rows);
  }

  @Override
  public Signature point() {
    return Signature.of(X, new ArraySpec(dtype, shape(Shape.B)));
  }

  @Override
  public Tensor isMember(State x) {
    Tensor bad = x.get(X).isFinite().not().cast(DType.FLOAT32);
    return Target.sumRows(bad).eq(0);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> State.of(X, rng.normal(dtype, shape(rows)));
  }

  @Override
  public Tensor distance(State x, State y) {
    Tensor d = x.get(X).minus(y.get(X)).cast(DType.FLOAT64);
    return Target.sumRows(d.square()).sqrt();
  }

  @Override
  public List<TestFunction> testFunctions() {
    return EuclideanFunction.all(dimension());
  }

  /** The box [-8, 8]^d with 801 nodes for d = 1 and 121 on a side for d = 2. */
  @Override
  public Optional<Quadrature> quadrature() {
    return switch (dimension()) {
      case 1 -> Optional.of(box(RADIUS, NODES_ON_LINE));
      case 2 -> Optional.of(box(RADIUS, NODES_ON_SIDE));
      default -> Optional.empty();
    };
  }

  /**
   * The trapezoidal rule on [-radius, radius]^d. For densities that have died out at the edge its
   * error falls faster than any power of the spacing: e^(-2 pi^2 (s/h)^2) for a Gaussian of width s
   * and spacing h.
   *
   * @param side nodes on a side; side^d nodes in all
   */
  public Quadrature box(double radius, int side) {
    int d = dimension();
    int n = Math.toIntExact(Math.round(Math.pow(side, d)));
    double h = 2 * radius / (side - 1);
    double[] points = new double[n * d];
    double[] masses = new double[n];
    for (int i = 0; i < n; i++) {
      double mass = 1;
      for (int j = 0, rest = i; j < d; j++, rest /= side) {
        int k = rest % side;
        points[i * d + j] = -radius + k * h;
        mass *= k == 0 || k == side - 1 ? h / 2 : h;
      }
      masses[i] = mass;
    }
    return new Quadrature(Batch.of(X, HostArray.of(dtype, points, shape(n).dims())), masses);
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind.isAssignableFrom(FlatGeometry.class)
        ? Optional.of(kind.cast(new FlatGeometry(point())))
        : Optional.empty();
  }
}
