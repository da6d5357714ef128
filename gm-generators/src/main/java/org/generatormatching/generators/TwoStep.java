package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * The second-order multistep method on flat spaces: one evaluation a step, and what the parameter
 * holds frozen is extrapolated from the step before to the middle of this one, {@code f + (f -
 * f_past) h / (2 h_past)}. The first step is Euler's.
 *
 * <p>For a linear parameter this is the method of Adams and Bashforth, for one that pulls towards a
 * predicted z it is, in other clocks, the second-order multistep solver of diffusion models.
 * Source: Lu et al. 2022, DPM-Solver++.
 *
 * @param geometry of the space
 */
record TwoStep(Geometry.Flat geometry) implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of("multistep@1");
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public boolean reversible() {
    return true;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public double[] nodes(boolean last) {
    return new double[] {0};
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    Parameter now = evaluated.get(0);
    if (at.past().isEmpty()) {
      return FlowStepper.move(geometry, x0, now, at.from(), at.to());
    }
    StepContext.Past past = at.past().get();
    Tensor h = at.to().t().minus(at.from().t());
    Tensor before = at.from().t().minus(past.at().t());
    State change = now.frozen().minus(past.parameter().frozen());
    State middle = now.frozen().plus(change.times(h.div(before).times(0.5)));
    return FlowStepper.move(geometry, x0, now.with(middle), at.from(), at.to());
  }
}
