package org.generatormatching.generators.toy.parts;

import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;

/**
 * Continuous-time Markov chains over sites, one site at a time: {@code L f(x) = sum_l sum_k
 * rates[l, k] (f(x with x_l = k) - f(x))}. The rate of the present token changes nothing.
 */
public record Ctmc() implements GeneratorFamily {
  @Override
  public ComponentId id() {
    return ComponentId.of("ctmc@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Sites.class).isPresent();
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.SITE_RATES;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    Geometry.Sites s = space.geometry(Geometry.Sites.class).orElseThrow();
    Shape shape = Shape.of(Shape.B, s.sites(), s.tokens());
    return new ParameterSet(
        Signature.of("rates", new ArraySpec(DType.FLOAT32, shape)),
        f -> Target.sumRows(f.get("rates").lt(0).cast(DType.FLOAT64)).eq(0));
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    double[] tokens = x.get("tokens");
    double[] rates = parameter.get("rates");
    int k = rates.length / tokens.length;
    double fx = f.value(x);
    double sum = 0;
    for (int l = 0; l < tokens.length; l++) {
      for (int to = 0; to < k; to++) {
        double rate = rates[l * k + to];
        if (to != tokens[l] && rate != 0) {
          double[] y = tokens.clone();
          y[l] = to;
          sum += rate * (f.value(x.with("tokens", y)) - fx);
        }
      }
    }
    return sum;
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new TauLeap());
  }
}
