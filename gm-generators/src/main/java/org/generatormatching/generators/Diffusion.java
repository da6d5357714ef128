package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Diffusions dX = b dt + sqrt(v) dW with a variance per coordinate: L f = b . grad f + 1/2 sum_i
 * v_i f_ii, on flat spaces. Omega: v &gt;= 0.
 *
 * <p>With b = score/2 and v = 1 the generator leaves p_t as it is (Langevin): a term of any weight
 * g^2(t) &gt;= 0 beside a flow.
 */
public record Diffusion() implements GeneratorFamily {
  @Override
  public ComponentId id() {
    return ComponentId.of("diffusion@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Flat.class).isPresent();
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.DRIFT_VARIANCE;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    Signature s = Signature.empty();
    s =
        s.with(CoordinateId.DRIFT + ".", space.point())
            .with(CoordinateId.VARIANCE + ".", space.point());
    return new ParameterSet(
        s,
        f -> {
          Tensor negative =
              Rows.sum(f.factor(CoordinateId.VARIANCE), v -> v.lt(0).cast(DType.FLOAT32));
          return Rows.finite(f).and(negative.eq(0));
        });
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    Point gradient = f.gradient(x);
    Point hessian = f.hessianDiagonal(x);
    double sum = 0;
    for (String n : x.arrays().keySet()) {
      double[] b = parameter.get(CoordinateId.DRIFT + "." + n);
      double[] v = parameter.get(CoordinateId.VARIANCE + "." + n);
      for (int i = 0; i < b.length; i++) {
        sum += b[i] * gradient.get(n)[i] + 0.5 * v[i] * hessian.get(n)[i];
      }
    }
    return sum;
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new EulerMaruyama());
  }

  /** X + b int a + sqrt(v int a) N(0, 1): weak order 1. */
  private record EulerMaruyama() implements Stepper {
    @Override
    public ComponentId id() {
      return ComponentId.of("euler-maruyama@1");
    }

    @Override
    public int order() {
      return 1;
    }

    @Override
    public double[] nodes(boolean last) {
      return new double[] {0};
    }

    @Override
    public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
      Parameter.Linear p = evaluated.get(0).linear("stepper '" + id() + "'");
      Tensor integral = p.factor().integral(at.from(), at.to());
      State drift = p.regular().factor(CoordinateId.DRIFT).times(integral);
      State spread = p.regular().factor(CoordinateId.VARIANCE).times(integral).map(Tensor::sqrt);
      State x = x0.plus(drift);
      for (String n : x0.names()) {
        Tensor a = x.get(n);
        Rng rng = at.rng().fork(n);
        x = x.with(n, a.plus(spread.get(n).times(rng.normal(a.dtype(), a.shape()))));
      }
      return x;
    }
  }
}
