package org.generatormatching.tck.law;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** Honest, on real numbers: |a - b|^2. */
record SquareOnly() implements BregmanDivergence {
  @Override
  public ComponentId id() {
    return ComponentId.of("square@1");
  }

  @Override
  public Domain domain() {
    return Domain.REAL;
  }

  @Override
  public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
    return potential(b.value()).minus(a.pair(b.value()).times(2));
  }

  @Override
  public Tensor potential(State a) {
    return a.arrays().values().stream()
        .map(v -> Target.sumRows(v.square()))
        .reduce(Tensor::plus)
        .orElseThrow();
  }
}
