package org.generatormatching.mutants.decorators;

import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Tensor;

/** Another factor of time but for what is overridden. */
public class ChangedFactor implements TimeFactor {
  private final TimeFactor factor;

  /** The same factor. */
  public ChangedFactor(TimeFactor factor) {
    this.factor = factor;
  }

  @Override
  public Tensor at(Times t) {
    return factor.at(t);
  }

  @Override
  public Tensor integral(Times from, Times to) {
    return factor.integral(from, to);
  }

  @Override
  public Tensor survival(Times from, Times to) {
    return factor.survival(from, to);
  }

  @Override
  public TimeFactor times(Tensor w) {
    return factor.times(w);
  }
}
