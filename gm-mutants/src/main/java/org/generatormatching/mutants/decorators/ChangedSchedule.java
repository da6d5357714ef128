package org.generatormatching.mutants.decorators;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** Another schedule but for what is overridden. */
public interface ChangedSchedule extends GaussianSchedule {
  /** The schedule as it should be. */
  GaussianSchedule honest();

  @Override
  default ComponentId id() {
    return honest().id();
  }

  @Override
  default Schedule alpha() {
    return honest().alpha();
  }

  @Override
  default Tensor sigma(Times t) {
    return honest().sigma(t);
  }

  @Override
  default Tensor sigmaDerivative(Times t) {
    return honest().sigmaDerivative(t);
  }

  @Override
  default Tensor timeOfRatio(Tensor alphaOverSigma) {
    return honest().timeOfRatio(alphaOverSigma);
  }

  /** Another alpha but for what is overridden. */
  interface Alpha extends Schedule {
    /** The schedule as it should be. */
    Schedule honest();

    @Override
    default Tensor value(Times t) {
      return honest().value(t);
    }

    @Override
    default Tensor rest(Times t) {
      return honest().rest(t);
    }

    @Override
    default Tensor derivative(Times t) {
      return honest().derivative(t);
    }

    @Override
    default Tensor inverse(Tensor value) {
      return honest().inverse(value);
    }
  }
}
