package org.generatormatching.plugins.jump;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the rates of a Metropolis kernel that leaves an affine Gaussian path as it is: a part of
 * any weight beside a solution. Once per unit of time a coordinate proposes a place y, from
 * Cauchy's law about x with the scale sigma, and takes it with probability min(1,
 * p_t(y|z)/p_t(x|z)): a reversible jump process for every z,
 *
 * <pre>
 *   Q(dy; x|z) p_t(x|z) = q(y - x) min(p_t(x|z), p_t(y|z)) dy = Q(dx; y|z) p_t(y|z).
 * </pre>
 *
 * <p>The array under a name of the point's arrays [B, dims...] is [B, dims..., count], rates per
 * unit of time: the time factor is 1, and the rates of a coordinate sum to no more than 13/12.
 *
 * <p>Where x and y are middles of bins the exact mass m_j of a proposal in bin j, accepted by the
 * middle of the bin, is as reversible as before, since this mass is symmetric in x and y: {@code
 * d_j = m_j min(1, p_t(c_j|z)/p_t(x|z))}. But a coordinate that lands uniformly in a bin is spread
 * by width^2/12 more, of which a sum over middles takes half back; an error of second order. The
 * rates are therefore those of a law that is narrower by as much,
 *
 * <pre>
 *   Q_j = [13/12 d_j - (d_{j-1} + d_{j+1})/24]_+,
 * </pre>
 *
 * <p>which leaves an error of fourth order: relative to {@code <p_t, |L f|>} at most {@value
 * #ERROR} width^4 while sigma &ge; .1 and width &le; .07. Without the neighbours it is 18 width^2,
 * and with the acceptance averaged over the bin 35 width^2. In bins wider than sigma a coordinate
 * all but stands still. Outside the bins it does not jump: nothing would come back.
 *
 * <p>The acceptance is that of the way to one z, averaged over the posterior afterwards: where x
 * can only have come from one of several modes, places near another are proposed and not taken.
 *
 * <p>Evidence at r &lt; 1 gives the kernel that leaves p_{t|r}(.|x_r) as it is, with that law's
 * deviation as the scale; its mean leaves p_t as it is too and is another one. Source: Metropolis
 * et al. 1953; Holderrieth et al. 2024, proposition 3.
 *
 * @param path an affine Gaussian path on R^d
 * @param bins where a coordinate can jump to
 */
public record MetropolisJumpHead(ConditionalPath path, Bins bins) implements BinHead {

  /** Measured on R^1 for |z| <= 2.5: at most 43.5, where sigma = .1 and width = .066. */
  private static final double ERROR = 50;

  /** A number whose inverse is finite in FLOAT32. */
  private static final double TINY = 1e-30;

  /** Checks the path. */
  public MetropolisJumpHead {
    BinHead.checkGaussian(path, "head 'metropolis-jump@1'");
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("metropolis-jump@1");
  }

  @Override
  public Role role(CoordinateId wanted) {
    return Role.DIVERGENCE_FREE;
  }

  @Override
  public double discretisationError() {
    return ERROR * Math.pow(bins.width(), 4);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    GaussianBridge bridge = new GaussianBridge(schedule(), t, evidence.at());
    Tensor deviation = bridge.deviation().max(TINY);
    State centre = evidence.z().times(bridge.scale());
    State x = evidence.drawn().xt();
    State u = BinHead.standardised(evidence, centre, deviation);
    State rates = State.empty();
    for (String n : x.names()) {
      Tensor at = u.get(n);
      Tensor unit = deviation.cast(at.dtype()).alignTo(at).unsqueeze(-1);
      rates = rates.with(n, rates(at.unsqueeze(-1), centre.get(n).unsqueeze(-1), unit));
    }
    return Target.dense(rates);
  }

  /** [..., n] from values [..., 1]: in units of the deviation, with x at u and the centre at 0. */
  private Tensor rates(Tensor u, Tensor centre, Tensor deviation) {
    double w = bins.width();
    int n = bins.count();
    Bins wider = new Bins(bins.low() - w, bins.high() + w, n + 2);
    Tensor edge = wider.edges(u.dtype()).minus(centre).div(deviation);
    Tensor low = edge.slice(-1, 0, n + 2);
    Tensor high = edge.slice(-1, 1, n + 3);
    Tensor middle = low.plus(high).times(0.5);
    Tensor gain = u.minus(middle).times(u.plus(middle)).times(0.5).min(0);
    Tensor taken = mass(low.minus(u), high.minus(u)).times(gain.exp());
    Tensor beside = taken.slice(-1, 0, n).plus(taken.slice(-1, 2, n + 2));
    Tensor narrower = taken.slice(-1, 1, n + 1).times(26).minus(beside).div(24).relu();
    Tensor covered = u.ge(edge.slice(-1, 1, 2)).and(u.le(edge.slice(-1, n + 1, n + 2)));
    return covered.where(narrower, narrower.like(0));
  }

  /** Cauchy's law on [a, b]: the angle between (1, a) and (1, b), also where both are far away. */
  private static Tensor mass(Tensor a, Tensor b) {
    return b.minus(a).atan2(a.times(b).plus(1)).times(1 / Math.PI);
  }

  @Override
  public TimeFactor factor() {
    return TimeFactor.one();
  }
}
