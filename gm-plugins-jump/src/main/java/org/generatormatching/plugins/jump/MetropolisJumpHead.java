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
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the rates of a Metropolis kernel that leaves an affine Gaussian path as it is: a part of
 * any weight beside a solution. Once per unit of time a coordinate proposes a place y from Cauchy's
 * law about x with the scale sigma, whose tails reach other modes, and takes it with probability
 * min(1, p_t(y|z)/p_t(x|z)): a reversible jump process for every z,
 *
 * <pre>
 *   Q(dy; x|z) p_t(x|z) = q(y - x) min(p_t(x|z), p_t(y|z)) dy = Q(dx; y|z) p_t(y|z).
 * </pre>
 *
 * <p>The mass of a proposal in a bin is exact, it is accepted by the middle of the bin. Relative to
 * {@code <p_t, |L f|>} that costs at most {@value #ERROR} width^2 while sigma &ge; .1.
 *
 * <p>Evidence at r &lt; 1 gives the kernel that leaves p_{t|r}(.|x_r) as it is, whose mean leaves
 * p_t as it is too and is another one. Source: Metropolis et al. 1953; Holderrieth et al. 2024,
 * proposition 3.
 *
 * @param path an affine Gaussian path on R^d
 * @param bins where a coordinate can jump to
 */
public record MetropolisJumpHead(ConditionalPath path, Bins bins) implements Head {
  private static final String WHO = "head 'metropolis-jump@1'";

  /** Measured on R^1 for |z| <= 2.5: at most 17.3, where sigma = .1 and z = 0. */
  private static final double ERROR = 18;

  private static final double TINY = 1e-30;

  /** Checks the path. */
  public MetropolisJumpHead {
    path.require(PathTrait.AffineGaussian.class, WHO);
    if (path.space().geometry(Geometry.Flat.class).isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, WHO + " is not defined on a space")
          .found(path.space().id())
          .expected("a space with coordinates (Geometry.Flat)")
          .exception();
    }
  }

  private GaussianSchedule schedule() {
    return path.require(PathTrait.AffineGaussian.class, WHO).schedule();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("metropolis-jump@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(BinJump.rates(bins));
  }

  @Override
  public Role role(CoordinateId wanted) {
    return Role.DIVERGENCE_FREE;
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
    State centre = evidence.z().times(bridge.scale());
    State x = evidence.drawn().xt();
    State u =
        evidence.at().isEnd()
            ? evidence.drawn().noise()
            : x.minus(centre).times(bridge.deviation().rdiv(1));
    State rates = State.empty();
    for (String n : x.names()) {
      Tensor deviation = bridge.deviation().cast(x.get(n).dtype()).max(TINY);
      rates = rates.with(n, rates(u.get(n), centre.get(n), deviation.alignTo(x.get(n))));
    }
    return Target.dense(rates);
  }

  /** [..., n] from values [...]: in units of the deviation, with x at u and the centre at 0. */
  private Tensor rates(Tensor u, Tensor centre, Tensor deviation) {
    Tensor edge = bins.edges(u.dtype()).minus(centre.unsqueeze(-1)).div(deviation.unsqueeze(-1));
    Tensor below = edge.minus(u.unsqueeze(-1)).atan2(u.unsqueeze(-1).like(1));
    int n = bins.count();
    Tensor mass = below.slice(-1, 1, n + 1).minus(below.slice(-1, 0, n)).times(1 / Math.PI);
    Tensor middle = edge.slice(-1, 1, n + 1).plus(edge.slice(-1, 0, n)).times(0.5);
    Tensor gain = u.square().unsqueeze(-1).minus(middle.square()).times(0.5);
    return mass.relu().times(gain.min(0).exp());
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (gives().contains(wanted)) {
      return Parameter.Linear.of(value);
    }
    throw Problem.of(GmError.HEAD, WHO + " does not give the wanted coordinates")
        .found(wanted)
        .expected(gives())
        .exception();
  }
}
