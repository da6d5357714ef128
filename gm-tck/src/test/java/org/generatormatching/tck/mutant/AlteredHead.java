package org.generatormatching.tck.mutant;

import java.util.Set;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;

/** An honest head of which mutants change one answer. */
interface AlteredHead extends Head {
  /** The head as it should be. */
  Head honest();

  @Override
  default ComponentId id() {
    return honest().id();
  }

  @Override
  default Set<CoordinateId> gives() {
    return honest().gives();
  }

  @Override
  default Signature raw() {
    return honest().raw();
  }

  @Override
  default Prediction predict(State raw, State xt, Times t) {
    return honest().predict(raw, xt, t);
  }

  @Override
  default Target target(Evidence evidence, Times t) {
    return honest().target(evidence, t);
  }

  @Override
  default Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return honest().toParameter(wanted, value, xt, t);
  }
}
