package org.generatormatching.mutants.wrong;

import java.util.Optional;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/** Heads with one mistake. */
public final class Heads {
  private Heads() {}

  /** HE01: a softmax that does not subtract the largest logit, and overflows. */
  public record UnshiftedSoftmax(Head honest) implements ChangedHead {
    @Override
    public Prediction predict(State raw, State xt, Times t) {
      Tensor e = raw.get("logits").exp();
      Tensor p = e.div(e.sumKeep(-1));
      return new Prediction(State.of("p", p), State.of("p", p.log()));
    }
  }

  /** HE01: the logarithm of a law in which unlikely tokens have become 0. */
  public record LogOfSoftmax(Head honest) implements ChangedHead {
    @Override
    public Prediction predict(State raw, State xt, Times t) {
      Tensor p = raw.get("logits").softmax(-1);
      return new Prediction(State.of("p", p), State.of("p", p.log()));
    }
  }

  /** HE01: another array than the target's. */
  public record Renamed(Head honest) implements ChangedHead {
    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return Prediction.exp(State.of("logits", raw.get("logits").logSoftmax(-1)));
    }
  }

  /** HE02: rates are kept below a bound at sampling. */
  public record ClippedParameter(Head honest) implements ChangedHead {
    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return honest.toParameter(wanted, value.map(v -> v.clamp(0, 1)), xt, t);
    }
  }

  /** HE02: a normalisation that belongs to predict. */
  public record NormalisedParameter(Head honest) implements ChangedHead {
    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      State square = value.map(v -> v.square().div(v.square().sumKeep(-1)));
      return honest.toParameter(wanted, square, xt, t);
    }
  }

  /** HE03: pairs with twice the target. */
  public record DoublePair(Head honest) implements ChangedHead {
    @Override
    public Target target(Evidence evidence, Times t) {
      Target f = honest.target(evidence, t);
      return new Target() {
        @Override
        public Tensor pair(State dual) {
          return f.pair(dual).times(2);
        }

        @Override
        public Optional<State> dense() {
          return f.dense();
        }
      };
    }
  }

  /** HE03: a weighted sum without a guard: 0 times NaN. */
  public record SpreadingNaN(Head honest) implements ChangedHead {
    @Override
    public Target targetOf(Evidence evidence, Times t) {
      Target average = honest.targetOf(evidence, t);
      if (evidence.posterior().isEmpty()) {
        return average;
      }
      Tensor w = evidence.posterior().get();
      long k = w.shape().dim(1);
      Target each = honest.target(evidence.alternatives(), t.repeatRows(k));
      return new Target() {
        @Override
        public Tensor pair(State dual) {
          Tensor p = each.pair(dual.repeatRows(k)).reshape(w.shape());
          return p.times(w.cast(p.dtype())).sum(1);
        }

        @Override
        public Optional<State> dense() {
          return average.dense();
        }
      };
    }
  }

  /** HE03: the alternatives count equally. */
  public record EqualWeights(Head honest) implements ChangedHead {
    @Override
    public Target targetOf(Evidence evidence, Times t) {
      Optional<Tensor> equal =
          evidence.posterior().map(w -> w.gt(0).cast(w.dtype())).map(w -> w.div(w.sumKeep(1)));
      return honest.targetOf(new Evidence(evidence.z(), evidence.at(), evidence.drawn(), equal), t);
    }
  }

  /** HE04: the velocity (z - x)/(1 - t) of the condOT path from a rounded 1 - t. */
  public record DividingVelocity(Head honest) implements ChangedHead {
    @Override
    public Target target(Evidence evidence, Times t) {
      State away = evidence.z().minus(evidence.drawn().xt());
      Tensor left = t.t().cast(DType.FLOAT32).rsub(1);
      return Target.dense(away.times(left.rdiv(1)));
    }
  }

  /** HE05: values relative to the batch's mean. */
  public record BatchCentred(Head honest) implements ChangedHead {
    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return Prediction.of(raw.map(v -> v.minus(v.meanKeep(0))));
    }
  }

  /** HE06: the law of a site as if its path had no mask. */
  public record Unmasked(Head honest) implements ChangedHead {
    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return Prediction.exp(State.of("p", raw.get("logits").logSoftmax(-1)));
    }
  }

  /** OB01, OB02: a target 2 % too large in a loss, but not in its dense values. */
  public record FastTarget(Head honest) implements ChangedHead {
    @Override
    public Target target(Evidence evidence, Times t) {
      Target f = honest.target(evidence, t);
      return new Target() {
        @Override
        public Tensor pair(State dual) {
          return f.pair(dual).times(1.02);
        }

        @Override
        public Optional<State> dense() {
          return f.dense();
        }

        @Override
        public boolean isSparse() {
          return true;
        }
      };
    }
  }
}
