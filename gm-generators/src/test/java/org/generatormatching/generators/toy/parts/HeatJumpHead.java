package org.generatormatching.generators.toy.parts;

import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The jump solution of the heat kernel path: with d/dt p = tau' df/dtau mass leaves x with rate
 * -tau' [d log f / dtau]_+ and arrives at the points of a table in proportion to [-df/dtau]_+.
 * Predicts log-rates {@code rates} [B, n] without the factor -tau'. Evidence at 1 only.
 *
 * @param table nearly equidistant rotations
 */
public record HeatJumpHead(HeatPath path, Batch table) implements Head {
  @Override
  public ComponentId id() {
    return ComponentId.of("heat-jump@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(TableJump.RATES);
  }

  @Override
  public Signature raw() {
    Shape shape = Shape.of(Shape.B, table.size());
    return Signature.of("rates", new ArraySpec(DType.FLOAT32, shape));
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(raw);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    HeatKernel kernel = path.kernel();
    Tensor tau = path.tau(t);
    Tensor leave = kernel.logRate(evidence.drawn().noise().get("angle"), tau).relu();
    Tensor y = Tensor.of(table.get(So3.Q));
    Tensor cosine = evidence.z().get(So3.Q).matmul(y.mT()).abs().min(1);
    Tensor angle = cosine.square().rsub(1).sqrt().atan2(cosine).times(2);
    Tensor arrive = kernel.rate(angle, tau).neg().relu();
    Tensor total = arrive.sumKeep(1);
    Tensor law = arrive.div(total.eq(0).where(total.like(1), total));
    return Target.dense(State.of("rates", law.times(leave.unsqueeze(1))));
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return new Parameter.Linear(State.of("rates", value.get("rates")), path.clock());
  }
}
