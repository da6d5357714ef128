package org.generatormatching.mutants.decorators;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;

/** Another stepper but for what is overridden. */
public class ChangedStepper implements Stepper {
  private final Stepper stepper;

  /** The same stepper. */
  public ChangedStepper(Stepper stepper) {
    this.stepper = stepper;
  }

  /** Steps with other parameters than those that were evaluated. */
  public static Stepper parameters(Stepper stepper, UnaryOperator<Parameter> change) {
    return new ChangedStepper(stepper) {
      @Override
      public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
        return super.stage(k, x0, evaluated.stream().map(change).toList(), at);
      }
    };
  }

  @Override
  public ComponentId id() {
    return stepper.id();
  }

  @Override
  public int order() {
    return stepper.order();
  }

  @Override
  public boolean reversible() {
    return stepper.reversible();
  }

  @Override
  public boolean remembers() {
    return stepper.remembers();
  }

  @Override
  public double[] nodes(boolean last) {
    return stepper.nodes(last);
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    return stepper.stage(k, x0, evaluated, at);
  }
}
