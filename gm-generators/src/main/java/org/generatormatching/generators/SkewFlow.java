package org.generatormatching.generators;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/**
 * The flow {@code u = A grad log p_t} with the constant antisymmetric A that turns the planes of
 * coordinates (1, 2), (3, 4), ...: {@code u_1 = s_2, u_2 = -s_1}. It leaves every p_t as it is,
 * since div(A grad p) = 0, and mixes without noise: a term of any weight beside a solution. A last
 * odd coordinate does not move.
 */
public record SkewFlow() implements GeneratorFamily {
  @Override
  public ComponentId id() {
    return ComponentId.of("skew-flow@1");
  }

  /** Flat spaces that have a plane to turn. */
  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Flat.class).isPresent()
        && space.point().arrays().values().stream().anyMatch(a -> a.shape().coefficient() > 1);
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.SCORE;
  }

  @Override
  public Parameter complete(Parameter given, State xt, Times t) {
    Parameter.Linear l = given.linear("family '" + id() + "'");
    Map<String, Tensor> m = new LinkedHashMap<>();
    l.regular().arrays().forEach((n, s) -> m.put(n, turned(s)));
    return new Parameter.Linear(new State(m), l.factor());
  }

  private static Tensor turned(Tensor score) {
    long d = score.shape().coefficient();
    long rows = score.shape().dim(0);
    if (d < 2) {
      return score.like(0);
    }
    Tensor flat = score.reshape(rows, d);
    Tensor planes = flat.slice(1, 0, d / 2 * 2).reshape(rows, d / 2, 2).flip(2);
    Tensor signs = Tensor.of(HostArray.of(new double[] {1, -1}, 2)).cast(score.dtype());
    Tensor u = planes.times(signs).reshape(rows, d / 2 * 2);
    return u.pad(1, 0, d % 2).reshape(score.shape());
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new Flow().parameters(space);
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    return new Flow().action(f, x, parameter);
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return new Flow().steppers(space);
  }
}
