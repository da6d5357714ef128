package org.generatormatching.mutants.wrong;

import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.decorators.ChangedDivergence;
import org.generatormatching.tensor.Tensor;

/** Losses that are no Bregman divergences of target and value. */
public final class Divergences {
  private Divergences() {}

  private static Tensor sum(State s) {
    return s.arrays().values().stream().map(Target::sumRows).reduce(Tensor::plus).orElseThrow();
  }

  private static State dense(Target a) {
    return a.dense().orElseThrow();
  }

  /** BR01: the term in a alone has the other sign. */
  public record NegativePotential(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor potential(State a) {
      return honest.potential(a).neg();
    }
  }

  /** BR02: half the square of the difference, with the potential of the whole. */
  public record MissingHalf(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor loss(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Tensor::square)).times(0.5);
    }
  }

  /** BR03: Huber's loss, straight beyond 1. */
  public record Huber(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Huber::of)).minus(potential(dense(a)));
    }

    private static Tensor of(Tensor d) {
      return d.abs().lt(1).where(d.square(), d.abs().times(2).minus(1));
    }
  }

  /** BR03: |a - b|. */
  public record Absolute(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return sum(b.value().minus(dense(a)).map(Tensor::abs)).minus(potential(dense(a)));
    }
  }

  /** BR03: D(b, a), which is positive and 0 at b = a as well. */
  public record Swapped(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      State ratio = b.log().minus(dense(a).map(Tensor::log));
      return sum(b.value().zip(ratio, Tensor::times)).minus(potential(dense(a)));
    }
  }

  /** BR04: the prediction is detached where it is far from 0. */
  public record Detached(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      State near = b.value().map(v -> v.abs().lt(1e-3).where(v, v.stopGradient()));
      return sum(near.map(Tensor::square)).minus(a.pair(near).times(2));
    }
  }

  /** BR04: the Kullback-Leibler divergence of rates that do not sum to 1. */
  public record Unnormalised(BregmanDivergence honest) implements ChangedDivergence {
    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return a.pair(b.log()).neg();
    }
  }
}
