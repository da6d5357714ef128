package org.generatormatching.plugins.jump;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the rates of the jump process that carries an affine Gaussian path, coordinate by
 * coordinate and with exact bin masses: under each name of the point's arrays [B, dims...] values
 * [B, dims..., count].
 *
 * <p>With u = (x - alpha z)/sigma, r = |sigma'|/sigma and b = alpha' z/|sigma'| the density of a
 * coordinate obeys {@code d/dt log p = r (1 + b u - u^2)}, positive between the roots u_-, u_+ = (b
 * -+ sqrt(b^2 + 4))/2. Mass leaves x with rate {@code r [u^2 - b u - 1]_+} and arrives with
 * distribution function {@code H(u) = [(u - b) phi(u) + u_+ phi(u_-)]/c}, c = phi(u_+)/u_+ + u_+
 * phi(u_-), on [u_-, u_+]. Values are the rates into bins divided by r; their sum has the mean c,
 * which is .48 for z = 0. r is the time factor, with survival sigma(to)/sigma(from) over a step.
 * The raw arrays are logarithms of the rates plus log count, so that a fresh network, which gives
 * numbers near 0, starts with a sum near 1.
 *
 * <p>Infinitely many jumps happen as t nears 1; a last step to t = 1 lets every coordinate with a
 * positive rate jump once, by the rates at its start: samples end about sigma(start of the last
 * step) away from z. Schedules with sigma' = 0 at t = 0 (cosine, linear-vp) are refused: values
 * would grow as 1/t there.
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
public record GaussianJumpHead(ConditionalPath path, Bins bins) implements Head {
  private static final String WHO = "head 'gaussian-jump@1'";

  /** Measured on R^1 for |z| <= 2.5: at most 4.1, where sigma = .1 and z = 0. */
  private static final double ERROR = 5;

  private static final double LEVEL = 1e-6;

  /** Checks the path. */
  public GaussianJumpHead {
    GaussianSchedule s = path.require(PathTrait.AffineGaussian.class, WHO).schedule();
    if (path.space().geometry(Geometry.Flat.class).isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, WHO + " is not defined on a space")
          .found(path.space().id())
          .expected("a space with coordinates (Geometry.Flat)")
          .exception();
    }
    // b = alpha' z / |sigma'| is infinite where sigma starts level
    if (Reference.eval(s.sigmaDerivative(Times.at(0, 1))).doubles()[0] > -LEVEL) {
      throw Problem.of(GmError.UNSUPPORTED, WHO + " needs a sigma that falls from the start")
          .found(s.id() + ", whose sigma' is 0 at t = 0")
          .expected("for example cond-ot@1 or vp@1")
          .exception();
    }
  }

  private GaussianSchedule schedule() {
    return path.require(PathTrait.AffineGaussian.class, WHO).schedule();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("gaussian-jump@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(BinJump.rates(bins));
  }

  @Override
  public double discretisationError() {
    return ERROR * bins.width() * bins.width();
  }

  @Override
  public Signature raw() {
    return bins.rates(path.space().point());
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(raw.map(l -> l.minus(Math.log(bins.count()))));
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
    // the noise is u itself where z is data; x - alpha z would lose its digits as sigma nears 0
    State u =
        evidence.at().isEnd()
            ? evidence.drawn().noise()
            : x.minus(centre).times(bridge.deviation().rdiv(1));
    State rates = State.empty();
    for (String n : x.names()) {
      Tensor deviation = bridge.deviation().cast(x.get(n).dtype());
      rates = rates.with(n, rates(u.get(n), centre.get(n), b.get(n), deviation));
    }
    return Target.dense(rates.times(speed));
  }

  /** [..., n] from values [...] and the deviation [rows]. */
  private Tensor rates(Tensor u, Tensor centre, Tensor b, Tensor deviation) {
    Tensor big = b.abs().plus(b.square().plus(4).sqrt()).times(0.5);
    Tensor up = b.ge(0).where(big, big.rdiv(1));
    Tensor down = up.rdiv(1).neg();
    Tensor below = up.times(normal(down));
    Tensor c = normal(up).div(up).plus(below);
    Tensor leave = u.square().minus(b.times(u)).minus(1).relu();
    Tensor edge =
        bins.edges(u.dtype()).minus(centre.unsqueeze(-1)).div(deviation.alignTo(u).unsqueeze(-1));
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
    if (gives().contains(wanted)) {
      return new Parameter.Linear(value, new Fall(schedule()));
    }
    throw Problem.of(GmError.HEAD, WHO + " does not give the wanted coordinates")
        .found(wanted)
        .expected(gives())
        .exception();
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
