package org.generatormatching.mutants.decorators;

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
public class ChangedHead implements Head {
  private final Head head;

  /** The same head. */
  public ChangedHead(Head head) {
    this.head = head;
  }

  /** Another parameter of the generator. */
  public static Head parameter(Head head, UnaryOperator<Parameter> change) {
    return new ChangedHead(head) {
      @Override
      public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
        return change.apply(super.toParameter(wanted, value, xt, t));
      }
    };
  }

  /** Other conditional targets. */
  public static Head target(Head head, UnaryOperator<State> change) {
    return new ChangedHead(head) {
      @Override
      public Target target(Evidence evidence, Times t) {
        State values = super.target(evidence, t).dense().orElseThrow();
        return Target.dense(change.apply(values));
      }
    };
  }

  @Override
  public ComponentId id() {
    return head.id();
  }

  @Override
  public Set<CoordinateId> gives() {
    return head.gives();
  }

  @Override
  public Role role(CoordinateId wanted) {
    return head.role(wanted);
  }

  @Override
  public double discretisationError() {
    return head.discretisationError();
  }

  @Override
  public Signature raw() {
    return head.raw();
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return head.predict(raw, xt, t);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    return head.target(evidence, t);
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return head.toParameter(wanted, value, xt, t);
  }
}
