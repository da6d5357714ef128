package org.generatormatching.mutants;

import java.util.Arrays;
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

/** Honest: the unit circle in the plane, {@code q} [B, 2], tangents as vectors of the plane. */
public record Circle() implements StateSpace, Geometry.Riemannian {
  @Override
  public ComponentId id() {
    return ComponentId.of("circle@1");
  }

  @Override
  public Signature point() {
    return Signature.of("q", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 2)));
  }

  @Override
  public Tensor isMember(State x) {
    return x.get("q").square().sum(1).minus(1).abs().lt(1e-9);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> {
      Tensor n = rng.normal(DType.FLOAT64, Shape.of(rows, 2));
      return State.of("q", n.div(n.square().sumKeep(1).sqrt()));
    };
  }

  /** The signed angle from x to y. */
  private static Tensor angle(State x, State y) {
    Tensor a = x.get("q");
    Tensor b = y.get("q");
    Tensor sine = a.at(1, 0).times(b.at(1, 1)).minus(a.at(1, 1).times(b.at(1, 0)));
    return sine.atan2(a.times(b).sum(1));
  }

  /** The unit tangent at x. */
  private static Tensor along(State x) {
    Tensor a = x.get("q");
    return Tensor.stack(1, a.at(1, 1).neg(), a.at(1, 0));
  }

  @Override
  public Tensor distance(State x, State y) {
    return angle(x, y).abs();
  }

  @Override
  public List<TestFunction> testFunctions() {
    return List.of(new Height(0.4), new Height(1.9));
  }

  /** cos(angle - a), without a Hessian: coordinates of the plane are not those of tangents. */
  private record Height(double a) implements TestFunction {
    @Override
    public double value(Point p) {
      double[] q = p.get("q");
      return q[0] * Math.cos(a) + q[1] * Math.sin(a);
    }

    @Override
    public Point gradient(Point p) {
      double[] q = p.get("q");
      double slope = -q[1] * Math.cos(a) + q[0] * Math.sin(a);
      return Point.of("q", -q[1] * slope, q[0] * slope);
    }
  }

  @Override
  public Optional<Quadrature> quadrature() {
    double[] q = new double[64];
    for (int i = 0; i < 32; i++) {
      q[2 * i] = Math.cos(i * Math.PI / 16);
      q[2 * i + 1] = Math.sin(i * Math.PI / 16);
    }
    double[] m = new double[32];
    Arrays.fill(m, Math.PI / 16);
    return Optional.of(new Quadrature(Batch.of("q", HostArray.of(q, 32, 2)), m));
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public State exp(State x, State v) {
    Tensor a = v.get("q").times(along(x)).sum(1);
    Tensor q = x.get("q").times(a.cos().unsqueeze(1)).plus(along(x).times(a.sin().unsqueeze(1)));
    return State.of("q", q);
  }

  @Override
  public State log(State x, State y) {
    return State.of("q", along(x).times(angle(x, y).unsqueeze(1)));
  }

  @Override
  public Signature tangent() {
    return point();
  }

  @Override
  public State toTangent(State x, State ambient) {
    return State.of("q", along(x).times(ambient.get("q").times(along(x)).sumKeep(1)));
  }

  @Override
  public Tensor inner(State x, State u, State v) {
    return u.get("q").times(v.get("q")).sum(1);
  }

  @Override
  public State tangentNoise(Rng rng, State x) {
    return State.of("q", along(x).times(rng.normal(DType.FLOAT64, Shape.of(x.rows(), 1))));
  }
}
