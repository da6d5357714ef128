package org.generatormatching.generators.toy.parts;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.GaussianBridge;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * Later values of an affine Gaussian path: {@code x_r ~ N(x_t / scale, (deviation / scale)^2)} with
 * the scale and deviation of {@link GaussianBridge}; the integral of p_{t|r}(x_t | x_r) over x_r is
 * scale^-d. Needs t &gt; 0.
 *
 * @param schedule alpha and sigma
 */
public record GaussianBackward(GaussianSchedule schedule) implements PathTrait.Backward {
  /** A path with this trait. */
  public static ConditionalPath of(ConditionalPath path) {
    var gauss = path.require(PathTrait.AffineGaussian.class, "gaussian-backward");
    return new WithBackward(path, new GaussianBackward(gauss.schedule()));
  }

  @Override
  public State drawLater(Rng rng, State xt, Times t, Times later) {
    GaussianBridge bridge = new GaussianBridge(schedule, t, later);
    State y = xt;
    for (String n : xt.names()) {
      Tensor x = xt.get(n);
      Tensor e = rng.fork(n).normal(DType.FLOAT64, x.shape());
      Tensor spread = e.times(bridge.deviation().alignTo(e)).cast(x.dtype());
      y = y.with(n, x.plus(spread));
    }
    return y.times(bridge.scale().rdiv(1));
  }

  @Override
  public Tensor logZ(State xt, Times t, Times later) {
    long d = 0;
    for (Tensor x : xt.arrays().values()) {
      d += x.shape().range(1, x.shape().rank()).coefficient();
    }
    return new GaussianBridge(schedule, t, later).scale().log().times(-(double) d);
  }
}
