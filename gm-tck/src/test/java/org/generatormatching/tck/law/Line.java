package org.generatormatching.tck.law;

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

/** Honest: R^d in the array {@code x} [B, d], FLOAT64, with N(0, I) and a box for d = 1. */
public record Line(int d) implements StateSpace, Geometry.Flat {
  private static final int NODES = 321;

  @Override
  public ComponentId id() {
    return ComponentId.of("line@1");
  }

  @Override
  public Signature point() {
    return Signature.of("x", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, d)));
  }

  @Override
  public Tensor isMember(State x) {
    return x.get("x").isFinite().all(1);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> State.of("x", rng.normal(DType.FLOAT64, Shape.of(rows, d)));
  }

  @Override
  public Tensor distance(State x, State y) {
    return x.get("x").minus(y.get("x")).square().sum(1).sqrt();
  }

  @Override
  public List<TestFunction> testFunctions() {
    return List.of(new Wave(0.7), new Wave(1.3));
  }

  /** sum_i sin(a x_i + i). */
  record Wave(double a) implements TestFunction {
    @Override
    public double value(Point p) {
      double[] x = p.get("x");
      double s = 0;
      for (int i = 0; i < x.length; i++) {
        s += Math.sin(a * x[i] + i);
      }
      return s;
    }

    @Override
    public Point gradient(Point p) {
      double[] x = p.get("x").clone();
      Arrays.setAll(x, i -> a * Math.cos(a * x[i] + i));
      return Point.of("x", x);
    }

    @Override
    public Point hessianDiagonal(Point p) {
      double[] x = p.get("x").clone();
      Arrays.setAll(x, i -> -a * a * Math.sin(a * x[i] + i));
      return Point.of("x", x);
    }
  }

  @Override
  public Optional<Quadrature> quadrature() {
    if (d != 1) {
      return Optional.empty();
    }
    double[] x = new double[NODES];
    double[] m = new double[NODES];
    Arrays.setAll(x, i -> -8 + i * 0.05);
    Arrays.fill(m, 0.05);
    return Optional.of(new Quadrature(Batch.of("x", HostArray.of(x, NODES, 1)), m));
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public State exp(State x, State v) {
    return x.plus(v);
  }

  @Override
  public State log(State x, State y) {
    return y.minus(x);
  }

  @Override
  public Signature tangent() {
    return point();
  }

  @Override
  public State toTangent(State x, State ambient) {
    return ambient;
  }

  @Override
  public Tensor inner(State x, State u, State v) {
    return u.get("x").times(v.get("x")).sum(1);
  }

  @Override
  public State tangentNoise(Rng rng, State x) {
    return State.of("x", rng.normal(DType.FLOAT64, x.get("x").shape()));
  }
}
