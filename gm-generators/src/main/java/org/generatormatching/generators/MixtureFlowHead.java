package org.generatormatching.generators;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the velocity of the flow that carries a {@link SmoothedMixturePath}, coordinate by
 * coordinate: on a line a flow is known from its distribution function, {@code u = -(d/dt F)/p}.
 * With F_0 and F_w the distribution functions of the uniform law and of the spread about z
 *
 * <pre>
 *   u = kappa' (F_0 - F_w + kappa width dF_w/dw) / ((1 - kappa)/L + kappa dF_w/dx).
 * </pre>
 *
 * <p>Mass flows from everywhere to z and is fast where there is little of it: the velocity of
 * points that have not arrived grows as 1/(1 - t), and changes over the width of the spread. Near t
 * = 1 the place in the spread is lost where x - z has no digits left.
 *
 * <p>Evidence before t = 1 is refused: the path from there on is another one. Source: Holderrieth
 * et al. 2024, figure 5 for the comparison.
 */
public final class MixtureFlowHead implements Head {
  private static final double TINY = 1e-30;

  private final StateSpace space;
  private final SmoothedMixturePath.Smoothed path;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if it is no smoothed mixture
   */
  public MixtureFlowHead(ConditionalPath path) {
    this.space = path.space();
    this.path = path.require(SmoothedMixturePath.Smoothed.class, "head 'mixture-flow@1'");
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("mixture-flow@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.VELOCITY);
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
    if (!evidence.at().isEnd()) {
      throw Problem.of(GmError.UNSUPPORTED, "head 'mixture-flow@1' knows flows towards data")
          .found("evidence before t = 1")
          .exception();
    }
    return Target.dense(evidence.drawn().xt().zip(evidence.z(), (x, z) -> velocity(x, z, t)));
  }

  private Tensor velocity(Tensor x, Tensor z, Times t) {
    Geometry.Bounded box = space.geometry(Geometry.Bounded.class).orElseThrow();
    double walls = box.high() - box.low();
    SmoothedMixturePath.Spread s = path.spread(x, z, t);
    Tensor kappa = path.kappa().value(t).alignTo(s.w());
    Tensor rest = path.kappa().rest(t).alignTo(s.w());
    Tensor uniform = x.cast(DType.FLOAT64).minus(box.low()).div(walls);
    // both w times: finite where w and 1 - kappa are 0
    Tensor flux = uniform.minus(s.below()).times(s.w());
    Tensor narrower = s.widening().times(kappa).times(path.width());
    Tensor mass = s.w().times(rest).div(walls).plus(s.density().times(kappa)).max(TINY);
    return flux.plus(narrower)
        .div(mass)
        .times(path.kappa().derivative(t).alignTo(s.w()))
        .cast(x.dtype());
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (!wanted.equals(CoordinateId.VELOCITY)) {
      throw Coordinates.refused(this, wanted);
    }
    return Parameter.Linear.of(value);
  }
}
