package org.generatormatching.generators;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the posterior {@code p_{1|t}(x_1^l = k | x_t)} of every site of a mixture path, {@code
 * p} [B, L, K], from {@code logits} of that shape; rates = kappa'/(1 - kappa) p.
 *
 * <p>On a path that starts masked the mask is never predicted, and a token that shows is predicted
 * with certainty: both are known.
 *
 * <p>Given the path's value x_r at a time r &le; 1 the conditional target is {@code (1 - kappa_t) /
 * (kappa_r - kappa_t) e_{x_r} - (1 - kappa_r) / (kappa_r - kappa_t) e_{x_t}} (entries outside [0,
 * 1] for r &lt; 1, e_z for r = 1); its average over p_{r|t} is the posterior. Source: Gat et al.
 * 2024.
 */
public final class PosteriorHead implements Head {
  /** The log of a forbidden entry: finite, so that 0 times it is 0. */
  private static final double NEVER = -1e30;

  private final Geometry.Sites sites;
  private final Schedule kappa;
  private final OptionalInt mask;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is no mixture
   *     path on a space of sites
   */
  public PosteriorHead(ConditionalPath path) {
    PathTrait.Mixture mixture = path.require(PathTrait.Mixture.class, "head 'posterior@1'");
    this.sites = Ctmc.sites(path.space(), "head 'posterior@1'");
    this.kappa = mixture.kappa();
    this.mask = mixture.mask();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("posterior@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.SITE_RATES);
  }

  @Override
  public Signature raw() {
    Shape shape = Shape.of(Shape.B, sites.sites(), sites.tokens());
    return Signature.of("logits", new ArraySpec(DType.FLOAT32, shape));
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    Tensor logits = raw.get("logits");
    if (mask.isPresent()) {
      // forbids the mask or makes the token that shows certain: beside 1e30 any other logit is 0,
      // so that one entry of a site decides, and a pass over all of them is saved
      Tensor token = xt.get("tokens").unsqueeze(-1);
      Tensor known = token.cast(logits.dtype());
      Tensor decides = token.eq(mask.getAsInt()).where(known.like(NEVER), known.like(-NEVER));
      logits = logits.scatterAdd(-1, token, decides);
    }
    // each by itself: a program that needs one of them does not compute the other
    return new Prediction(State.of("p", logits.softmax(-1)), State.of("p", logits.logSoftmax(-1)));
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    Tensor now = kappa.rest(t);
    Tensor later = kappa.rest(evidence.at());
    Tensor gap = now.minus(later);
    Tensor none = gap.eq(0);
    Tensor safe = none.where(gap.like(1), gap);
    Tensor arrive = none.where(gap.like(1), now.div(safe));
    Tensor leave = none.where(gap.like(0), later.div(safe));
    return new Moves(
        evidence.z().get("tokens"), evidence.drawn().xt().get("tokens"), arrive, leave);
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (wanted.equals(CoordinateId.SITE_RATES)) {
      return new Parameter.Linear(State.of("rates", value.get("p")), kappa.hazard());
    }
    throw Coordinates.refused(this, wanted);
  }

  /** {@code arrive e_z - leave e_x} per site: two entries, never a dense array unless asked. */
  private final class Moves implements Target {
    private final Tensor z;
    private final Tensor x;
    private final Tensor arrive;
    private final Tensor leave;

    Moves(Tensor z, Tensor x, Tensor arrive, Tensor leave) {
      this.z = z;
      this.x = x;
      this.arrive = arrive;
      this.leave = leave;
    }

    @Override
    public Tensor pair(State dual) {
      Tensor d = dual.get("p");
      Tensor come = picked(d, z).times(arrive.cast(d.dtype()).alignTo(z));
      Tensor w = leave.cast(d.dtype()).alignTo(x);
      Tensor zero = w.eq(0);
      Tensor seen = picked(d, x);
      Tensor go = zero.where(seen.like(0), seen).times(w);
      return come.minus(go).sum(1);
    }

    private Tensor picked(Tensor dual, Tensor tokens) {
      return dual.gather(2, tokens.unsqueeze(-1)).squeeze(-1);
    }

    @Override
    public boolean isSparse() {
      return true;
    }

    @Override
    public Optional<State> dense() {
      Tensor come = z.oneHot(sites.tokens(), DType.FLOAT64);
      Tensor go = x.oneHot(sites.tokens(), DType.FLOAT64);
      Tensor p = come.times(arrive.alignTo(come)).minus(go.times(leave.alignTo(go)));
      return Optional.of(State.of("p", p));
    }
  }
}
