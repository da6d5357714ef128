package org.generatormatching.api.path;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * Data through an affine Gaussian path, each data point z twice: with its noise e and with -e,
 * which has the same law. Antithetic pairs: the loss keeps its mean, so nothing changes in what is
 * learned, and its gradient varies less.
 *
 * <p>Near the data both points of a pair, alpha z + sigma e and alpha z - sigma e, are close. What
 * a network says that is smooth on that scale is the same at both, and its gradient against the
 * targets alpha' z + sigma' e and alpha' z - sigma' e is that against alpha' z alone: the noise
 * cancels, and what varies on the scale of sigma (edges of the data's law) is left.
 *
 * <p>Shapes: prepared [B, ...] gives examples [2B, ...], row b as rows 2b and 2b + 1.
 *
 * @param path an affine Gaussian path
 */
public record MirroredSupervision(ConditionalPath path) implements Supervision {
  /**
   * Checks the path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if its noise is no Gaussian
   */
  public MirroredSupervision {
    path.require(PathTrait.AffineGaussian.class, "mirrored noise");
  }

  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    State z = prepared.repeatRows(2);
    Times twice = t.repeatRows(2);
    State noise = path.draw(rng, prepared, t).noise().map(e -> pairs(e, z.rows()));
    State xt = path.require(PathTrait.Interpolant.class, "mirrored noise").at(z, noise, twice);
    return new Example(xt, twice, Evidence.data(z, new Drawn(xt, noise)), twice.t().like(1));
  }

  /** [B, ...] to [2B, ...]: e, -e, one after the other. */
  private static Tensor pairs(Tensor e, long rows) {
    Tensor one = e.unsqueeze(1);
    return Tensor.concat(1, one, one.neg()).reshape(e.shape().with(0, rows));
  }
}
