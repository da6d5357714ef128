package org.generatormatching.generators;

import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Factor;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * A trained model seen from a path of the same form with another schedule: change of schedule after
 * training.
 *
 * <p>Two affine Gaussian paths have the same points up to a scale where their signal-to-noise
 * ratios agree,
 *
 * <pre>
 *   alpha(t)/sigma(t) = alpha'(s)/sigma'(s),   x'_s = c x_t,   c = sigma'(s)/sigma(t) = alpha'(s)/alpha(t),
 * </pre>
 *
 * so the model is asked at (x'_s / c, t), and what it says of z and noise is said again in the
 * coordinates of the other path. Two mixture paths have the same law where kappa(t) = kappa'(s),
 * and posteriors and variances are the same but for their time factors. A ratio that the trained
 * schedule never has stands for its nearest end. Source: Karras et al. 2022; Lipman et al. 2024,
 * section 4.7.
 */
public final class Rescheduled implements Model {
  private final Model trained;
  private final Change change;
  private final Map<Head, Head> heads = new LinkedHashMap<>();

  /**
   * The model of a factor, for the same factor on another schedule.
   *
   * @param trained was trained for {@code from}
   * @param from an unnamed factor
   * @param onto the same factor with a path of another schedule
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] for paths that have no
   *     schedule which could change; a head whose value depends on it in another way is refused
   *     when it is asked for
   */
  public Rescheduled(Model trained, Factor from, Factor onto) {
    this.trained = trained;
    this.change = change(from.path(), onto.path());
    for (HeadLoss there : onto.losses()) {
      Head head = there.head();
      from.losses().stream()
          .map(HeadLoss::head)
          .filter(h -> change.keeps(head) && h.id().equals(head.id()))
          .forEach(h -> heads.put(head, h));
    }
  }

  private static Change change(ConditionalPath from, ConditionalPath onto) {
    var gaussian = from.trait(PathTrait.AffineGaussian.class);
    var gaussianOnto = onto.trait(PathTrait.AffineGaussian.class);
    if (gaussian.isPresent() && gaussianOnto.isPresent()) {
      return new OfGaussians(gaussian.get().schedule(), gaussianOnto.get().schedule());
    }
    var mixture = from.trait(PathTrait.Mixture.class);
    var mixtureOnto = onto.trait(PathTrait.Mixture.class);
    if (mixture.isPresent() && mixtureOnto.isPresent()) {
      return new OfMixtures(mixture.get().kappa(), mixtureOnto.get().kappa());
    }
    throw refused("path '" + from.id() + "'");
  }

  private static RuntimeException refused(String what) {
    return Problem.of(GmError.UNSUPPORTED, "a schedule cannot be changed after training")
        .found(what)
        .expected(
            "Gaussian heads on an affine Gaussian path, posterior@1 or variance@1 on a mixture path")
        .exception();
  }

  @Override
  public Predictions at(State x, Times s, Context context) {
    Times t = change.time(s);
    State here = change.place(x, s, t);
    Predictions seen = trained.at(here, t, context);
    return head -> {
      Head own = heads.get(head);
      if (own == null) {
        throw refused("head '" + head.id() + "'");
      }
      return change.seen(head, seen.of(own), here, t, s);
    };
  }

  /** Where and when the trained path has the law of the other one, and what is seen there. */
  private sealed interface Change {
    /** Whether the value of a head can be told on the other path. */
    boolean keeps(Head head);

    Times time(Times s);

    State place(State x, Times s, Times t);

    Prediction seen(Head head, Prediction there, State here, Times t, Times s);
  }

  /** The time with {@code t = 1} exactly where s is 1. */
  private static Times time(Tensor t, Tensor end) {
    Tensor inside = end.where(t.like(1), t.max(0).min(1));
    return Times.of(inside);
  }

  private record OfGaussians(GaussianSchedule from, GaussianSchedule onto) implements Change {
    @Override
    public boolean keeps(Head head) {
      return head instanceof GaussianHead;
    }

    @Override
    public Times time(Times s) {
      Tensor sigma = onto.sigma(s);
      Tensor end = sigma.eq(0);
      Tensor ratio = onto.alpha().value(s).div(end.where(sigma.like(1), sigma));
      return Rescheduled.time(from.timeOfRatio(ratio), end);
    }

    /** x / c, with c from whichever of alpha and sigma is the larger. */
    @Override
    public State place(State x, Times s, Times t) {
      Tensor alpha = onto.alpha().value(s);
      Tensor sigma = onto.sigma(s);
      Tensor noisy = alpha.lt(sigma);
      Tensor here = noisy.where(from.sigma(t), from.alpha().value(t));
      return x.times(here.div(noisy.where(sigma, alpha)));
    }

    @Override
    public Prediction seen(Head head, Prediction there, State here, Times t, Times s) {
      PredictionType type = ((GaussianHead) head).type();
      if (type == PredictionType.X1 || type == PredictionType.NOISE) {
        return there;
      }
      GaussianPosition at = new GaussianPosition(from, t);
      State e = at.convert(type, PredictionType.NOISE, there.value(), here);
      GaussianPosition onOther = new GaussianPosition(onto, s);
      return Prediction.of(
          type == PredictionType.SCORE
              ? onOther.convert(PredictionType.NOISE, PredictionType.SCORE, e, here)
              : onOther.velocity(at.convert(type, PredictionType.X1, there.value(), here), e));
    }
  }

  private record OfMixtures(Schedule from, Schedule onto) implements Change {
    @Override
    public boolean keeps(Head head) {
      return head instanceof PosteriorHead || head instanceof VarianceHead;
    }

    @Override
    public Times time(Times s) {
      return Rescheduled.time(from.inverse(onto.value(s)), s.oneMinusT().eq(0));
    }

    @Override
    public State place(State x, Times s, Times t) {
      return x;
    }

    @Override
    public Prediction seen(Head head, Prediction there, State here, Times t, Times s) {
      return there;
    }
  }
}
