package org.generatormatching.tck.law;

import java.util.Set;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;

/** Honest: the velocity alpha' z + sigma' e of an affine Gaussian path. */
public record Velocity(AffineGaussianPath path) implements Head {
  @Override
  public ComponentId id() {
    return ComponentId.of("kit-velocity@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.VELOCITY);
  }

  @Override
  public Signature raw() {
    return path.space().point();
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.of(raw);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    GaussianSchedule s = path.schedule();
    State pull = evidence.z().times(s.alpha().derivative(t));
    return Target.dense(pull.plus(evidence.drawn().noise().times(s.sigmaDerivative(t))));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return Parameter.Linear.of(value);
  }
}
