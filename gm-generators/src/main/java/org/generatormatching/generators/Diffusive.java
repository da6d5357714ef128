package org.generatormatching.generators;

import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;

/** A family with the drift and the variances of {@link Diffusion}, in coordinates of its own. */
interface Diffusive extends GeneratorFamily {
  @Override
  default boolean supports(StateSpace space) {
    return new Diffusion().supports(space);
  }

  @Override
  default ParameterSet parameters(StateSpace space) {
    return new Diffusion().parameters(space);
  }

  @Override
  default double action(TestFunction f, Point x, Point parameter) {
    return new Diffusion().action(f, x, parameter);
  }
}
