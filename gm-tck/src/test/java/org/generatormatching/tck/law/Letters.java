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
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** Honest: two sites with three tokens each, uniform, all nine points as nodes. */
public record Letters() implements StateSpace, Geometry.Sites {
  @Override
  public int sites() {
    return 2;
  }

  @Override
  public int tokens() {
    return 3;
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("letters@1");
  }

  @Override
  public Signature point() {
    return Signature.of("tokens", ArraySpec.tokens(2));
  }

  @Override
  public Tensor isMember(State x) {
    Tensor t = x.get("tokens");
    return t.ge(0).and(t.lt(3)).all(1);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> {
      Tensor u = rng.uniform(DType.FLOAT64, Shape.of(rows, 2));
      return State.of("tokens", u.times(3).floor().cast(DType.INT64));
    };
  }

  @Override
  public Tensor distance(State x, State y) {
    return x.get("tokens").eq(y.get("tokens")).not().cast(DType.FLOAT64).sum(1);
  }

  @Override
  public List<TestFunction> testFunctions() {
    return List.of(p -> at(p, 0) + Math.sin(at(p, 1)), p -> Math.cos(2 * at(p, 0) + 3 * at(p, 1)));
  }

  private static double at(Point p, int site) {
    return p.get("tokens")[site];
  }

  @Override
  public Optional<Quadrature> quadrature() {
    long[] v = new long[18];
    Arrays.setAll(v, i -> i % 2 == 0 ? i / 2 / 3 : i / 2 % 3);
    double[] one = new double[9];
    Arrays.fill(one, 1);
    return Optional.of(new Quadrature(Batch.of("tokens", HostArray.of(v, 9, 2)), one));
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}
