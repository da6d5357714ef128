package org.generatormatching.generators.toy.parts;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * Later values of the mixture path whose source is all masks. With rho = kappa_t / kappa_r a token
 * at r is still there at t with probability rho, and a mask stays one; of n tokens, a site that is
 * masked at t was masked at r with probability {@code 1 / (1 + n (1 - rho))}, else it held any
 * token, and at r = 1 nothing was masked.
 *
 * @param kappa the schedule
 * @param mask the token that hides a site, the last of the space
 */
public record MaskedBackward(Schedule kappa, int mask) implements PathTrait.Backward {
  /** A path with this trait; the mask is the last token. */
  public static ConditionalPath of(ConditionalPath path) {
    Schedule kappa = path.require(PathTrait.Mixture.class, "masked-backward").kappa();
    int tokens = path.space().geometry(Geometry.Sites.class).orElseThrow().tokens();
    return new WithBackward(path, new MaskedBackward(kappa, tokens - 1));
  }

  /** 1 while there are masks at r, 0 for r = 1. */
  private static Tensor open(Times later) {
    return later.oneMinusT().eq(0).not().cast(DType.FLOAT64);
  }

  /** 1 - kappa_t / kappa_r without cancellation for t near r. */
  private Tensor hidden(Times t, Times later) {
    return kappa.rest(t).minus(kappa.rest(later)).div(kappa.value(later));
  }

  @Override
  public State drawLater(Rng rng, State xt, Times t, Times later) {
    Tensor x = xt.get("tokens");
    Tensor open = open(later);
    Tensor stay = open.div(open.plus(hidden(t, later).times(mask))).alignTo(x);
    Tensor u = rng.fork("token").uniform(DType.FLOAT64, x.shape());
    Tensor any = u.times(mask).cast(DType.INT64).min(mask - 1);
    Tensor opens = rng.fork("stay").uniform(DType.FLOAT64, x.shape()).ge(stay).and(x.eq(mask));
    return xt.with("tokens", opens.where(any, x));
  }

  @Override
  public Tensor logZ(State xt, Times t, Times later) {
    Tensor masked = xt.get("tokens").eq(mask);
    Tensor hidden = open(later).plus(hidden(t, later).times(mask)).log().alignTo(masked);
    Tensor shown = kappa.value(t).div(kappa.value(later)).log().alignTo(masked);
    return masked.where(hidden, shown).sum(1);
  }
}
