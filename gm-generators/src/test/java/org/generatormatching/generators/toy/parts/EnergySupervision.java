package org.generatormatching.generators.toy.parts;

import java.util.Map;
import java.util.Optional;
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
 * Learning from an energy: the marginal generator at x_t is the average of conditional ones over K
 * later points x_r drawn in proportion to p_{t|r}(x_t | x_r), with weights softmax(phi_r(x_r)).
 *
 * <p>With delta = 1 every r is 1 and phi = -E (self-normalised importance sampling); with small
 * delta and phi_r = log of the path's unnormalised density the weights are nearly equal
 * (bootstrapping). Biased by O(1/K). Points x_t may follow any law of full support: here, the path
 * from given points. Source: Woo et al. 2025, energy-based generator matching.
 *
 * @param path a path with {@link PathTrait.Backward}
 * @param potential phi
 * @param delta r = min(t + delta, 1)
 * @param alternatives K
 */
public record EnergySupervision(
    ConditionalPath path, Potential potential, double delta, int alternatives)
    implements Supervision {

  /** The log density that is left to be reached: phi_r, with phi_1 = -E. */
  @FunctionalInterface
  public interface Potential {
    /** phi_r(x), FLOAT64 [rows]. */
    Tensor at(State x, Times r);
  }

  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    State xt = path.draw(rng.fork("collocation"), prepared, t).xt();
    return new Example(xt, t, evidence(rng, xt, t), t.t().like(1));
  }

  /** What is known about where given points are going. */
  public Evidence evidence(Rng rng, State xt, Times t) {
    int k = alternatives;
    Later later = later(rng, xt, t);
    Tensor phi = potential.at(later.x(), later.r()).reshape(xt.rows(), k);
    // heads read the noise where r = 1; there x_r is a data point
    var density = path.require(PathTrait.Density.class, "energy supervision");
    Drawn drawn = density.explain(xt.repeatRows(k), later.x(), t.repeatRows(k));
    return new Evidence(later.x(), later.r(), drawn, Optional.of(phi.softmax(1)));
  }

  /** log of the mean of e^phi_r over the K points, plus log Z: an estimate of phi_t, [rows]. */
  public Tensor estimate(Rng rng, State xt, Times t) {
    int k = alternatives;
    Later later = later(rng, xt, t);
    Tensor phi = potential.at(later.x(), later.r()).reshape(xt.rows(), k);
    var backward = path.require(PathTrait.Backward.class, "energy supervision");
    Tensor mean = phi.logSumExp(1).minus(Math.log(k));
    return mean.plus(backward.logZ(xt, t, later(t)));
  }

  private record Later(State x, Times r) {}

  private Later later(Rng rng, State xt, Times t) {
    int k = alternatives;
    var backward = path.require(PathTrait.Backward.class, "energy supervision");
    Times r = later(t).repeatRows(k);
    State x = backward.drawLater(rng.fork("later"), xt.repeatRows(k), t.repeatRows(k), r);
    return new Later(x, r);
  }

  private Times later(Times t) {
    Times r =
        delta >= 1
            ? Times.end(t.t().shape().dim(0))
            : new Times(t.t().plus(delta).min(1), t.oneMinusT().minus(delta).relu(), Map.of());
    for (var e : t.factors().entrySet()) {
      r = r.with(e.getKey(), later(e.getValue()));
    }
    return r;
  }
}
