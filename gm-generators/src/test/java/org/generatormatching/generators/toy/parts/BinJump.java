package org.generatormatching.generators.toy.parts;

import java.util.Arrays;
import java.util.Objects;
import org.generatormatching.tensor.ArraySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Events;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Jumps of single coordinates into bins, uniform inside a bin: {@code L f(x) = sum_i sum_j rates[i,
 * j] (mean of f over x_i in bin j - f(x))}, coordinates {@code bin-rates@1}: under each name of the
 * point's arrays its shape and a last axis of n bins.
 *
 * @param bins the bins
 */
public record BinJump(Bins bins) implements GeneratorFamily {
  /** The coordinates of rates to bins, one gate per coordinate. */
  public static final CoordinateId RATES = CoordinateId.of("bin-rates@1");

  @Override
  public ComponentId id() {
    return ComponentId.of("bin-jump@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.point().arrays().values().stream().allMatch(a -> a.dtype().floating());
  }

  @Override
  public CoordinateId wants() {
    return RATES;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new ParameterSet(bins.signature(space.point()), BinJump::isMember);
  }

  private static Tensor isMember(State f) {
    Tensor bad = null;
    for (Tensor t : f.arrays().values()) {
      Tensor row = Target.sumRows(t.lt(0).cast(DType.FLOAT64));
      bad = bad == null ? row : bad.plus(row);
    }
    return Objects.requireNonNull(bad).eq(0);
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
            double low = f.value(x.with(name, replaced(v, i, bins.gauss(j, -1))));
            double high = f.value(x.with(name, replaced(v, i, bins.gauss(j, 1))));
            sum += rate * ((low + high) / 2 - fx);
          }
        }
      }
    }
    return sum;
  }

  private static double[] replaced(double[] v, int i, double by) {
    double[] r = v.clone();
    r[i] = by;
    return r;
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new Leap(bins));
  }

  /** One gate per coordinate, with the rates at the start of the step. */
  private record Leap(Bins bins) implements Stepper {
    @Override
    public ComponentId id() {
      return ComponentId.of("bin-leap@1");
    }

    @Override
    public double[] nodes(boolean last) {
      return new double[] {0};
    }

    @Override
    public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
      Parameter.Linear p = evaluated.get(0).linear("stepper '" + id() + "'");
      State y = x0;
      for (String n : x0.names()) {
        Tensor x = x0.get(n);
        Tensor rates = p.regular().get(n);
        Rng rng = at.rng().fork(n);
        Tensor jumps = Events.happen(rng.fork("gate"), rates.relu().sum(-1), p.factor(), at);
        Tensor bin = Events.choose(rng.fork("where"), rates);
        Tensor low = bins.edges(x.dtype(), 0).take(bin);
        Tensor high = bins.edges(x.dtype(), 1).take(bin);
        Tensor u = rng.fork("inside").uniform(DType.FLOAT64, x.shape()).cast(x.dtype());
        y = y.with(n, jumps.where(low.plus(high.minus(low).times(u)), x));
      }
      return y;
    }
  }

  /**
   * Adjacent intervals of the line.
   *
   * @param edges ascending, one more than bins
   */
  public record Bins(double[] edges) {
    /** n equal bins. */
    public static Bins uniform(double low, double high, int n) {
      double[] e = new double[n + 1];
      for (int i = 0; i <= n; i++) {
        e[i] = low + (high - low) * i / n;
      }
      return new Bins(e);
    }

    /** Number of bins. */
    public int count() {
      return edges.length - 1;
    }

    /** A Gauss point of a bin, side -1 or 1. */
    double gauss(int j, int side) {
      double half = (edges[j + 1] - edges[j]) / 2;
      return (edges[j] + edges[j + 1]) / 2 + side * half / Math.sqrt(3);
    }

    /** The lower (side 0) or upper (side 1) edges, [n]. */
    Tensor edges(DType dtype, int side) {
      double[] e = Arrays.copyOfRange(edges, side, side + count());
      return Tensor.of(HostArray.of(dtype, e, count()));
    }

    /** All edges, [n + 1]. */
    Tensor all(DType dtype) {
      return Tensor.of(HostArray.of(dtype, edges.clone(), edges.length));
    }

    /** An array of rates for every array of a point. */
    Signature signature(Signature point) {
      Map<String, ArraySpec> m = new LinkedHashMap<>();
      point
          .arrays()
          .forEach(
              (n, a) ->
                  m.put(
                      n,
                      new ArraySpec(
                          a.dtype(), a.shape().insert(a.shape().rank(), count()))));
      return new Signature(m);
    }
  }
}
