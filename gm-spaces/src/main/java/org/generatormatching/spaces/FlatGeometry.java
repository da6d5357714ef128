package org.generatormatching.spaces;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The geometry of R^d: exp(x, v) = x + v.
 *
 * @param tangent the arrays of a point, which are those of a tangent
 */
record FlatGeometry(Signature tangent) implements Geometry.Flat {
  @Override
  public State exp(State x, State v) {
    return x.plus(v);
  }

  @Override
  public State log(State x, State y) {
    return y.minus(x);
  }

  @Override
  public State toTangent(State x, State ambient) {
    return ambient;
  }

  @Override
  public Tensor inner(State x, State u, State v) {
    Tensor sum = null;
    for (String n : u.names()) {
      Tensor row = Target.sumRows(u.get(n).times(v.get(n)));
      sum = sum == null ? row : sum.plus(row);
    }
    return Objects.requireNonNull(sum);
  }

  @Override
  public State tangentNoise(Rng rng, State x) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    x.arrays().forEach((n, a) -> m.put(n, rng.fork(n).normal(a.dtype(), a.shape())));
    return new State(m);
  }
}
