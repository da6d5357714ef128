package org.generatormatching.training.network;

import org.generatormatching.tensor.Tensor;

/** The nonlinearity between two layers, elementwise. */
public enum Activation {
  /** x / (1 + e^-x). */
  SILU,
  /** x Phi(x) with the normal distribution function Phi. */
  GELU,
  /** tanh x. */
  TANH;

  /** The function of a floating array of any shape. */
  public Tensor apply(Tensor x) {
    return switch (this) {
      case SILU -> x.silu();
      case GELU -> x.gelu();
      case TANH -> x.tanh();
    };
  }
}
