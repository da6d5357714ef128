package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * How a velocity that is affine in x pulls towards a point z: {@code F = drive(t) z - decay(t) x}.
 *
 * <p>While z is frozen such a flow has a closed solution, {@code x(to) = keep x(from) + gain z},
 * which exists also where decay is infinite (t = 1: keep = 0, gain = 1). For x_t = alpha z + sigma
 * e: decay = -sigma'/sigma, drive = (alpha' sigma - sigma' alpha)/sigma, keep =
 * sigma(to)/sigma(from), gain = alpha(to) - keep alpha(from). With sigma = 1 - alpha this is F =
 * a(t) (z - x).
 *
 * <p>All values are FLOAT64 [rows].
 */
public interface Relaxation {
  /** The coefficient of -x. */
  Tensor decay(Times t);

  /** The coefficient of z. */
  Tensor drive(Times t);

  /** What is left of x after a step. */
  Tensor keep(Times from, Times to);

  /** What has come from z after a step. */
  Tensor gain(Times from, Times to);

  /**
   * The velocity w F for a weight w [rows] or scalar: {@code keep^w}, and a gain in proportion to
   * what was given up. Exact where gain = 1 - keep, of first order in the step otherwise, and it
   * still ends at z when keep = 0.
   */
  default Relaxation times(Tensor w) {
    Relaxation r = this;
    return new Relaxation() {
      @Override
      public Tensor decay(Times t) {
        return r.decay(t).times(w);
      }

      @Override
      public Tensor drive(Times t) {
        return r.drive(t).times(w);
      }

      @Override
      public Tensor keep(Times from, Times to) {
        return r.keep(from, to).pow(w);
      }

      @Override
      public Tensor gain(Times from, Times to) {
        return r.gain(from, to).times(share(r.keep(from, to), w));
      }
    };
  }

  /**
   * (1 - keep^w) / (1 - keep): how much of what a whole step gives up a part of it does; w at 1.
   */
  default Tensor share(Tensor keep, Tensor w) {
    Tensor still = keep.eq(1);
    Tensor safe = still.where(keep.like(0.5), keep);
    Tensor share = safe.pow(w).rsub(1).div(safe.rsub(1));
    return still.where(share.like(0).plus(w), share);
  }
}
