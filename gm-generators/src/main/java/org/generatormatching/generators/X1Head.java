package org.generatormatching.generators;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the data point E[z | x_t] of the affine Gaussian path, in the arrays of the point [B,
 * dims...].
 *
 * <p>The target is z. Gives velocity@1 as a relaxing parameter, whose steps are exact up to t = 1,
 * and drift-variance@1 as the Langevin part (score/2, 1), which needs t &lt; 1. For evidence at r
 * &lt; 1 the target is the z whose velocity is the one towards x_r, (sigma v - sigma' x)/(alpha'
 * sigma - sigma' alpha): its mean over p_{r|t} is E[z | x_t].
 */
public final class X1Head extends GaussianHead {
  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is not affine
   *     Gaussian
   */
  public X1Head(ConditionalPath path) {
    super("x1@1", path);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    if (evidence.at().isEnd()) {
      return Target.dense(evidence.z());
    }
    GaussianPosition p = new GaussianPosition(schedule(), t);
    State later = p.z(p.velocity(evidence), evidence.drawn().xt());
    Tensor end = evidence.at().oneMinusT().eq(0);
    return Target.dense(evidence.z().zip(later, (z, l) -> end.alignTo(z).where(z, l)));
  }

  @Override
  Parameter velocity(State value) {
    return new Parameter.Relaxing(value, schedule().relaxation());
  }

  @Override
  State score(State value, State xt, GaussianPosition at) {
    return at.score(value, xt);
  }
}
