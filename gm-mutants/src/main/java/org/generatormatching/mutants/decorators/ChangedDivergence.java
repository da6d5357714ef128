package org.generatormatching.mutants.decorators;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** Another divergence but for what is overridden; its loss is made of both parts. */
public interface ChangedDivergence extends BregmanDivergence {
  /** The divergence as it should be. */
  BregmanDivergence honest();

  @Override
  default ComponentId id() {
    return honest().id();
  }

  @Override
  default Domain domain() {
    return honest().domain();
  }

  @Override
  default Tensor evaluate(Target a, Prediction b, State xt, Times t) {
    return honest().evaluate(a, b, xt, t);
  }

  @Override
  default Tensor potential(State a) {
    return honest().potential(a);
  }
}
