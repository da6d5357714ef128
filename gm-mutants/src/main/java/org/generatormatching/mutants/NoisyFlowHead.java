package org.generatormatching.mutants;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Tensor;

/**
 * A diffusion with noise that depends on the point, on the path x_t = t z + (1 - t) e of R^1:
 * {@code dX = (u + 1/2 g^2 score + 1/2 d/dx g^2) dt + g dW} with g^2 = (1 - t)(1 + sin(x)/2).
 *
 * <p>The score of a velocity u is (t u - x)/(1 - t), so that nothing is singular. Without the
 * derivative of g^2 the process is another one: a mistake that constant noise never shows.
 *
 * @param honest predicts the velocity
 * @param divergence how many times d/dx g^2 counts; 1 is right
 */
record NoisyFlowHead(Head honest, double divergence) implements ChangedHead {
  /** On a path, with d/dx g^2 taken so many times; 1 is right. */
  NoisyFlowHead(ConditionalPath path, double divergence) {
    this(GaussianHead.velocity(path), divergence);
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.DRIFT_VARIANCE);
  }

  @Override
  public Role role(CoordinateId wanted) {
    return Role.SOLUTION;
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    Tensor x = xt.get(Euclidean.X);
    Tensor u = value.get(Euclidean.X);
    Tensor time = t.t().cast(x.dtype()).alignTo(x);
    Tensor sigma = t.oneMinusT().cast(x.dtype()).alignTo(x);
    Tensor noise = x.sin().times(0.5).plus(1);
    Tensor pull = noise.times(0.5).times(u.times(time).minus(x));
    Tensor slope = x.cos().times(0.25 * divergence).times(sigma);
    return Parameter.Linear.of(
        State.empty()
            .join(CoordinateId.DRIFT, State.of(Euclidean.X, u.plus(pull).plus(slope)))
            .join(CoordinateId.VARIANCE, State.of(Euclidean.X, noise.times(sigma))));
  }
}
