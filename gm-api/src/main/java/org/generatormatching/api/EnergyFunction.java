package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** An energy that can be traced: p(x) is proportional to e^-E(x), E in units of kT. */
public interface EnergyFunction {
  /** The id in configurations. */
  ComponentId id();

  /** Where it is defined. */
  StateSpace space();

  /** E(x), FLOAT64 [rows]. */
  Tensor energy(State x);
}
