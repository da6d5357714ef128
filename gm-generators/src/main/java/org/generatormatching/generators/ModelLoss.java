package org.generatormatching.generators;

import java.util.Objects;
import org.generatormatching.api.Context;
import org.generatormatching.api.Example;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * The conditional generator matching loss inside a program: E w sum_h c_h D_h(F_h^z, F_h^theta)
 * with t ~ the law of times, one draw per prepared row and one evaluation of the model for all
 * heads.
 *
 * <p>Losses are sums over the coordinates of a row, as the divergences are; the mean is over rows
 * alone. Its gradient is that of the marginal loss, and its minimiser the marginal generator.
 *
 * @param factors what is learned, and from what
 * @param model the network
 * @param times the law of times
 */
public record ModelLoss(FactorizedModel factors, Model model, TimeLaw times) {
  /** With uniform times. */
  public static ModelLoss of(FactorizedModel factors, Model model) {
    return new ModelLoss(factors, model, TimeLaw.uniform());
  }

  /**
   * The mean loss, a FLOAT64 scalar.
   *
   * @param prepared what the supervision's host work made of a batch
   * @param rng the step's noise
   */
  public Tensor mean(State prepared, Rng rng, Context context) {
    return rows(prepared, rng, context).mean();
  }

  /** The loss of every example, FLOAT64 [rows]. */
  public Tensor rows(State prepared, Rng rng, Context context) {
    return rows(prepared, rng, times.draw(rng.fork("time"), prepared.rows()), context);
  }

  /** The loss of every example at given times of the prepared rows, FLOAT64 [rows]. */
  public Tensor rows(State prepared, Rng rng, Times t, Context context) {
    Example e = factors.supervision().draw(rng.fork("example"), prepared, t);
    Predictions seen = model.at(e.xt(), e.t(), told(context, prepared, e));
    Tensor sum = null;
    for (HeadLoss l : factors.losses()) {
      Head h = l.head();
      Target target = h.targetOf(e.evidence(), e.t());
      Tensor part = l.at(target, seen.of(h), e.xt(), e.t());
      sum = sum == null ? part : sum.plus(part);
    }
    return Objects.requireNonNull(sum, "a model without losses").times(e.weight());
  }

  /** The conditions of the examples, where a supervision makes several of a row. */
  private static Context told(Context context, State prepared, Example e) {
    long copies = e.xt().rows() / prepared.rows();
    return copies == 1 ? context : new Context(context.arrays().repeatRows(copies));
  }
}
