package org.generatormatching.generators;

import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.Tensor;

/**
 * The place of points on x_t = alpha z + sigma e at one time, where velocity, z, noise and score
 * are affine functions of each other and x_t. With Delta = alpha' sigma - sigma' alpha:
 *
 * <pre>
 *   of a       z                            noise                        velocity                        score
 *   velocity v (sigma v - sigma' x)/Delta   (alpha' x - alpha v)/Delta   v                               (alpha v - alpha' x)/(sigma Delta)
 *   z          z                            (x - alpha z)/sigma          (sigma' x + Delta z)/sigma      (alpha z - x)/sigma^2
 *   noise e    (x - sigma e)/alpha          e                            (alpha' x - Delta e)/alpha      -e/sigma
 *   score s    (x + sigma^2 s)/alpha        -sigma s                     (alpha' x + sigma Delta s)/alpha  s
 * </pre>
 *
 * <p>The table is total. At an end of time a prediction may say nothing about what is asked: noise
 * and score nothing about z where alpha = 0, z nothing about the noise where sigma = 0, a velocity
 * nothing about the end that its schedule leaves with derivative 0. Then 0 stands for it, the mean
 * of the source, which leaves x_t = sigma e or x_t = alpha z. Coefficients are FLOAT64 [rows]; a
 * round trip has an error of a few eps (1 + 1/alpha + 1/sigma), relative to the quantity's own
 * scale.
 *
 * <p>Source: Lipman et al. 2024, "Flow Matching Guide and Code", table 1.
 */
public final class GaussianPosition {
  private final GaussianSchedule schedule;
  private final Times t;
  private final Tensor alpha;
  private final Tensor alphaRate;
  private final Tensor sigma;
  private final Tensor sigmaRate;

  /** The position at times [rows]. */
  public GaussianPosition(GaussianSchedule schedule, Times t) {
    this.schedule = schedule;
    this.t = t;
    this.alpha = schedule.alpha().value(t);
    this.alphaRate = schedule.alpha().derivative(t);
    this.sigma = schedule.sigma(t);
    this.sigmaRate = schedule.sigmaDerivative(t);
  }

  /** {@code ofValue value + ofX x}. */
  private record Affine(Tensor ofValue, Tensor ofX) {
    State at(State value, State x) {
      return value.times(ofValue).plus(x.times(ofX));
    }
  }

  /**
   * What one prediction says of another quantity.
   *
   * @param value [rows, dims...], what was predicted
   * @param x the points x_t
   */
  public State convert(PredictionType from, PredictionType to, State value, State x) {
    if (from == to) {
      return value;
    }
    if (from == PredictionType.NOISE && to == PredictionType.SCORE) {
      return value.times(ratio(sigma.like(-1), sigma));
    }
    if (from == PredictionType.SCORE && to == PredictionType.NOISE) {
      return value.times(sigma.neg());
    }
    Affine a =
        switch (to) {
          case X1 -> z(from);
          case NOISE -> noise(from);
          case VELOCITY -> velocity(from);
          case SCORE -> score(from);
        };
    return a.at(value, x);
  }

  private Tensor delta() {
    return alphaRate.times(sigma).minus(sigmaRate.times(alpha));
  }

  /** a/b, and 0 where b = 0 or the quotient is infinite: what is unknown counts 0. */
  private static Tensor ratio(Tensor a, Tensor b) {
    Tensor none = b.eq(0);
    Tensor q = a.div(none.where(b.like(1), b));
    return none.or(q.isFinite().not()).where(q.like(0), q);
  }

  /** Where a velocity tells z and noise apart: Delta is neither 0 nor infinite. */
  private Tensor known() {
    Tensor d = delta();
    return d.eq(0).not().and(d.isFinite());
  }

  private Affine z(PredictionType from) {
    return switch (from) {
      case X1 -> new Affine(alpha.like(1), alpha.like(0));
      case NOISE -> new Affine(ratio(sigma.neg(), alpha), ratio(alpha.like(1), alpha));
      case SCORE -> new Affine(ratio(sigma.square(), alpha), ratio(alpha.like(1), alpha));
      case VELOCITY -> {
        Tensor arrived = sigma.eq(0);
        Tensor end = arrived.where(ratio(alpha.like(1), alpha), alpha.like(0));
        Tensor d = delta();
        yield new Affine(
            known().where(ratio(sigma, d), d.like(0)),
            known().where(ratio(sigmaRate.neg(), d), end));
      }
    };
  }

  private Affine noise(PredictionType from) {
    return switch (from) {
      case NOISE -> new Affine(alpha.like(1), alpha.like(0));
      case SCORE -> new Affine(sigma.neg(), alpha.like(0));
      case X1 -> new Affine(ratio(alpha.neg(), sigma), ratio(alpha.like(1), sigma));
      case VELOCITY -> {
        Tensor start = ratio(alpha.like(1), sigma);
        Tensor d = delta();
        yield new Affine(
            known().where(ratio(alpha.neg(), d), d.like(0)),
            known().where(ratio(alphaRate, d), start));
      }
    };
  }

  private Affine velocity(PredictionType from) {
    return switch (from) {
      case VELOCITY -> new Affine(alpha.like(1), alpha.like(0));
      case X1 -> {
        Tensor arrived = sigma.eq(0);
        yield new Affine(
            arrived.where(alphaRate, ratio(delta(), sigma)),
            arrived.where(alpha.like(0), ratio(sigmaRate, sigma)));
      }
      case NOISE -> {
        Tensor begun = alpha.eq(0);
        yield new Affine(
            begun.where(sigmaRate, ratio(delta().neg(), alpha)),
            begun.where(alpha.like(0), ratio(alphaRate, alpha)));
      }
      case SCORE -> {
        Tensor begun = alpha.eq(0);
        yield new Affine(
            begun.where(sigmaRate.times(sigma).neg(), ratio(sigma.times(delta()), alpha)),
            begun.where(alpha.like(0), ratio(alphaRate, alpha)));
      }
    };
  }

  /** Minus the noise over sigma. */
  private Affine score(PredictionType from) {
    Affine e = noise(from);
    return new Affine(ratio(e.ofValue().neg(), sigma), ratio(e.ofX().neg(), sigma));
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
    return chosen(evidence, exact, later);
  }

  /**
   * The conditional target of a prediction type. For evidence at r = 1 it is written in z and noise
   * and divides by nothing but, for the score, sigma; for r &lt; 1 it is what has the velocity
   * towards x_r, whose mean over p_{r|t} is the posterior mean.
   */
  State target(PredictionType type, Evidence evidence) {
    State z = evidence.z();
    State noise = evidence.drawn().noise();
    State exact =
        switch (type) {
          case VELOCITY -> velocity(z, noise);
          case X1 -> z;
          case NOISE -> noise;
          case SCORE -> noise.times(ratio(sigma.like(-1), sigma));
        };
    if (evidence.at().isEnd()) {
      return exact;
    }
    State later = convert(PredictionType.VELOCITY, type, velocity(evidence), evidence.drawn().xt());
    return chosen(evidence, exact, later);
  }

  private static State chosen(Evidence evidence, State exact, State later) {
    Tensor end = evidence.at().oneMinusT().eq(0);
    return exact.zip(later, (e, l) -> end.alignTo(e).where(e, l));
  }
}
