package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * The noising process of x_t = alpha z + sigma e run backwards: the member g^2 = 2 sigma^2 lambda',
 * lambda = log(alpha/sigma), of the diffusions with the path's laws, {@code dX = ((alpha'/alpha) X
 * + g^2 score) dt + g dW}. It needs no flow beside it; as a superposition, weights w of this and 1
 * - w of the flow are the member w g^2, in other words eta^2 = w of Song et al. 2021.
 */
public record ReverseDiffusion() implements Diffusive {
  @Override
  public ComponentId id() {
    return ComponentId.of("reverse-diffusion@1");
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.DRIFT_VARIANCE.over(GaussianHead.REVERSE);
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new Ancestral());
  }

  /** A draw of the noising chain's posterior given the predicted z: exact while z is frozen. */
  private record Ancestral() implements Stepper {
    @Override
    public ComponentId id() {
      return ComponentId.of("ancestral@1");
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
      if (!(evaluated.get(0) instanceof Parameter.Bridging p)) {
        throw Problem.of(GmError.UNSUPPORTED, "stepper '" + id() + "' needs a bridge")
            .found(evaluated.get(0).getClass().getSimpleName())
            .exception();
      }
      State mean =
          x0.times(p.bridge().keep(at.from(), at.to()))
              .plus(p.toward().times(p.bridge().gain(at.from(), at.to())));
      State spread = x0.map(x -> x.like(1)).times(p.bridge().spread(at.from(), at.to()));
      return EulerMaruyama.noisy(mean, spread, at.rng());
    }
  }
}
