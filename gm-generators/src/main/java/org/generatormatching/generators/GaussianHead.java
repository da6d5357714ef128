package org.generatormatching.generators;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;

/**
 * What the heads of the affine Gaussian path share: they predict arrays of the point's form [B,
 * dims...], unbounded, and give velocity@1, and drift-variance@1 as the Langevin part (score/2, 1),
 * which needs t &lt; 1.
 */
abstract class GaussianHead implements Head {
  private final ComponentId id;
  private final StateSpace space;
  private final GaussianSchedule schedule;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is not affine
   *     Gaussian
   */
  GaussianHead(String id, ConditionalPath path) {
    this.id = ComponentId.of(id);
    this.space = path.space();
    this.schedule = path.require(PathTrait.AffineGaussian.class, "head '" + id + "'").schedule();
  }

  /** The velocity as a parameter of steps. */
  abstract Parameter velocity(State value);

  /** The score. */
  abstract State score(State value, State xt, GaussianPosition at);

  GaussianSchedule schedule() {
    return schedule;
  }

  @Override
  public ComponentId id() {
    return id;
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
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (wanted.equals(CoordinateId.VELOCITY)) {
      return velocity(value);
    }
    if (wanted.equals(CoordinateId.DRIFT_VARIANCE)) {
      State score = score(value, xt, new GaussianPosition(schedule, t));
      return Parameter.Linear.of(GaussianPosition.langevin(score));
    }
    throw Coordinates.refused(this, wanted);
  }
}
