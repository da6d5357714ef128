package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;

/**
 * The noising process of x_t = alpha z + sigma e, with the time running towards the data: {@code dX
 * = -(alpha'/alpha) X dt + g dW}, g^2 = 2 sigma^2 lambda', lambda = log(alpha/sigma). It carries
 * the path backwards: a corrector, b times it beside 1 + b times a solution, with b = 0 at t = 0
 * where it is infinite. Source: Song et al. 2021; Holderrieth et al. 2024, proposition 3.
 */
public record NoisingDiffusion() implements Diffusive {
  @Override
  public ComponentId id() {
    return ComponentId.of("noising-diffusion@1");
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.DRIFT_VARIANCE.over(GaussianHead.NOISING);
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new EulerMaruyama());
  }
}
