package org.generatormatching.generators;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
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
public final class X1Head implements Head {
  private final StateSpace space;
  private final GaussianSchedule schedule;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is not affine
   *     Gaussian
   */
  public X1Head(ConditionalPath path) {
    this.space = path.space();
    this.schedule = path.require(PathTrait.AffineGaussian.class, "head 'x1@1'").schedule();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("x1@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.VELOCITY, CoordinateId.DRIFT_VARIANCE);
  }

  @Override
  public Role role(CoordinateId wanted) {
    return wanted.equals(CoordinateId.DRIFT_VARIANCE) ? Role.DIVERGENCE_FREE : Role.SOLUTION;
  }

  @Override
  public Signature raw() {
    return space.point();
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.of(raw);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    if (evidence.at().isEnd()) {
      return Target.dense(evidence.z());
    }
    GaussianPosition p = new GaussianPosition(schedule, t);
    State later = p.z(p.velocity(evidence), evidence.drawn().xt());
    Tensor end = evidence.at().oneMinusT().eq(0);
    return Target.dense(evidence.z().zip(later, (z, l) -> end.alignTo(z).where(z, l)));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (wanted.equals(CoordinateId.VELOCITY)) {
      return new Parameter.Relaxing(value, schedule.relaxation());
    }
    if (wanted.equals(CoordinateId.DRIFT_VARIANCE)) {
      State score = new GaussianPosition(schedule, t).score(value, xt);
      return Parameter.Linear.of(GaussianPosition.langevin(score));
    }
    throw Coordinates.refused(this, wanted);
  }
}
