package org.generatormatching.mutants.decorators;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** Another alpha and sigma but for what is overridden. */
public class ChangedGaussianSchedule implements GaussianSchedule {
  private final GaussianSchedule schedule;

  /** The same schedule. */
  public ChangedGaussianSchedule(GaussianSchedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public ComponentId id() {
    return schedule.id();
  }

  @Override
  public Schedule alpha() {
    return schedule.alpha();
  }

  @Override
  public Tensor sigma(Times t) {
    return schedule.sigma(t);
  }

  @Override
  public Tensor sigmaDerivative(Times t) {
    return schedule.sigmaDerivative(t);
  }

  @Override
  public Tensor timeOfRatio(Tensor alphaOverSigma) {
    return schedule.timeOfRatio(alphaOverSigma);
  }
}
