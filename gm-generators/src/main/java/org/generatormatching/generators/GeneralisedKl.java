package org.generatormatching.generators;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * phi(a) = sum a log a - a on nonnegative values, D(a, b) = sum a log(a/b) - a + b: the generalised
 * Kullback-Leibler divergence of rates, summed over a row. For a = 0 the term is b.
 */
public record GeneralisedKl() implements BregmanDivergence {
  @Override
  public ComponentId id() {
    return ComponentId.of("generalised-kl@1");
  }

  @Override
  public Domain domain() {
    return Domain.NONNEGATIVE;
  }

  /** sum b - &lt;a, log b&gt;. */
  @Override
  public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
    Tensor cross = a.pair(b.log());
    return Rows.sum(b.value(), v -> v).minus(cross);
  }

  @Override
  public Tensor potential(State a) {
    return Rows.sum(a, v -> entropy(v).minus(v));
  }

  /** a log a, 0 at 0. Negative values, as unbiased estimates of rates may have, count 0 too. */
  static Tensor entropy(Tensor a) {
    Tensor positive = a.gt(0);
    Tensor safe = positive.where(a, a.like(1));
    return safe.times(safe.log());
  }
}
