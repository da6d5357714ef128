package org.generatormatching.generators;

import java.util.List;
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
 * Diffusions without drift in a box whose walls reflect, L f = 1/2 sum_i v_i f_ii for functions
 * that are flat at the walls. Omega: v &gt;= 0. Source: Holderrieth et al. 2024, section 4.
 */
public record ReflectedDiffusion() implements GeneratorFamily {
  /** Per array of the point, of its shape: variances per unit of time. */
  public static final CoordinateId VARIANCES = CoordinateId.of("variance@1");

  @Override
  public ComponentId id() {
    return ComponentId.of("reflected-diffusion@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Bounded.class).isPresent();
  }

  @Override
  public CoordinateId wants() {
    return VARIANCES;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new ParameterSet(space.point(), f -> Rows.finite(f).and(Diffusion.positive(f)));
  }

  @Override
  public boolean admits(TestFunction f) {
    return f.isFlatAtBoundary();
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    Point h = f.hessianDiagonal(x);
    double sum = 0;
    for (String n : x.arrays().keySet()) {
      double[] v = parameter.get(n);
      for (int i = 0; i < v.length; i++) {
        sum += 0.5 * v[i] * h.get(n)[i];
      }
    }
    return sum;
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    Geometry.Bounded box =
        space
            .geometry(Geometry.Bounded.class)
            .orElseThrow(
                () ->
                    Problem.of(
                            GmError.UNSUPPORTED, "family '" + id() + "' is not defined on a space")
                        .found(space.id())
                        .expected("a box")
                        .exception());
    return List.of(new Absorbing(box.low(), box.high()));
  }
}
