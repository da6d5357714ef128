package org.generatormatching.api;

import java.util.List;
import org.generatormatching.tensor.ComponentId;

/**
 * One transition of a generator in stages, so that steppers of different order and kind share
 * network evaluations: those of a step must have nodes that are prefixes of one list.
 */
public interface Stepper {
  /** The id in configurations: {@code euler@1}, {@code heun@1}, {@code tau-leap@1}. */
  ComponentId id();

  /**
   * The weak order p: the mean of every smooth function at the end has an error O(h^p) in the
   * length h of the steps.
   */
  int order();

  /** Whether the steps also go backwards, as those of a flow do and those with noise do not. */
  default boolean reversible() {
    return false;
  }

  /**
   * Whether a step uses the parameter with which the one before it began, {@link StepContext#past}.
   */
  default boolean remembers() {
    return false;
  }

  /**
   * The places of the network evaluations as fractions of the step, ascending from 0. On a last
   * step, which ends at t = 1, a stepper drops nodes at 1, where generators may be infinite.
   */
  double[] nodes(boolean last);

  /**
   * The state after stage k: where evaluation k + 1 is made, or after the last stage the end of the
   * step.
   *
   * @param x0 the state at the start of the step, as moved by the terms before this one
   * @param evaluated the parameters at nodes 0..k
   */
  State stage(int k, State x0, List<Parameter> evaluated, StepContext at);
}
