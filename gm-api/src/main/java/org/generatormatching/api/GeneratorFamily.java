package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;

/**
 * A linear parameterisation of generators, L f(x) = &lt;K f(x), F(x)&gt;: flow, diffusion, jump,
 * CTMC.
 */
public interface GeneratorFamily {
  /** The id in configurations. */
  ComponentId id();

  /** Whether the family is defined on a space. */
  boolean supports(StateSpace space);

  /**
   * Whether the process has continuous paths and no jumps. Between two steps of its simulation such
   * a process passes the atoms of a law.
   */
  default boolean isContinuous() {
    return true;
  }

  /** The coordinates of F. */
  CoordinateId wants();

  /**
   * The family's own parameter, made of what a head gives: noise or a rotation that the family was
   * configured with comes in here. Affine in what is given.
   */
  default Parameter complete(Parameter given, State xt, Times t) {
    return given;
  }

  /** F at a point, for laws; infinite where the generator is. */
  default State value(Parameter completed, State xt, Times t) {
    return completed.value(xt, t);
  }

  /** V and Omega. */
  ParameterSet parameters(StateSpace space);

  /** Whether L f is defined by {@link #action} for this function (boundary conditions). */
  default boolean admits(TestFunction f) {
    return true;
  }

  /**
   * (L f)(x) in plain Java: the definition of the family, independent of any traced code.
   *
   * @param parameter F at x, evaluated
   */
  double action(TestFunction f, Point x, Point parameter);

  /**
   * What the entries of points do if they jump, for families whose entries jump one at a time: what
   * an exact simulation event by event needs beside the bound of the head's rates.
   *
   * @param completed the parameter at x
   */
  default Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
    return Optional.empty();
  }

  /** The simulations of the family on a space, the default first. */
  List<Stepper> steppers(StateSpace space);

  /**
   * One of the simulations, by its id.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNKNOWN_ID] that lists what there is
   */
  default Stepper stepper(StateSpace space, String id) {
    List<Stepper> all = steppers(space);
    return all.stream()
        .filter(s -> s.id().toString().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.of(GmError.UNKNOWN_ID, "family '" + id() + "' has no such stepper")
                    .found("'" + id + "'")
                    .expected(all.stream().map(Stepper::id).toList())
                    .exception());
  }
}
