package org.generatormatching.tck.mutant;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/** Losses: one honest per domain, and some that are no Bregman divergences of target and value. */
public final class DivergenceMutants {
  private DivergenceMutants() {}

  private static Tensor sum(State s) {
    Tensor r = null;
    for (Tensor t : s.arrays().values()) {
      Tensor row = Target.sumRows(t);
      r = r == null ? row : r.plus(row);
    }
    return r;
  }

  private static State dense(Target a) {
    return a.dense().orElseThrow();
  }

  private static Tensor entropy(State a) {
    return sum(a.map(v -> v.eq(0).where(v.like(0), v.times(v.max(1e-300).log()))));
  }

  /** Honest, on real numbers: |a - b|^2. */
  public interface Square extends BregmanDivergence {
    @Override
    default ComponentId id() {
      return ComponentId.of("square@1");
    }

    @Override
    default Domain domain() {
      return Domain.REAL;
    }

    @Override
    default Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().map(Tensor::square)).minus(a.pair(b.value()).times(2));
    }

    @Override
    default Tensor potential(State a) {
      return sum(a.map(Tensor::square));
    }
  }

  /** Honest, on rates: sum a log(a/b) - a + b. */
  public interface Rates extends BregmanDivergence {
    @Override
    default ComponentId id() {
      return ComponentId.of("rates@1");
    }

    @Override
    default Domain domain() {
      return Domain.NONNEGATIVE;
    }

    @Override
    default Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value()).minus(a.pair(b.log()));
    }

    @Override
    default Tensor potential(State a) {
      return entropy(a).minus(sum(a));
    }
  }

  /** Honest, on probabilities: sum a log(a/b). */
  public interface Probabilities extends BregmanDivergence {
    @Override
    default ComponentId id() {
      return ComponentId.of("probabilities@1");
    }

    @Override
    default Domain domain() {
      return Domain.SIMPLEX;
    }

    @Override
    default Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return a.pair(b.log()).neg();
    }

    @Override
    default Tensor potential(State a) {
      return entropy(a);
    }
  }

  /** Honest. */
  public record SquareOnly() implements Square {}

  /** Honest. */
  public record RatesOnly() implements Rates {}

  /** Honest. */
  public record ProbabilitiesOnly() implements Probabilities {}

  /** BR01: the term in a alone has the other sign. */
  public record NegativePotential() implements Rates {
    @Override
    public Tensor potential(State a) {
      return sum(a).minus(entropy(a));
    }
  }

  /** BR02: half the square of the difference, with the potential of the whole. */
  public record MissingHalf() implements Square {
    @Override
    public Tensor loss(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Tensor::square)).times(0.5);
    }
  }

  /** BR03: Huber's loss, straight beyond 1. */
  public record Huber() implements Square {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Huber::of)).minus(potential(dense(a)));
    }

    private static Tensor of(Tensor d) {
      return d.abs().lt(1).where(d.square(), d.abs().times(2).minus(1));
    }
  }

  /** BR03: |a - b|. */
  public record Absolute() implements Square {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Tensor::abs)).minus(potential(dense(a)));
    }
  }

  /** BR03: D(b, a), which is positive and 0 at b = a as well. */
  public record Swapped() implements Probabilities {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      State ratio = b.log().minus(dense(a).map(Tensor::log));
      return sum(b.value().zip(ratio, Tensor::times)).minus(potential(dense(a)));
    }
  }

  /** BR04: the prediction is detached where it is far from 0. */
  public record Detached() implements Square {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      State near = b.value().map(v -> v.abs().lt(1e-3).where(v, v.stopGradient()));
      return sum(near.map(Tensor::square)).minus(a.pair(near).times(2));
    }
  }

  /** BR04: the Kullback-Leibler divergence of rates that do not sum to 1. */
  public record Unnormalised() implements Rates {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return a.pair(b.log()).neg();
    }
  }
}
