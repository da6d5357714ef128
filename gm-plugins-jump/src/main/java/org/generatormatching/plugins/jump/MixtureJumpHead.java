package org.generatormatching.plugins.jump;

import java.util.OptionalDouble;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixtureBridge;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts where the coordinates of a mixture path in a box are going: the posterior p [B, dims...,
 * count] of the bin of z_i, from logits of that shape. Every coordinate teleports there, {@code
 * rates = kappa'/(1 - kappa) p}, with the survival (1 - kappa(to))/(1 - kappa(from)) over a step
 * and none at t = 1. Nothing needs to be known of the source.
 *
 * <p>A coordinate lands uniformly in its bin. For data whose density is the same over a bin that is
 * exact; a single data point is spread over its bin, and what has arrived is spread anew, which
 * costs at most {@value #ERROR} width/L relative to {@code <p_t, |L f|>} for functions that vary on
 * the scale of the box, L wide, while kappa &le; 3/4.
 *
 * <p>Given the path's value x_r at a time r &lt; 1 the target is {@code ((1 - kappa_t) e_{x_r} - (1
 * - kappa_r) e_{x_t}) / (kappa_r - kappa_t)} with bins in the place of values, whose average over
 * p_{r|t} is the posterior. Source: Gat et al. 2024; Holderrieth et al. 2024, section 4.
 */
public final class MixtureJumpHead implements BinHead {
  private static final String WHO = "head 'mixture-jump@1'";

  /** The worst of the space's test functions and of all places in a bin: 18.7 at kappa = 3/4. */
  private static final double ERROR = 19;

  private final ConditionalPath path;
  private final Schedule kappa;
  private final Bins bins;

  /**
   * The configuration.
   *
   * @param count of the bins between the walls; 256 if absent
   */
  public record Settings(Integer count) {
    private static final Integer USUAL = 256;

    /** Puts the default in the place of an absent value. */
    public Settings {
      count = count == null ? USUAL : count;
    }
  }

  /**
   * The head of a path.
   *
   * @param count of the bins between the walls
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is no mixture
   *     path in a box
   */
  public MixtureJumpHead(ConditionalPath path, int count) {
    this.kappa = path.require(PathTrait.Mixture.class, WHO).kappa();
    Geometry.Bounded box =
        path.space()
            .geometry(Geometry.Bounded.class)
            .orElseThrow(
                () ->
                    Problem.of(GmError.UNSUPPORTED, WHO + " is not defined on a space")
                        .found(path.space().id())
                        .expected("a box, whose walls are the ends of the bins")
                        .exception());
    this.path = path;
    this.bins = new Bins(box.low(), box.high(), count);
  }

  @Override
  public ConditionalPath path() {
    return path;
  }

  @Override
  public Bins bins() {
    return bins;
  }

  @Override
  public TimeFactor factor() {
    return kappa.hazard();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("mixture-jump@1");
  }

  @Override
  public double discretisationError() {
    return ERROR / bins.count();
  }

  /** A posterior. */
  @Override
  public OptionalDouble rateBound(CoordinateId wanted) {
    return OptionalDouble.of(1);
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return new Prediction(raw.map(l -> l.softmax(-1)), raw.map(l -> l.logSoftmax(-1)));
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    MixtureBridge bridge = new MixtureBridge(kappa, t, evidence.at());
    State there = evidence.z().map(this::oneHot).times(bridge.arrive());
    State here = evidence.drawn().xt().map(this::oneHot).times(bridge.leave());
    return Target.dense(there.minus(here));
  }

  private Tensor oneHot(Tensor x) {
    Tensor place = x.cast(DType.FLOAT64).minus(bins.low()).div(bins.width()).floor();
    Tensor bin = place.max(0).min(bins.count() - 1).cast(DType.INT64);
    return bin.oneHot(bins.count(), x.dtype());
  }
}
