package org.generatormatching.generators;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Role;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixtureBridge;
import org.generatormatching.api.path.MixturePath;
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
  private final Optional<UnaryOperator<State>> logSource;

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
    this.logSource = mixture.logSource();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("posterior@1");
  }

  /** The solution; the other chains where the law of the source is known. */
  @Override
  public Set<CoordinateId> gives() {
    return logSource.isEmpty()
        ? Set.of(CoordinateId.SITE_RATES)
        : Stream.of(Ctmc.Part.values()).map(Ctmc.Part::rates).collect(Collectors.toSet());
  }

  @Override
  public Role role(CoordinateId wanted) {
    return wanted.equals(Ctmc.Part.NOISING.rates())
        ? Role.BACKWARD
        : wanted.equals(CoordinateId.SITE_RATES) ? Role.SOLUTION : Role.DIVERGENCE_FREE;
  }

  /**
   * Laws of the next token, some of which stay with a probability; Metropolis counts the present
   * token, of which nothing comes, twice.
   */
  @Override
  public OptionalDouble rateBound(CoordinateId wanted) {
    boolean twice = wanted.equals(Ctmc.Part.METROPOLIS.rates());
    return OptionalDouble.of(twice ? 1 + 1.0 / sites.tokens() : 1);
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
    MixtureBridge bridge = new MixtureBridge(kappa, t, evidence.at());
    return new Moves(
        evidence.z().get("tokens"),
        evidence.drawn().xt().get("tokens"),
        bridge.arrive(),
        bridge.leave());
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (!gives().contains(wanted)) {
      throw Coordinates.refused(this, wanted);
    }
    Tensor p = value.get("p");
    if (wanted.equals(CoordinateId.SITE_RATES)) {
      return new Parameter.Linear(State.of("rates", p), kappa.hazard());
    }
    Mixed at = new Mixed(p, xt.get("tokens"), t);
    return wanted.equals(Ctmc.Part.CORRECTOR.rates())
        ? Parameter.Linear.of(State.of("rates", at.corrector()))
        : wanted.equals(Ctmc.Part.METROPOLIS.rates())
            ? Parameter.Linear.of(State.of("rates", at.metropolis()))
            : new Parameter.Linear(State.of("rates", at.noising()), kappa.noising());
  }

  /**
   * The other chains of {@code p_t(y|z) = kappa [y = z] + (1 - kappa) p_0(y)}, averaged over the
   * posterior p [rows, L, K] of z; each is linear in p.
   */
  private final class Mixed {
    private final Tensor p;
    private final Tensor token;
    private final Tensor kept;
    private final Tensor rest;
    private final Tensor source;
    private final Tensor sourceHere;

    Mixed(Tensor p, Tensor tokens, Times t) {
      this.p = p;
      this.token = tokens.unsqueeze(-1);
      this.kept = kappa.value(t).cast(p.dtype()).alignTo(p);
      this.rest = kappa.rest(t).cast(p.dtype()).alignTo(p);
      // a state whose row k shows token k everywhere: log p_0 of all tokens at once
      Tensor every =
          Tensor.iota(sites.tokens())
              .unsqueeze(1)
              .broadcast(Shape.of(sites.tokens(), sites.sites()));
      Tensor log = logSource.orElseThrow().apply(State.of("tokens", every)).get(MixturePath.LOG);
      this.source = log.exp().cast(p.dtype()).mT().unsqueeze(0).broadcast(p.shape());
      this.sourceHere = source.gather(2, token);
    }

    /** Q(y; x|z) = p_t(y|z). */
    Tensor corrector() {
      return p.times(kept).plus(source.times(rest));
    }

    /** Q(y; x|z) = min(1, p_t(y|z)/p_t(x|z)) / K: z is x, y, or another token. */
    Tensor metropolis() {
      Tensor here = p.gather(2, token);
      Tensor leave = accepted(source.times(rest), sourceHere.times(rest).plus(kept));
      Tensor arrive = accepted(source.times(rest).plus(kept), sourceHere.times(rest));
      Tensor pass = accepted(source, sourceHere);
      Tensor present = token.squeeze(-1).oneHot(sites.tokens(), p.dtype());
      Tensor other = p.plus(here).minus(here.times(present)).rsub(1);
      return here.times(leave).plus(p.times(arrive)).plus(other.times(pass)).div(sites.tokens());
    }

    private static Tensor accepted(Tensor to, Tensor from) {
      Tensor none = from.eq(0);
      return none.where(from.like(1), to.div(none.where(from.like(1), from))).min(1);
    }

    /** kappa' p_0(y) [x = z] / p_t(z|z), without its factor kappa'/kappa. */
    Tensor noising() {
      Tensor arrived = p.gather(2, token).times(kept).div(sourceHere.times(rest).plus(kept));
      return source.times(arrived);
    }
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
