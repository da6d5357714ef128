package org.generatormatching.mutants.decorators;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;

/** Another family but for what is overridden. */
public class ChangedFamily implements GeneratorFamily {
  private final GeneratorFamily family;

  /** The same family. */
  public ChangedFamily(GeneratorFamily family) {
    this.family = family;
  }

  @Override
  public ComponentId id() {
    return family.id();
  }

  @Override
  public boolean supports(StateSpace space) {
    return family.supports(space);
  }

  @Override
  public CoordinateId wants() {
    return family.wants();
  }

  @Override
  public Parameter complete(Parameter given, State xt, Times t) {
    return family.complete(given, xt, t);
  }

  @Override
  public State value(Parameter completed, State xt, Times t) {
    return family.value(completed, xt, t);
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return family.parameters(space);
  }

  @Override
  public boolean isContinuous() {
    return family.isContinuous();
  }

  @Override
  public boolean admits(TestFunction f) {
    return family.admits(f);
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    return family.action(f, x, parameter);
  }

  @Override
  public Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
    return family.jumps(x, completed, rng);
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return family.steppers(space);
  }
}
