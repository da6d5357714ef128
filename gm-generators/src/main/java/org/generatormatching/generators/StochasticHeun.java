package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * The method of Heun for noise that is the same everywhere: drift and variance are means over both
 * ends of the step, with the one normal draw in predictor and corrector. Weak order 2 for such
 * noise alone; where it depended on x the means would bend the Ito integral. A last step is that of
 * Euler and Maruyama. Source: Kloeden and Platen 1992, section 15.1.
 */
record StochasticHeun() implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of("stochastic-heun@1");
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public double[] nodes(boolean last) {
    return last ? new double[] {0} : new double[] {0, 1};
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    State moved = step(evaluated.get(0), at);
    if (k == 1) {
      moved = moved.plus(step(evaluated.get(1), at)).times(0.5);
    }
    State x = x0.plus(moved.factor(CoordinateId.DRIFT));
    return EulerMaruyama.noisy(x, moved.factor(CoordinateId.VARIANCE), at.rng());
  }

  /** Drift and variance of the whole step by one parameter. */
  private State step(Parameter parameter, StepContext at) {
    Parameter.Linear p = parameter.linear("stepper '" + id() + "'");
    Tensor integral = p.factor().integral(at.from(), at.to());
    return p.regular().times(integral);
  }
}
