package org.generatormatching.generators.toy.parts;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
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
 * The jump solution of mixture paths on any space, {@code Q(dy; x | z) = kappa'/(1 - kappa)
 * delta_z(dy)}, for data that are the points of a table: value {@code rates} [B, n] is the
 * posterior over the table.
 *
 * <p>The conditional target is a point mass and is never made dense for a loss.
 *
 * @param path a mixture path in which the whole point waits for one gate
 * @param table the data; z is taken as the nearest point of it
 */
public record MixtureJumpHead(ConditionalPath path, Batch table) implements Head {
  /** Checks the path. */
  public MixtureJumpHead {
    path.require(PathTrait.Mixture.class, "mixture-jump@1");
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("mixture-jump@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(TableJump.RATES);
  }

  @Override
  public Signature raw() {
    Shape shape = Shape.of(Shape.B, table.size());
    return Signature.of("logits", new ArraySpec(DType.FLOAT32, shape));
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    Tensor log = raw.get("logits").logSoftmax(-1);
    return Prediction.exp(State.of("rates", log));
  }

  /** Evidence at 1 only: given x_r, the point may still be a draw of the source. */
  @Override
  public Target target(Evidence evidence, Times t) {
    Tensor j = place(evidence.z());
    return new Target() {
      @Override
      public Tensor pair(State dual) {
        return dual.get("rates").gather(1, j.unsqueeze(1)).squeeze(1);
      }

      @Override
      public boolean isSparse() {
        return true;
      }

      @Override
      public Optional<State> dense() {
        return Optional.of(State.of("rates", j.oneHot(table.size(), DType.FLOAT64)));
      }
    };
  }

  /** The number of the nearest point of the table, INT64 [rows]. */
  private Tensor place(State z) {
    Tensor near = null;
    for (String n : z.names()) {
      Tensor v = z.get(n).cast(DType.FLOAT64);
      Tensor points = Tensor.of(table.get(n)).cast(DType.FLOAT64);
      Tensor gap = v.unsqueeze(1).minus(points);
      Tensor d = Target.sumRows(gap.square().reshape(flat(gap)));
      near = near == null ? d : near.plus(d);
    }
    Tensor square = Objects.requireNonNull(near);
    return square.reshape(z.rows(), table.size()).neg().argmax(1);
  }

  /** [rows * n, width] for [rows, n, ...]. */
  private static Shape flat(Tensor gap) {
    long n = gap.shape().dim(1);
    long width = gap.shape().range(2, gap.shape().rank()).coefficient();
    return Shape.of(gap.shape().dim(0) * n, width);
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    var kappa = path.require(PathTrait.Mixture.class, this).kappa();
    return new Parameter.Linear(State.of("rates", value.get("rates")), kappa.hazard());
  }
}
