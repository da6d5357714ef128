package org.generatormatching.api.schedule;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** alpha = sin(pi t/2), sigma = cos(pi t/2). */
public record Cosine() implements GaussianSchedule {
  @Override
  public ComponentId id() {
    return ComponentId.of("cosine@1");
  }

  @Override
  public Schedule alpha() {
    return new Sine();
  }

  @Override
  public Tensor sigma(Times t) {
    return t.oneMinusT().times(Math.PI / 2).sin();
  }

  @Override
  public Tensor sigmaDerivative(Times t) {
    return t.t().times(Math.PI / 2).sin().times(-Math.PI / 2);
  }

  @Override
  public Tensor timeOfRatio(Tensor alphaOverSigma) {
    return alphaOverSigma.atan2(alphaOverSigma.like(1)).times(2 / Math.PI);
  }
}
