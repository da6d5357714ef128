package org.generatormatching.mutants.decorators;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/** The density of a path but for what is overridden. */
public class ChangedDensity implements PathTrait.Density {
  private final PathTrait.Density density;

  /** The same density. */
  public ChangedDensity(ConditionalPath path) {
    this.density = path.require(PathTrait.Density.class, "a mutant");
  }

  @Override
  public Tensor logDensity(State xt, State z, Times t) {
    return density.logDensity(xt, z, t);
  }

  @Override
  public Tensor logDensityRate(State xt, State z, Times t) {
    return density.logDensityRate(xt, z, t);
  }

  @Override
  public Drawn explain(State xt, State z, Times t) {
    return density.explain(xt, z, t);
  }
}
