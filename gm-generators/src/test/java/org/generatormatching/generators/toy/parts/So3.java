package org.generatormatching.generators.toy.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Point;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Rotations as unit quaternions, the array {@code q} [B, 4]; q and -q are one point. Tangents are
 * rotation vectors in the body's frame, [B, 3]: exp_q(v) = q exp(v). The reference law is uniform,
 * the distance the angle of the rotation between.
 */
public record So3() implements StateSpace, Geometry.Riemannian {
  /** The name of the array. */
  public static final String Q = "q";

  private static final int NODES = 3000;

  @Override
  public ComponentId id() {
    return ComponentId.of("so3@1");
  }

  @Override
  public Signature point() {
    return Signature.of(Q, new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 4)));
  }

  @Override
  public Tensor isMember(State x) {
    return x.get(Q).square().sum(1).minus(1).abs().lt(1e-5);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> {
      Tensor n = rng.normal(DType.FLOAT64, Shape.of(rows, 4));
      return State.of(Q, n.div(n.square().sumKeep(1).sqrt()));
    };
  }

  @Override
  public Tensor distance(State x, State y) {
    return Quaternions.angle(between(x, y));
  }

  private static Tensor between(State x, State y) {
    return Quaternions.product(Quaternions.inverse(x.get(Q)), y.get(Q));
  }

  /** The first two characters of the rotation relative to three others. */
  @Override
  public List<TestFunction> testFunctions() {
    List<TestFunction> fs = new ArrayList<>();
    double[][] from = {{1, 0, 0, 0}, {0.5, 0.5, 0.5, 0.5}, {0.8, 0, 0, 0.6}};
    for (double[] q : from) {
      fs.add(new Harmonic(1, q));
      fs.add(new Harmonic(2, q));
    }
    return List.copyOf(fs);
  }

  @Override
  public Optional<Quadrature> quadrature() {
    return Optional.of(spiral(NODES));
  }

  /** n nearly equidistant rotations with mass 1/n: a lattice on the torus of S^3. */
  public static Quadrature spiral(int n) {
    double[] q = new double[4 * n];
    double[] masses = new double[n];
    for (int i = 0; i < n; i++) {
      double along = (i + 0.5) / n;
      double a = 2 * Math.PI * (i + 0.5) / Math.sqrt(2);
      double b = 2 * Math.PI * (i + 0.5) / 1.533751168755204;
      q[4 * i] = Math.sqrt(along) * Math.sin(a);
      q[4 * i + 1] = Math.sqrt(along) * Math.cos(a);
      q[4 * i + 2] = Math.sqrt(1 - along) * Math.sin(b);
      q[4 * i + 3] = Math.sqrt(1 - along) * Math.cos(b);
      masses[i] = 1.0 / n;
    }
    return new Quadrature(Batch.of(Q, HostArray.of(q, n, 4)), masses);
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind == Geometry.Riemannian.class ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public State exp(State x, State v) {
    return State.of(Q, Quaternions.product(x.get(Q), Quaternions.exp(v.get(Q))));
  }

  @Override
  public State log(State x, State y) {
    Tensor r = between(x, y);
    return State.of(Q, Quaternions.axis(r).times(Quaternions.angle(r).unsqueeze(-1)));
  }

  @Override
  public Signature tangent() {
    return Signature.of(Q, new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 3)));
  }

  @Override
  public State toTangent(State x, State ambient) {
    return ambient;
  }

  @Override
  public Tensor inner(State x, State u, State v) {
    return u.get(Q).times(v.get(Q)).sum(1);
  }

  @Override
  public State tangentNoise(Rng rng, State x) {
    return State.of(Q, rng.normal(DType.FLOAT64, Shape.of(x.rows(), 3)));
  }

  /**
   * The character of degree l of the rotation from {@code origin}: with c = cos(angle/2), 4c^2 - 1
   * or 16c^4 - 12c^2 + 1; an eigenfunction of the Laplacian with eigenvalue -l(l + 1).
   */
  public record Harmonic(int degree, double[] origin) implements TestFunction {
    private double cosine(Point x) {
      double[] q = x.get(Q);
      double[] o = origin;
      return q[0] * o[0] + q[1] * o[1] + q[2] * o[2] + q[3] * o[3];
    }

    @Override
    public double value(Point x) {
      double c = cosine(x);
      return degree == 1 ? 4 * c * c - 1 : 16 * c * c * c * c - 12 * c * c + 1;
    }

    /** d/ds of f(q exp(s e_k)): the quaternion moves by q e_k / 2. */
    @Override
    public Point gradient(Point x) {
      double[] q = x.get(Q);
      double c = cosine(x);
      double outer = degree == 1 ? 8 * c : 64 * c * c * c - 24 * c;
      double[] o = origin;
      return Point.of(
          Q,
          outer / 2 * (-q[1] * o[0] + q[0] * o[1] + q[3] * o[2] - q[2] * o[3]),
          outer / 2 * (-q[2] * o[0] - q[3] * o[1] + q[0] * o[2] + q[1] * o[3]),
          outer / 2 * (-q[3] * o[0] + q[2] * o[1] - q[1] * o[2] + q[0] * o[3]));
    }
  }
}
