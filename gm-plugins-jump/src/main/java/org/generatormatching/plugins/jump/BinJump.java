package org.generatormatching.plugins.jump;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Events;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * Jumps of single coordinates of R^d or of a box into bins, uniform inside a bin: {@code L f(x) =
 * sum_i sum_j rates[i, j] (mean of f over x_i in bin j - f(x))}.
 *
 * <p>Coordinates {@code bin-rates@1} over the bins: under each name of the point's arrays [B,
 * dims...] the rates [B, dims..., count]. Omega are the rates that are not negative. A head over
 * other bins is refused when a term is made of both.
 *
 * @param bins where a coordinate can jump to
 */
public record BinJump(Bins bins) implements GeneratorFamily {
  /** The coordinates of rates into these bins. */
  public static CoordinateId rates(Bins bins) {
    return CoordinateId.of("bin-rates@1").over(bins.toString());
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("bin-jump@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Flat.class).isPresent()
        || space.geometry(Geometry.Bounded.class).isPresent();
  }

  @Override
  public boolean isContinuous() {
    return false;
  }

  @Override
  public CoordinateId wants() {
    return rates(bins);
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new ParameterSet(bins.rates(space.point()), BinJump::isMember);
  }

  private static Tensor isMember(State f) {
    Tensor bad = Tensor.full(0, DType.FLOAT32, Shape.of(f.rows()));
    for (Tensor t : f.arrays().values()) {
      Tensor out = t.isFinite().not().or(t.lt(0));
      bad = bad.plus(Target.sumRows(out.cast(DType.FLOAT32)));
    }
    return bad.eq(0);
  }

  /** The mean over a bin by two Gauss points, exact for cubic polynomials. */
  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    double fx = f.value(x);
    double sum = 0;
    for (String name : x.arrays().keySet()) {
      double[] v = x.get(name);
      double[] rates = parameter.get(name);
      for (int i = 0; i < v.length; i++) {
        for (int j = 0; j < bins.count(); j++) {
          double rate = rates[i * bins.count() + j];
          if (rate != 0) {
            double low = f.value(x.with(name, replaced(v, i, gauss(j, -1))));
            double high = f.value(x.with(name, replaced(v, i, gauss(j, 1))));
            sum += rate * ((low + high) / 2 - fx);
          }
        }
      }
    }
    return sum;
  }

  /** A Gauss point of a bin, side -1 or 1. */
  private double gauss(int j, int side) {
    double half = bins.width() / 2;
    return (bins.edge(j) + bins.edge(j + 1)) / 2 + side * half / Math.sqrt(3);
  }

  private static double[] replaced(double[] v, int i, double by) {
    double[] r = v.clone();
    r[i] = by;
    return r;
  }

  /** A bin in proportion to the rates, and a place anywhere in it. */
  @Override
  public Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
    State total = State.empty();
    State landing = State.empty();
    for (String n : x.names()) {
      Events.Masses rates = new Events.Masses(completed.regular().get(n));
      Tensor bin = rates.choose(rng.fork(n).fork("where")).cast(DType.FLOAT64);
      Tensor u = rng.fork(n).fork("inside").uniform(DType.FLOAT64, bin.shape());
      Tensor to = bin.plus(u).times(bins.width()).plus(bins.low()).min(bins.high());
      total = total.with(n, rates.total());
      landing = landing.with(n, to.cast(x.get(n).dtype()));
    }
    return Optional.of(new Jumps(total, landing));
  }

  /** The exact probability of an event, and the naive one. */
  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new BinLeap(this, false), new BinLeap(this, true));
  }
}
