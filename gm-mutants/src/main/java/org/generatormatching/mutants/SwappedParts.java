package org.generatormatching.mutants;

import java.util.Arrays;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.plugins.jump.Bins;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/**
 * The jumps of x_t = t z + (1 - t) e on R^1 with the positive and the negative part of d/dt p in
 * each other's place: with u = (x - t z)/(1 - t) they leave x with [1 + z u - u^2]_+ and arrive in
 * proportion to [u^2 - z u - 1]_+ phi(u), by the density at the middle of a bin.
 */
record SwappedParts(Head honest, Bins bins) implements ChangedHead {
  @Override
  public Target target(Evidence evidence, Times t) {
    Tensor x = evidence.drawn().xt().get(Euclidean.X);
    Tensor u = evidence.drawn().noise().get(Euclidean.X);
    Tensor z = evidence.z().get(Euclidean.X);
    double[] middle = new double[bins.count()];
    Arrays.setAll(middle, j -> bins.low() + (j + 0.5) * bins.width());
    Tensor y = Tensor.of(HostArray.of(x.dtype(), middle, middle.length));
    Tensor sigma = t.oneMinusT().cast(x.dtype()).alignTo(x).unsqueeze(-1);
    Tensor v = y.minus(x.unsqueeze(-1)).div(sigma).plus(u.unsqueeze(-1));
    Tensor arrive = rise(v, z.unsqueeze(-1)).neg().relu().times(v.square().times(-0.5).exp());
    Tensor leave = rise(u, z).relu().unsqueeze(-1);
    return Target.dense(State.of(Euclidean.X, arrive.div(arrive.sumKeep(-1)).times(leave)));
  }

  /** 1 + z u - u^2. */
  private static Tensor rise(Tensor u, Tensor z) {
    return u.times(z).minus(u.square()).plus(1);
  }
}
