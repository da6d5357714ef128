package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * A Bregman divergence D(a, b) = phi(a) - phi(b) - &lt;a - b, grad phi(b)&gt; with a strictly
 * convex phi.
 *
 * <p>a is always the conditional target and b the prediction: the target enters linearly through
 * the first argument, which is why the conditional loss has the marginal loss's gradient. Losses
 * leave out terms in a alone.
 */
public interface BregmanDivergence {
  /** The id in configurations. */
  ComponentId id();

  /** Where phi lives: the values that a target and a prediction may have. */
  Domain domain();

  /** D(a, b) up to terms in a alone, [rows]. */
  Tensor evaluate(Target a, Prediction b, State xt, Times t);

  /** phi(a), [rows]: D(a, b) = phi(a) + evaluate(a, b). */
  Tensor potential(State a);

  /**
   * What is minimised and shown to people, [rows]: D(a, b) itself, which is not negative, where the
   * target is dense and not sparse, else {@link #evaluate}. Both have the same gradient.
   */
  default Tensor loss(Target a, Prediction b, State xt, Times t) {
    Tensor d = evaluate(a, b, xt, t);
    if (a.isSparse()) {
      return d;
    }
    return a.dense().map(v -> potential(v).cast(d.dtype()).plus(d)).orElse(d);
  }

  /** Sets of values on which a phi is strictly convex. */
  enum Domain {
    /** All real numbers. */
    REAL,
    /** Numbers that are at least 0. */
    NONNEGATIVE,
    /** Numbers that are at least 0 and sum to 1 along the last axis. */
    SIMPLEX
  }
}
