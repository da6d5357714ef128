package org.generatormatching.api.schedule;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/** kappa(t) = sin(pi t / 2). */
public record Sine() implements Schedule {
  @Override
  public Tensor value(Times t) {
    return t.t().times(Math.PI / 2).sin();
  }

  /** 1 - sin(pi t/2) = 2 sin^2(pi (1 - t)/4). */
  @Override
  public Tensor rest(Times t) {
    return t.oneMinusT().times(Math.PI / 4).sin().square().times(2);
  }

  @Override
  public Tensor derivative(Times t) {
    return t.oneMinusT().times(Math.PI / 2).sin().times(Math.PI / 2);
  }

  /** asin(k) = atan2(k, sqrt(1 - k^2)). */
  @Override
  public Tensor inverse(Tensor value) {
    Tensor cosine = value.rsub(1).times(value.plus(1)).sqrt();
    return value.atan2(cosine).times(2 / Math.PI);
  }
}
