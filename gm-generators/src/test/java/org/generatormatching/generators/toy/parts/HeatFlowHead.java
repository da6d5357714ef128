package org.generatormatching.generators.toy.parts;

import java.util.Set;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The probability flow of the heat kernel path, u = -tau'/2 grad log p: predicts half the score, a
 * tangent [B, 3], with the time factor -tau'. Evidence at 1 only.
 */
public record HeatFlowHead(HeatPath path) implements Head {
  @Override
  public ComponentId id() {
    return ComponentId.of("heat-flow@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.VELOCITY);
  }

  @Override
  public Signature raw() {
    return path.space().tangent();
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.of(raw);
  }

  /** The gradient of a function of the angle is its slope along the axis. */
  @Override
  public Target target(Evidence evidence, Times t) {
    State noise = evidence.drawn().noise();
    Tensor slope = path.kernel().logSlope(noise.get("angle"), path.tau(t)).times(0.5);
    return Target.dense(State.of(So3.Q, noise.get("axis").times(slope.unsqueeze(1))));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return new Parameter.Linear(value, path.clock());
  }
}
