package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** X + b int a + sqrt(v int a) N(0, 1), or G sqrt(int a) N(0, I) for a matrix: weak order 1. */
record EulerMaruyama() implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of("euler-maruyama@1");
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public double[] nodes(boolean last) {
    return new double[] {0};
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    Parameter.Linear p = evaluated.get(0).linear("stepper '" + id() + "'");
    Tensor integral = p.factor().integral(at.from(), at.to());
    State x = x0.plus(p.regular().factor(CoordinateId.DRIFT).times(integral));
    State factor = p.regular().factor("factor");
    return factor.arrays().isEmpty()
        ? noisy(x, p.regular().factor(CoordinateId.VARIANCE).times(integral), at.rng())
        : x.plus(mixed(x, factor, at.rng()).times(integral.sqrt()));
  }

  /** x + sqrt(variance) N(0, 1). */
  static State noisy(State x, State variance, Rng rng) {
    State r = x;
    for (String n : x.names()) {
      Tensor a = x.get(n);
      Tensor noise = rng.fork(n).normal(a.dtype(), a.shape());
      r = r.with(n, a.plus(variance.get(n).sqrt().times(noise)));
    }
    return r;
  }

  /** G N(0, I). */
  private static State mixed(State x, State factor, Rng rng) {
    State r = x;
    for (String n : x.names()) {
      Tensor a = x.get(n);
      Tensor g = factor.get(n);
      Tensor noise =
          rng.fork(n).normal(a.dtype(), g.shape().range(0, 1).insert(1, g.shape().dim(2)));
      r = r.with(n, g.matmul(noise.unsqueeze(2)).squeeze(2).reshape(a.shape()));
    }
    return r;
  }
}
