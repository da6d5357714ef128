package org.generatormatching.tck.law;

import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** Honest: the law {@code p} [B, 2, 3] of the data's tokens on a mixture path of letters. */
public record Posterior(MixturePath path) implements Head {
  @Override
  public ComponentId id() {
    return ComponentId.of("kit-posterior@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(CoordinateId.SITE_RATES);
  }

  @Override
  public Signature raw() {
    return Signature.of("logits", new ArraySpec(DType.FLOAT32, Shape.of(Shape.B, 2, 3)));
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(State.of("p", raw.get("logits").logSoftmax(-1)));
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    Tensor z = evidence.z().get("tokens");
    return new Target() {
      @Override
      public Tensor pair(State dual) {
        return dual.get("p").gather(2, z.unsqueeze(-1)).squeeze(-1).sum(1);
      }

      @Override
      public Optional<State> dense() {
        return Optional.of(State.of("p", z.oneHot(3, DType.FLOAT32)));
      }

      @Override
      public boolean isSparse() {
        return true;
      }
    };
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return new Parameter.Linear(State.of("rates", value.get("p")), path.kappa().hazard());
  }
}
