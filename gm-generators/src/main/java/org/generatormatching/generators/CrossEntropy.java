package org.generatormatching.generators;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * phi(a) = sum a log a on probabilities, D(a, b) = sum a log(a/b): Kullback-Leibler divergence,
 * summed over the sites of a row. For a point mass a it is -log b(z).
 *
 * <p>A Bregman divergence only where a and b both sum to one: for rates see {@link GeneralisedKl}.
 */
public record CrossEntropy() implements BregmanDivergence {
  @Override
  public ComponentId id() {
    return ComponentId.of("cross-entropy@1");
  }

  @Override
  public Domain domain() {
    return Domain.SIMPLEX;
  }

  /** -&lt;a, log b&gt;. */
  @Override
  public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
    return a.pair(b.log()).neg();
  }

  @Override
  public Tensor potential(State a) {
    return Rows.sum(a, GeneralisedKl::entropy);
  }
}
