package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Flows dX = u_t(X) dt on spaces with tangents, and in boxes, at whose walls they stop: L f = u .
 * grad f. V is the tangent space and Omega all of it.
 */
public record Flow() implements GeneratorFamily {
  @Override
  public ComponentId id() {
    return ComponentId.of("flow@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return moves(space).isPresent();
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.VELOCITY;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new ParameterSet(geometry(space).tangent(), Rows::finite);
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    Point gradient = f.gradient(x);
    double sum = 0;
    for (Map.Entry<String, double[]> e : parameter.arrays().entrySet()) {
      double[] u = e.getValue();
      double[] g = gradient.get(e.getKey());
      for (int i = 0; i < u.length; i++) {
        sum += u[i] * g[i];
      }
    }
    return sum;
  }

  /** Euler, midpoint, Heun; on flat spaces also Runge-Kutta of order 4 and two-step. */
  @Override
  public List<Stepper> steppers(StateSpace space) {
    Geometry.Riemannian g = geometry(space);
    List<Stepper> all = new ArrayList<>();
    all.add(FlowStepper.euler(g));
    all.add(FlowStepper.midpoint(g));
    all.add(FlowStepper.heun(g));
    space
        .geometry(Geometry.Flat.class)
        .ifPresent(
            flat -> {
              all.add(RungeKutta.classical());
              all.add(new TwoStep(flat));
            });
    return List.copyOf(all);
  }

  private static Optional<Geometry.Riemannian> moves(StateSpace space) {
    return space
        .geometry(Geometry.Riemannian.class)
        .or(
            () ->
                space
                    .geometry(Geometry.Bounded.class)
                    .map(walls -> new Walled(space.point(), walls)));
  }

  private static Geometry.Riemannian geometry(StateSpace space) {
    return moves(space)
        .orElseThrow(
            () ->
                Problem.of(GmError.UNSUPPORTED, "family 'flow@1' is not defined on a space")
                    .found(space.id())
                    .expected("a space with tangents (Geometry.Riemannian), or a box")
                    .exception());
  }
}
