package org.generatormatching.generators;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Context;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/**
 * The exact model of data N(m, S) in every coordinate on x_t = alpha z + sigma e, for all Gaussian
 * heads: with {@code q = alpha^2 S + sigma^2}
 *
 * <pre>
 *   p_t      = N(alpha m, q)
 *   E[z | x] = m + alpha S (x - alpha m) / q
 *   velocity = alpha' m + q' (x - alpha m) / (2 q)
 * </pre>
 *
 * <p>Its flow is {@code x_t = alpha m + sqrt(q) x_0}: what samplers, likelihoods and their orders
 * of convergence are measured against.
 *
 * @param mean m
 * @param deviation sqrt(S), above 0
 * @param schedule alpha and sigma
 */
public record GaussianLaw(double mean, double deviation, GaussianSchedule schedule)
    implements Model {
  @Override
  public Predictions at(State x, Times t, Context context) {
    return head -> {
      if (!(head instanceof GaussianHead h)) {
        throw Problem.of(GmError.UNSUPPORTED, "a Gaussian law has predictions of Gaussian heads")
            .found("head '" + head.id() + "'")
            .exception();
      }
      return Prediction.of(value(h.type(), x, t));
    };
  }

  private State value(PredictionType type, State x, Times t) {
    Tensor alpha = schedule.alpha().value(t);
    Tensor rise = schedule.alpha().derivative(t);
    Tensor sigma = schedule.sigma(t);
    double s = deviation * deviation;
    Tensor q = alpha.square().times(s).plus(sigma.square());
    State off = x.map(a -> a.minus(alpha.times(mean).alignTo(a)));
    if (type == PredictionType.VELOCITY) {
      Tensor half = alpha.times(rise).times(s).plus(sigma.times(schedule.sigmaDerivative(t)));
      return off.times(half.div(q)).zip(x, (u, a) -> u.plus(rise.times(mean).alignTo(a)));
    }
    State z = off.times(alpha.times(s).div(q)).map(a -> a.plus(mean));
    return new GaussianPosition(schedule, t).convert(PredictionType.X1, type, z, x);
  }

  /**
   * Mean alpha m and variance q of a coordinate of p_t.
   *
   * @param mean alpha m
   * @param variance q
   */
  public record Moments(double mean, double variance) {}

  /** Those of p_t. */
  public Moments moments(double t) {
    Times at = Times.at(t, 1);
    List<HostArray> values =
        Reference.eval(
            List.of(schedule.alpha().value(at), schedule.sigma(at)), 1, Map.of(), NoiseKey.none());
    double alpha = values.get(0).get(0);
    return new Moments(
        alpha * mean, Math.pow(alpha * deviation, 2) + Math.pow(values.get(1).get(0), 2));
  }
}
