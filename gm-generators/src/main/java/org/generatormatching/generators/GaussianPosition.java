package org.generatormatching.generators;

import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.Tensor;

/**
 * Linear relations between x, velocity, z and score on x_t = alpha z + sigma e at one time; all
 * coefficients FLOAT64 [rows]. With Delta = alpha' sigma - sigma' alpha:
 *
 * <p>v = (sigma'/sigma) x + (Delta/sigma) z, score = (alpha z - x)/sigma^2 = (alpha v - alpha' x) /
 * (sigma Delta).
 */
final class GaussianPosition {
  private final GaussianSchedule schedule;
  private final Times t;
  private final Tensor alpha;
  private final Tensor alphaRate;
  private final Tensor sigma;
  private final Tensor sigmaRate;

  GaussianPosition(GaussianSchedule schedule, Times t) {
    this.schedule = schedule;
    this.t = t;
    this.alpha = schedule.alpha().value(t);
    this.alphaRate = schedule.alpha().derivative(t);
    this.sigma = schedule.sigma(t);
    this.sigmaRate = schedule.sigmaDerivative(t);
  }

  private Tensor delta() {
    return alphaRate.times(sigma).minus(sigmaRate.times(alpha));
  }

  /** alpha' z + sigma' e: finite at both ends, where x is a multiple of e or of z alone. */
  State velocity(State z, State noise) {
    return z.times(alphaRate).plus(noise.times(sigmaRate));
  }

  /**
   * The velocity of s -&gt; p_{s|r}(.|x_r) at x_t, for evidence z = x_r at r = {@code at}: with the
   * scale a and the deviation d of the {@link GaussianBridge} it is a' x_r + (d'/d) (x_t - a x_r).
   * At r = 1 this is alpha' z + sigma' e.
   */
  State velocity(Evidence evidence) {
    State z = evidence.z();
    State exact = velocity(z, evidence.drawn().noise());
    if (evidence.at().isEnd()) {
      return exact;
    }
    GaussianBridge bridge = new GaussianBridge(schedule, t, evidence.at());
    State away = evidence.drawn().xt().minus(z.times(bridge.scale()));
    Tensor rate = bridge.deviationDerivative().div(bridge.deviation());
    State later = z.times(bridge.scaleDerivative()).plus(away.times(rate));
    Tensor end = evidence.at().oneMinusT().eq(0);
    return exact.zip(later, (e, l) -> end.alignTo(e).where(e, l));
  }

  /** z of a velocity: (sigma v - sigma' x) / Delta. */
  State z(State velocity, State x) {
    Tensor d = delta();
    return velocity.times(sigma.div(d)).minus(x.times(sigmaRate.div(d)));
  }

  /** The score of z: (alpha z - x)/sigma^2. */
  State score(State z, State x) {
    return z.times(alpha).minus(x).times(sigma.square().rdiv(1));
  }

  /**
   * The score of a velocity. Delta = 0 happens where alpha' = sigma' = 0 = alpha (t = 0 of a
   * schedule that starts flat): there the velocity says nothing and the score is -x/sigma^2.
   */
  State scoreOfVelocity(State velocity, State x) {
    Tensor d = delta();
    Tensor flat = d.eq(0);
    Tensor safe = flat.where(d.like(1), d).times(sigma);
    Tensor ofV = flat.where(d.like(0), alpha.div(safe));
    Tensor ofX = flat.where(sigma.square().rdiv(-1), alphaRate.div(safe).neg());
    return velocity.times(ofV).plus(x.times(ofX));
  }

  /** The Langevin part: drift score/2 and variance 1. */
  static State langevin(State score) {
    return State.empty()
        .join(CoordinateId.DRIFT, score.times(0.5))
        .join(CoordinateId.VARIANCE, score.map(s -> s.like(1)));
  }
}
