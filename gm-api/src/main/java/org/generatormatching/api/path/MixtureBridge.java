package org.generatormatching.api.path;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/**
 * The mixture path given its value at a later time r, as its posterior sees it: with e_v what v
 * says of the data, {@code arrive e_{x_r} - leave e_{x_t}} has the mean E[e_z | x_t] over p_{r|t}.
 * At r = 1 it is e_z, and 0 gap between the times counts as that. All values FLOAT64 [rows].
 *
 * @param kappa the schedule
 * @param t the time of x_t, before r
 * @param r the time of what is known
 */
public record MixtureBridge(Schedule kappa, Times t, Times r) {
  /** (1 - kappa_t) / (kappa_r - kappa_t). */
  public Tensor arrive() {
    return ofGap(kappa.rest(t), 1);
  }

  /** (1 - kappa_r) / (kappa_r - kappa_t). */
  public Tensor leave() {
    return ofGap(kappa.rest(r), 0);
  }

  private Tensor ofGap(Tensor part, double without) {
    Tensor gap = kappa.rest(t).minus(kappa.rest(r));
    Tensor none = gap.eq(0);
    return none.where(gap.like(without), part.div(none.where(gap.like(1), gap)));
  }
}
