package org.generatormatching.generators;

import java.util.Optional;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** phi(a) = |a|^2, D(a, b) = |a - b|^2: the sum over all coordinates of a row, not their mean. */
public record SquaredError() implements BregmanDivergence {
  @Override
  public ComponentId id() {
    return ComponentId.of("squared-error@1");
  }

  @Override
  public Domain domain() {
    return Domain.REAL;
  }

  /** |b|^2 - 2 &lt;a, b&gt;. */
  @Override
  public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
    return Rows.sum(b.value(), Tensor::square).minus(a.pair(b.value()).times(2));
  }

  @Override
  public Tensor potential(State a) {
    return Rows.sum(a, Tensor::square);
  }

  /** |a - b|^2 without the cancellation of phi(a) + |b|^2 - 2 &lt;a, b&gt;. */
  @Override
  public Tensor loss(Target a, Prediction b, State xt, Times t) {
    Optional<State> dense = a.isSparse() ? Optional.empty() : a.dense();
    return dense.isPresent()
        ? Rows.sum(b.value().zip(dense.get(), SquaredError::minus), Tensor::square)
        : evaluate(a, b, xt, t);
  }

  private static Tensor minus(Tensor b, Tensor a) {
    return b.minus(a.cast(b.dtype()));
  }
}
