package org.generatormatching.mutants.decorators;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;

/** Another head but for what is overridden. */
public interface ChangedHead extends Head {
  /** The head as it should be. */
  Head honest();

  /** Another parameter of the generator. */
  record WithParameter(Head honest, UnaryOperator<Parameter> change) implements ChangedHead {
    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return change.apply(honest.toParameter(wanted, value, xt, t));
    }
  }

  /** Other conditional targets. */
  record WithTarget(Head honest, UnaryOperator<State> change) implements ChangedHead {
    @Override
    public Target target(Evidence evidence, Times t) {
      return Target.dense(change.apply(honest.target(evidence, t).dense().orElseThrow()));
    }
  }

  @Override
  default ComponentId id() {
    return honest().id();
  }

  @Override
  default Set<CoordinateId> gives() {
    return honest().gives();
  }

  @Override
  default Role role(CoordinateId wanted) {
    return honest().role(wanted);
  }

  @Override
  default double discretisationError() {
    return honest().discretisationError();
  }

  @Override
  default OptionalDouble rateBound(CoordinateId wanted) {
    return honest().rateBound(wanted);
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
