package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Events;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;

/**
 * All sites of a chain jump independently with the rates at the start of the step: of first order,
 * since what one site does to the rates of another is seen a step later.
 *
 * <p>A site has an event with probability {@code 1 - survival^(sum of its rates)} and then takes a
 * token in proportion to the rates, where the present token means no change. With rates a(t) p[k]
 * for a law p this is the exact transition while p is frozen, also over a last step to t = 1, which
 * draws from p; leaving the present token out would make every site move on that step.
 */
public record TauLeap() implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of("tau-leap@1");
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
    Rng rng = at.rng();
    return jumps(p, rng)
        .from(x0, (n, rates) -> Events.happen(rng.fork("gate"), rates, p.factor(), at));
  }

  /** Every site takes a token in proportion to its rates. */
  static Jumps jumps(Parameter.Linear p, Rng rng) {
    Events.Masses rates = new Events.Masses(p.regular().get("rates"));
    return new Jumps(
        State.of("tokens", rates.total()), State.of("tokens", rates.choose(rng.fork("where"))));
  }
}
