package org.generatormatching.plugins.jump;

import java.util.List;
import org.generatormatching.api.Events;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * All coordinates jump independently, at most once in a step, with the rates at its start: of first
 * order. A coordinate jumps with probability {@code 1 - survival^(sum of its rates)}, which is
 * exact for a frozen prediction however the time factor grows, into a bin in proportion to the
 * rates, uniformly inside. The naive probability, {@code min(1, a(from) (to - from) sum)}, is for
 * comparison.
 *
 * @param family where a coordinate lands
 * @param naive whether the time factor is frozen too
 */
record BinLeap(BinJump family, boolean naive) implements Stepper {
  @Override
  public ComponentId id() {
    return ComponentId.of(naive ? "naive-leap@1" : "bin-leap@1");
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
    return family
        .jumps(x0, p, at.rng())
        .orElseThrow()
        .from(
            x0,
            (n, rates) -> {
              Rng gate = at.rng().fork(n).fork("gate");
              return naive
                  ? frozen(gate, rates, p.factor(), at)
                  : Events.happen(gate, rates, p.factor(), at);
            });
  }

  private static Tensor frozen(Rng rng, Tensor intensity, TimeFactor factor, StepContext at) {
    Tensor lambda = intensity.cast(DType.FLOAT64);
    Tensor expected = factor.frozen(at.from(), at.to()).alignTo(lambda).times(lambda);
    return rng.uniform(DType.FLOAT64, lambda.shape()).lt(expected);
  }
}
