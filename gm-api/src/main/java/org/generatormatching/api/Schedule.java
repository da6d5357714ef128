package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * A differentiable, increasing function kappa from [0, 1] to [0, 1] with kappa(1) = 1: how much of
 * the data has arrived at time t. All values FLOAT64 [rows].
 */
public interface Schedule {
  /** kappa(t). */
  Tensor value(Times t);

  /** 1 - kappa(t), computed from 1 - t so that it keeps its relative precision near t = 1. */
  Tensor rest(Times t);

  /** kappa'(t). */
  Tensor derivative(Times t);

  /** The t with kappa(t) = value, for values in [kappa(0), 1]. */
  Tensor inverse(Tensor value);

  /**
   * kappa'/kappa: the rate with which a mixture path, run backwards, returns to its source. Its
   * survival over a step forwards is value(from)/value(to), 0 when the step begins at kappa = 0.
   */
  default TimeFactor noising() {
    Schedule s = this;
    return new TimeFactor() {
      @Override
      public Tensor at(Times t) {
        return s.derivative(t).div(s.value(t));
      }

      @Override
      public Tensor integral(Times from, Times to) {
        return survival(from, to).log().neg();
      }

      @Override
      public Tensor survival(Times from, Times to) {
        return s.value(from).div(s.value(to));
      }
    };
  }

  /**
   * kappa'/(1 - kappa): the rate with which a mixture path jumps to the data. Its survival over a
   * step is rest(to)/rest(from), 0 when the step ends at t = 1.
   */
  default TimeFactor hazard() {
    Schedule s = this;
    return new TimeFactor() {
      @Override
      public Tensor at(Times t) {
        return s.derivative(t).div(s.rest(t));
      }

      @Override
      public Tensor integral(Times from, Times to) {
        return survival(from, to).log().neg();
      }

      @Override
      public Tensor survival(Times from, Times to) {
        return s.rest(to).div(s.rest(from));
      }
    };
  }
}
