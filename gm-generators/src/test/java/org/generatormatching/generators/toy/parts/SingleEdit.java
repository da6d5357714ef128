package org.generatormatching.generators.toy.parts;

import java.util.List;
import org.generatormatching.api.Events;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/**
 * At most one edit of a string in a step, with the rates at its start: of first order, and it never
 * reaches a string that the model gives no rate to.
 */
record SingleEdit(Strings space) implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of("single-edit@1");
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public double[] nodes(boolean last) {
    return new double[] {0};
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    Parameter.Linear p = evaluated.get(0).linear("stepper '" + id() + "'");
    Events.Masses rates = new Events.Masses(Edits.flat(space, p.regular()));
    Tensor happens = Events.happen(at.rng().fork("gate"), rates.total(), p.factor(), at);
    State y = edited(x0, rates.choose(at.rng().fork("where")));
    return x0.zip(y, (x, to) -> happens.alignTo(x).where(to, x));
  }

  /** The strings after the edits with these flat numbers [rows]. */
  private State edited(State x, Tensor edit) {
    int n = space.capacity();
    int v = space.alphabet();
    Tensor insert = edit.lt(n * v);
    Tensor substituted = edit.minus(n * v + n);
    Tensor delete = substituted.lt(0).and(insert.not());
    Tensor coded = insert.where(edit, substituted.max(0));
    Tensor place = delete.where(edit.minus(n * v), coded.floorDiv(coded.like(v))).unsqueeze(1);
    Tensor token = coded.floorMod(coded.like(v)).unsqueeze(1);
    Tensor i = Tensor.iota(n);
    Tensor left = delete.unsqueeze(1).and(i.ge(place)).cast(DType.INT64);
    Tensor right = insert.unsqueeze(1).and(i.gt(place)).cast(DType.INT64);
    Tensor from = left.minus(right).plus(i).max(0).min(n - 1);
    Tensor moved = x.get("tokens").gather(1, from);
    Tensor written = delete.not().unsqueeze(1).and(i.eq(place)).where(token, moved);
    Tensor grown = insert.cast(DType.INT64).minus(delete.cast(DType.INT64));
    Tensor length = x.get("length").plus(grown);
    Tensor inside = i.lt(length.unsqueeze(1));
    return x.with("tokens", inside.where(written, written.like(0))).with("length", length);
  }
}
