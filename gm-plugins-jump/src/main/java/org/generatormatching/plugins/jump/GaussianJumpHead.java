package org.generatormatching.plugins.jump;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the rates of the jump process that carries an affine Gaussian path, coordinate by
 * coordinate and with exact bin masses: under each name of the point's arrays [B, dims...] values
 * [B, dims..., count].
 *
 * <p>With u = (x - alpha z)/sigma, a = |sigma'|/sigma and m = alpha' z/sigma the density of a
 * coordinate obeys {@code d/dt log p = a (1 - u^2) + m u}, positive between the roots u_-, u_+ of
 * product -1, of which {@code a |u|} is {@code (|m| + sqrt(m^2 + 4 a^2))/2} for the outer one. Mass
 * leaves x with rate {@code [a (u^2 - 1) - m u]_+} and arrives with distribution function {@code
 * H(u) = [(a u - m) phi(u) + a u_+ phi(u_-)]/c}, c = a |u_-| phi(u_+) + a u_+ phi(u_-), on [u_-,
 * u_+]: all of it finite where sigma starts level and a = 0. Values are the rates into bins divided
 * by {@code a + 1}, the time factor, with survival {@code sigma(to)/sigma(from) e^(from - to)} over
 * a step.
 *
 * <p>Infinitely many jumps happen as t nears 1; a last step to t = 1 lets every coordinate with a
 * positive rate jump once, by the rates at its start: samples end about sigma(start of the last
 * step) away from z.
 *
 * <p>The masses of bins are exact and the law inside a bin is not: it is uniform. Relative to
 * {@code <p_t, |L f|>} that costs about {@code .16 (width/sigma)^2} for functions that vary on the
 * scale of 1; the declared bound, 5 width^2, holds while sigma &ge; .1.
 *
 * <p>Source: Holderrieth et al. 2024, section on jump models; the closed form of H follows by
 * integration.
 *
 * @param path an affine Gaussian path on R^d
 * @param bins where a coordinate can jump to
 */
public record GaussianJumpHead(ConditionalPath path, Bins bins) implements BinHead {

  /** Measured on R^1 for |z| <= 2.5: at most 4.1, where sigma = .1 and z = 0. */
  private static final double ERROR = 5;

  /** Below every positive rate, and a number whose inverse is finite in FLOAT32. */
  private static final double TINY = 1e-30;

  /** Checks the path. */
  public GaussianJumpHead {
    BinHead.checkGaussian(path, "head 'gaussian-jump@1'");
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("gaussian-jump@1");
  }

  @Override
  public double discretisationError() {
    return ERROR * bins.width() * bins.width();
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    GaussianBridge bridge = new GaussianBridge(schedule(), t, evidence.at());
    Tensor unit = bridge.deviation().times(factor().at(t));
    Tensor fall = bridge.deviationDerivative().neg().div(unit);
    State centre = evidence.z().times(bridge.scale());
    State push = evidence.z().times(bridge.scaleDerivative().div(unit));
    State x = evidence.drawn().xt();
    State u = BinHead.standardised(evidence, centre, bridge.deviation());
    State rates = State.empty();
    for (String n : x.names()) {
      Tensor at = u.get(n);
      Tensor a = fall.cast(at.dtype()).alignTo(at).relu().broadcast(at.shape());
      Tensor deviation = bridge.deviation().cast(at.dtype()).alignTo(at);
      rates = rates.with(n, rates(at, centre.get(n), a, push.get(n), deviation));
    }
    return Target.dense(rates);
  }

  /** [..., n] from values [...]. */
  private Tensor rates(Tensor u, Tensor centre, Tensor a, Tensor m, Tensor deviation) {
    Tensor outer = m.abs().plus(m.square().plus(a.square().times(4)).sqrt()).times(0.5).max(TINY);
    Tensor inner = a.square().div(outer);
    Tensor rising = m.ge(0);
    Tensor steep = a.max(TINY);
    Tensor up = rising.where(outer.div(steep), a.div(outer));
    Tensor down = rising.where(a.div(outer), outer.div(steep)).neg();
    Tensor below = rising.where(outer, inner).times(normal(down));
    Tensor c = rising.where(inner, outer).times(normal(up)).plus(below).max(TINY);
    Tensor leave = u.square().minus(1).times(a).minus(m.times(u)).relu();
    Tensor edge = bins.edges(u.dtype()).minus(centre.unsqueeze(-1)).div(deviation.unsqueeze(-1));
    Tensor inside = edge.max(down.unsqueeze(-1)).min(up.unsqueeze(-1));
    Tensor h =
        inside
            .times(a.unsqueeze(-1))
            .minus(m.unsqueeze(-1))
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
  public TimeFactor factor() {
    return new Fall(schedule());
  }

  /** |sigma'|/sigma + 1. */
  private record Fall(GaussianSchedule schedule) implements TimeFactor {
    @Override
    public Tensor at(Times t) {
      return schedule.sigmaDerivative(t).neg().div(schedule.sigma(t)).plus(1);
    }

    @Override
    public Tensor integral(Times from, Times to) {
      return survival(from, to).log().neg();
    }

    @Override
    public Tensor survival(Times from, Times to) {
      Tensor passed = from.t().minus(to.t());
      return schedule.sigma(to).div(schedule.sigma(from)).times(passed.exp());
    }
  }
}
