package org.generatormatching.generators.toy.parts;

import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Edit rates divided by kappa'/(1 - kappa), as in Edit Flows: the conditional target is the list of
 * edits that are still to be made, one for every column of the alignment in which z_t differs from
 * z_1. It stays a list.
 *
 * @param space the strings; the blank of alignments is the token number {@code alphabet}
 * @param kappa the schedule of the columns
 */
public record EditHead(Strings space, Schedule kappa) implements Head {
  /** The log of a forbidden rate: finite, so that 0 times it is 0. */
  private static final double NEVER = -1e30;

  @Override
  public ComponentId id() {
    return ComponentId.of("edit-rates@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(Edits.RATES);
  }

  @Override
  public Signature raw() {
    return Edits.signature(space);
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    State legal = Edits.legal(space, xt);
    return Prediction.exp(raw.zip(legal, (r, ok) -> ok.where(r, r.like(NEVER))));
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    Tensor now = evidence.drawn().noise().get("zt");
    Tensor to = evidence.z().get("z1");
    int n = space.capacity();
    int v = space.alphabet();
    Tensor present = now.lt(v).cast(DType.INT64);
    Tensor place = present.cumsum(1).minus(present);
    Tensor write = place.times(v).plus(to);
    Tensor insert = now.eq(v);
    Tensor delete = place.plus((double) n * v);
    Tensor substitute = write.plus((double) n * v + n);
    Tensor edit = insert.where(write, to.eq(v).where(delete, substitute));
    Tensor pending = now.eq(to).not();
    return new Script(pending.where(edit, edit.like(0)), pending);
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    return new Parameter.Linear(value, kappa.hazard());
  }

  /** Edits by their flat numbers, INT64 and BOOL [rows, columns]; two may be the same edit. */
  private final class Script implements Target {
    private final Tensor edit;
    private final Tensor pending;

    Script(Tensor edit, Tensor pending) {
      this.edit = edit;
      this.pending = pending;
    }

    @Override
    public Tensor pair(State dual) {
      Tensor d = Edits.flat(space, dual).gather(1, edit);
      return pending.where(d, d.like(0)).sum(1);
    }

    @Override
    public boolean isSparse() {
      return true;
    }

    @Override
    public Optional<State> dense() {
      int wide = space.capacity() * space.alphabet();
      Shape all = Shape.of(edit.shape().dim(0), 2L * wide + space.capacity());
      Tensor none = Tensor.full(0, DType.FLOAT64, all);
      return Optional.of(Edits.split(space, none.scatterAdd(1, edit, pending.cast(DType.FLOAT64))));
    }
  }
}
