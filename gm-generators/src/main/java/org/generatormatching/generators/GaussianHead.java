package org.generatormatching.generators;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts velocity, z, noise or score of the affine Gaussian path, in arrays of the point's form
 * [B, dims...], unbounded. One trained network serves every generator of the path:
 *
 * <ul>
 *   <li>velocity@1, the flow: as it is where the velocity is predicted, else as a pull towards z,
 *       whose steps are exact up to t = 1 while z is frozen (DDIM);
 *   <li>score@1 and drift-variance@1, the Langevin part (score/2, 1): need t &lt; 1;
 *   <li>drift-variance@1 over {@link #REVERSE}, the reverse diffusion;
 *   <li>drift-variance@1 over {@link #NOISING}, the noising diffusion, which carries the path
 *       backwards and asks the network nothing: {@code dX = -(alpha'/alpha) X dt + sqrt(2 sigma^2
 *       lambda') dW}, lambda = log(alpha/sigma). It is infinite at t = 0, where its weight must be
 *       0.
 * </ul>
 *
 * <p>Targets are written in z and the noise of the draw. That of the score, -e/sigma, grows without
 * bound towards t = 1: train it with {@code rest-power: 2}, the weight (1 - t)^2, which is
 * denoising score matching. Conversions are those of {@link GaussianPosition}, which at an end of
 * time put 0 where a prediction says nothing.
 */
public final class GaussianHead implements Head {
  /** What the coordinates of the reverse diffusion are over. */
  public static final String REVERSE = "reverse diffusion";

  /** What the coordinates of the noising diffusion are over. */
  public static final String NOISING = "noising diffusion";

  private static final CoordinateId NOISING_DIFFUSION = CoordinateId.DRIFT_VARIANCE.over(NOISING);
  private static final CoordinateId REVERSE_DIFFUSION = CoordinateId.DRIFT_VARIANCE.over(REVERSE);

  private final PredictionType type;
  private final StateSpace space;
  private final GaussianSchedule schedule;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is not affine
   *     Gaussian
   */
  public GaussianHead(PredictionType type, ConditionalPath path) {
    this.type = type;
    this.space = path.space();
    this.schedule =
        path.require(PathTrait.AffineGaussian.class, "head '" + type.id() + "'").schedule();
  }

  /** Predicts the velocity: the target alpha' z + sigma' e. Source: Lipman et al. 2023. */
  public static GaussianHead velocity(ConditionalPath path) {
    return new GaussianHead(PredictionType.VELOCITY, path);
  }

  /** Predicts E[z | x_t]. */
  public static GaussianHead x1(ConditionalPath path) {
    return new GaussianHead(PredictionType.X1, path);
  }

  /** Predicts E[e | x_t]. Source: Ho et al. 2020. */
  public static GaussianHead noise(ConditionalPath path) {
    return new GaussianHead(PredictionType.NOISE, path);
  }

  /** Predicts grad log p_t. Source: Song et al. 2021. */
  public static GaussianHead score(ConditionalPath path) {
    return new GaussianHead(PredictionType.SCORE, path);
  }

  /** What is predicted. */
  public PredictionType type() {
    return type;
  }

  /** The schedule of the path. */
  public GaussianSchedule schedule() {
    return schedule;
  }

  @Override
  public ComponentId id() {
    return type.id();
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(
        CoordinateId.VELOCITY,
        CoordinateId.SCORE,
        CoordinateId.DRIFT_VARIANCE,
        REVERSE_DIFFUSION,
        NOISING_DIFFUSION);
  }

  @Override
  public Role role(CoordinateId wanted) {
    if (wanted.equals(NOISING_DIFFUSION)) {
      return Role.BACKWARD;
    }
    return wanted.equals(CoordinateId.DRIFT_VARIANCE) || wanted.equals(CoordinateId.SCORE)
        ? Role.DIVERGENCE_FREE
        : Role.SOLUTION;
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
    return Target.dense(new GaussianPosition(schedule, t).target(type, evidence));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    GaussianPosition at = new GaussianPosition(schedule, t);
    if (wanted.equals(CoordinateId.VELOCITY)) {
      return type == PredictionType.VELOCITY
          ? Parameter.Linear.of(value)
          : new Parameter.Relaxing(
              at.convert(type, PredictionType.X1, value, xt), schedule.relaxation());
    }
    if (wanted.equals(CoordinateId.SCORE)) {
      return Parameter.Linear.of(at.convert(type, PredictionType.SCORE, value, xt));
    }
    if (wanted.equals(CoordinateId.DRIFT_VARIANCE)) {
      State score = at.convert(type, PredictionType.SCORE, value, xt);
      return Parameter.Linear.of(
          State.empty()
              .join(CoordinateId.DRIFT, score.times(0.5))
              .join(CoordinateId.VARIANCE, score.map(s -> s.like(1))));
    }
    if (wanted.equals(NOISING_DIFFUSION)) {
      return noising(xt, t);
    }
    if (wanted.equals(REVERSE_DIFFUSION)) {
      return new Parameter.Bridging(
          at.convert(type, PredictionType.X1, value, xt), schedule.bridge());
    }
    throw Coordinates.refused(this, wanted);
  }

  /** alpha'/alpha times drift -x and variance 2 sigma (sigma - sigma' alpha/alpha'). */
  private Parameter noising(State x, Times t) {
    Tensor alpha = schedule.alpha().value(t);
    Tensor rise = schedule.alpha().derivative(t);
    Tensor sigma = schedule.sigma(t);
    Tensor level = rise.eq(0);
    Tensor slope = level.where(alpha.like(0), alpha.div(level.where(rise.like(1), rise)));
    // sigma sigma' first: sigma' may be infinite where sigma is 0
    Tensor gone = sigma.eq(0);
    Tensor fall = gone.where(sigma.like(0), schedule.sigmaDerivative(t).times(sigma));
    Tensor variance = sigma.square().minus(fall.times(slope)).times(2);
    return new Parameter.Linear(
        State.empty()
            .join(CoordinateId.DRIFT, x.times(alpha.like(-1)))
            .join(CoordinateId.VARIANCE, x.map(a -> a.like(1)).times(variance)),
        schedule.alpha().noising());
  }
}
