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

  /** What a step holds constant: the part that the network's prediction enters. */
  State frozen();

  /** This parameter with another frozen part, as one of another time has. */
  Parameter with(State frozen);

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
    public State frozen() {
      return regular;
    }

    @Override
    public Parameter with(State frozen) {
      return new Linear(frozen, factor);
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
    public State frozen() {
      return toward;
    }

    @Override
    public Parameter with(State frozen) {
      return new Relaxing(frozen, relaxation);
    }

    @Override
    public Parameter weighted(Tensor w) {
      return new Relaxing(toward, relaxation.times(w));
    }
  }

  /**
   * The drift {@code drive(t) toward - decay(t) x} and the variance per unit of time {@code v(t)}
   * of an Ornstein-Uhlenbeck process that ends at a point: {@link CoordinateId#DRIFT_VARIANCE}.
   * With the point frozen a step of any length is exact, {@code x' ~ N(keep x + gain toward,
   * spread)}, also from t = 0, where drift and variance may be infinite, and up to t = 1.
   *
   * @param toward the point
   * @param bridge how it is approached
   */
  record Bridging(State toward, Bridge bridge) implements Parameter {
    @Override
    public State value(State x, Times t) {
      State drift = toward.times(bridge.drive(t)).minus(x.times(bridge.decay(t)));
      Tensor variance = bridge.variance(t);
      return State.empty()
          .join(CoordinateId.DRIFT, drift)
          .join(CoordinateId.VARIANCE, x.map(a -> a.like(1)).times(variance));
    }

    @Override
    public State frozen() {
      return toward;
    }

    @Override
    public Parameter with(State frozen) {
      return new Bridging(frozen, bridge);
    }

    @Override
    public Parameter weighted(Tensor w) {
      return new Bridging(toward, bridge.times(w));
    }
  }
}
