package org.generatormatching.training;

/** The rule by which weights follow their gradients. */
public enum Optimizer {
  /** Adam with decoupled weight decay. */
  ADAMW,
  /** Adam; without weight decay the same as ADAMW. */
  ADAM,
  /** Gradient descent with momentum 0.9. */
  SGD
}
