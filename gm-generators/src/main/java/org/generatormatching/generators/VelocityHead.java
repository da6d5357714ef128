package org.generatormatching.generators;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;

/**
 * Predicts the velocity of the affine Gaussian path, in the arrays of the point [B, dims...].
 *
 * <p>The target alpha' z + sigma' e is written in the noise and never divides. Gives velocity@1 as
 * it is, and drift-variance@1 as the Langevin part (score/2, 1), which needs t &lt; 1. For evidence
 * at r &lt; 1 the target is the velocity towards x_r. Source: Lipman et al. 2023.
 */
public final class VelocityHead extends GaussianHead {
  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is not affine
   *     Gaussian
   */
  public VelocityHead(ConditionalPath path) {
    super("velocity@1", path);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    return Target.dense(new GaussianPosition(schedule(), t).velocity(evidence));
  }

  @Override
  Parameter velocity(State value) {
    return Parameter.Linear.of(value);
  }

  @Override
  State score(State value, State xt, GaussianPosition at) {
    return at.scoreOfVelocity(value, xt);
  }
}
