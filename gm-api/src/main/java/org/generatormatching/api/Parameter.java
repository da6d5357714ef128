package org.generatormatching.api;

import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * A value F_t(x) of the linear parameterisation of a generator, with its dependence on time split
 * off so that steps stay exact where it is singular.
 */
public sealed interface Parameter {
  /** F at the points x and times t; the limit t = 1 may be infinite. */
  State value(State x, Times t);

  /** The parameter w F for a weight w [rows] or scalar: a part of a superposition. */
  Parameter weighted(Tensor w);

  /**
   * This parameter as {@code a(t) regular}: the only form that rates of a jump have.
   *
   * @param user who needs it, for the message
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if it has another form
   */
  default Linear linear(Object user) {
    if (this instanceof Linear l) {
      return l;
    }
    throw Problem.of(GmError.UNSUPPORTED, user + " needs a parameter of the form a(t) * regular")
        .found(getClass().getSimpleName())
        .exception();
  }

  /**
   * {@code F = a(t) regular}.
   *
   * @param regular the part without the singular factor
   * @param factor a(t)
   */
  record Linear(State regular, TimeFactor factor) implements Parameter {
    /** F without a time factor. */
    public static Linear of(State value) {
      return new Linear(value, TimeFactor.one());
    }

    @Override
    public State value(State x, Times t) {
      return regular.times(factor.at(t));
    }

    @Override
    public Parameter weighted(Tensor w) {
      return new Linear(regular, factor.times(w));
    }
  }

  /**
   * {@code F = drive(t) toward - decay(t) x}: a velocity that pulls towards a point.
   *
   * @param toward the point
   * @param relaxation how it is approached
   */
  record Relaxing(State toward, Relaxation relaxation) implements Parameter {
    @Override
    public State value(State x, Times t) {
      return toward.times(relaxation.drive(t)).minus(x.times(relaxation.decay(t)));
    }

    @Override
    public Parameter weighted(Tensor w) {
      return new Relaxing(toward, relaxation.times(w));
    }
  }
}
