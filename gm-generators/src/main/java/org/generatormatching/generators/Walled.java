package org.generatormatching.generators;

import org.generatormatching.api.Geometry;
import org.generatormatching.api.State;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The straight moves of a flow in a box. A flow that carries laws in the box stops at its walls;
 * what the error of a step would carry beyond them ends there.
 *
 * @param tangent the arrays of a point
 * @param walls of every coordinate
 */
record Walled(Signature tangent, Geometry.Bounded walls) implements Geometry.Riemannian {
  /** What has gone through a wall, reflected there as often as need be. */
  static Tensor fold(Tensor x, double low, double high) {
    double width = high - low;
    Tensor y = x.minus(low).div(width);
    Tensor turn = y.minus(y.div(2).floor().times(2));
    return turn.minus(1).abs().rsub(1).times(width).plus(low).max(low).min(high);
  }

  @Override
  public State exp(State x, State v) {
    return x.plus(v).map(a -> a.max(walls.low()).min(walls.high()));
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
    return Rows.sum(u.zip(v, Tensor::times), a -> a);
  }

  @Override
  public State tangentNoise(Rng rng, State x) {
    State noise = x;
    for (String n : x.names()) {
      noise = noise.with(n, rng.fork(n).normal(x.get(n).dtype(), x.get(n).shape()));
    }
    return noise;
  }
}
