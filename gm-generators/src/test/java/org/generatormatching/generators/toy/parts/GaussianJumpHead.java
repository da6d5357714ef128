package org.generatormatching.generators.toy.parts;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.generators.toy.parts.BinJump.Bins;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The jump solution of affine Gaussian paths with exact bin masses, coordinate by coordinate.
 *
 * <p>With u = (x - alpha z) / sigma, r = |sigma'| / sigma and b = alpha' z / |sigma'| the density
 * of a coordinate obeys {@code d/dt log p = r (1 + b u - u^2)}, positive between the roots u_-, u_+
 * = (b -+ sqrt(b^2 + 4)) / 2. Mass leaves x with rate {@code r [u^2 - b u - 1]_+} and arrives with
 * distribution function {@code H(u) = [(u - b) phi(u) + u_+ phi(u_-)] / c}, c = phi(u_+) / u_+ +
 * u_+ phi(u_-), on [u_-, u_+]. Values are the rates to bins divided by r; r is the time factor,
 * whose survival over a step is sigma(to) / sigma(from). Source: Holderrieth et al. 2024, section
 * on jump models; the closed form of H follows by integration.
 *
 * @param path an affine Gaussian path
 * @param bins must cover what arrives at t = 0: at least [-2, 2] for |z| &lt; 1.5
 */
public record GaussianJumpHead(ConditionalPath path, Bins bins) implements Head {
  /** Checks the path. */
  public GaussianJumpHead {
    path.require(PathTrait.AffineGaussian.class, "gaussian-jump@1");
  }

  private GaussianSchedule schedule() {
    return path.require(PathTrait.AffineGaussian.class, this).schedule();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("gaussian-jump@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(BinJump.RATES);
  }

  @Override
  public Signature raw() {
    return bins.signature(path.space().point());
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(raw);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    GaussianBridge bridge = new GaussianBridge(schedule(), t, evidence.at());
    Tensor fall = bridge.deviationDerivative().neg();
    Tensor own = schedule().sigmaDerivative(t).neg().div(schedule().sigma(t));
    State centre = evidence.z().times(bridge.scale());
    State b = evidence.z().times(bridge.scaleDerivative().div(fall));
    Tensor speed = fall.div(bridge.deviation()).div(own);
    State x = evidence.drawn().xt();
    State rates = State.empty();
    for (String n : x.names()) {
      Tensor deviation = bridge.deviation().cast(x.get(n).dtype());
      Tensor r = rates(x.get(n), centre.get(n), b.get(n), deviation);
      rates = rates.with(n, r);
    }
    return Target.dense(rates.times(speed));
  }

  /** [..., n] from values [...] and the deviation [rows]. */
  private Tensor rates(Tensor x, Tensor centre, Tensor b, Tensor deviation) {
    Tensor big = b.abs().plus(b.square().plus(4).sqrt()).times(0.5);
    Tensor up = b.ge(0).where(big, big.rdiv(1));
    Tensor down = up.rdiv(1).neg();
    Tensor below = up.times(normal(down));
    Tensor c = normal(up).div(up).plus(below);
    Tensor u = x.minus(centre).div(deviation.alignTo(x));
    Tensor leave = u.square().minus(b.times(u)).minus(1).relu();
    Tensor edge =
        bins.all(x.dtype()).minus(centre.unsqueeze(-1)).div(deviation.alignTo(x).unsqueeze(-1));
    Tensor inside = edge.max(down.unsqueeze(-1)).min(up.unsqueeze(-1));
    Tensor h =
        inside
            .minus(b.unsqueeze(-1))
            .times(normal(inside))
            .plus(below.unsqueeze(-1))
            .div(c.unsqueeze(-1));
    int n = bins.count();
    Tensor mass = h.slice(-1, 1, n + 1).minus(h.slice(-1, 0, n)).relu();
    return mass.times(leave.unsqueeze(-1));
  }

  private static Tensor normal(Tensor u) {
    return u.square().times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return new Parameter.Linear(value, new Fall(schedule()));
  }

  /** |sigma'| / sigma, whose survival is sigma(to) / sigma(from). */
  private record Fall(GaussianSchedule schedule) implements TimeFactor {
    @Override
    public Tensor at(Times t) {
      return schedule.sigmaDerivative(t).neg().div(schedule.sigma(t));
    }

    @Override
    public Tensor integral(Times from, Times to) {
      return survival(from, to).log().neg();
    }

    @Override
    public Tensor survival(Times from, Times to) {
      return schedule.sigma(to).div(schedule.sigma(from));
    }
  }
}
