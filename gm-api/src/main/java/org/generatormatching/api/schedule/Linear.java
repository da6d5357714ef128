package org.generatormatching.api.schedule;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/** kappa(t) = t. */
public record Linear() implements Schedule {
  @Override
  public Tensor value(Times t) {
    return t.t();
  }

  @Override
  public Tensor rest(Times t) {
    return t.oneMinusT();
  }

  @Override
  public Tensor derivative(Times t) {
    return t.t().like(1);
  }

  @Override
  public Tensor inverse(Tensor value) {
    return value;
  }
}
