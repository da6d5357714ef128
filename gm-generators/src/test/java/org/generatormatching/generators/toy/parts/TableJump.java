package org.generatormatching.generators.toy.parts;

import java.util.List;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
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
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Jumps of the whole point to the points y_j of a table: {@code L f(x) = sum_j rates[j] (f(y_j) -
 * f(x))}, coordinates {@code table-rates@1}: {@code rates} [B, n].
 */
public final class TableJump implements GeneratorFamily {
  /** The coordinates of rates to the points of a table. */
  public static final CoordinateId RATES = CoordinateId.of("table-rates@1");

  private final Batch table;
  private final List<Point> points;

  /** Jumps to the points of a table. */
  public TableJump(Batch table) {
    this.table = table;
    this.points = IntStream.range(0, table.size()).mapToObj(table::point).toList();
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("table-jump@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.point().names().equals(List.copyOf(table.arrays().keySet()));
  }

  @Override
  public boolean isContinuous() {
    return false;
  }

  @Override
  public CoordinateId wants() {
    return RATES;
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    return new ParameterSet(
        Signature.of("rates", new ArraySpec(DType.FLOAT32, Shape.of(Shape.B, table.size()))),
        f -> Target.sumRows(f.get("rates").lt(0).cast(DType.FLOAT64)).eq(0));
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    double[] rates = parameter.get("rates");
    double fx = f.value(x);
    double sum = 0;
    for (int j = 0; j < rates.length; j++) {
      if (rates[j] != 0) {
        sum += rates[j] * (f.value(points.get(j)) - fx);
      }
    }
    return sum;
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new Leap(table));
  }

  /** One gate per row, with the rates at the start of the step. */
  private record Leap(Batch table) implements Stepper {
    @Override
    public ComponentId id() {
      return ComponentId.of("table-leap@1");
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
      Tensor rates = p.regular().get("rates");
      if (rates.shape().dim(-1) != table.size()) {
        throw Problem.of(GmError.SHAPE, "rates and table differ in size")
            .found(rates.shape().dim(-1) + " rates")
            .expected(table.size())
            .exception();
      }
      Events.Masses masses = new Events.Masses(rates);
      Tensor jumps = Events.happen(at.rng().fork("gate"), masses.total(), p.factor(), at);
      Tensor to = masses.choose(at.rng().fork("where"));
      State y = x0;
      for (String n : x0.names()) {
        Tensor x = x0.get(n);
        Tensor there = Tensor.of(table.get(n)).take(to).cast(x.dtype());
        y = y.with(n, jumps.alignTo(x).where(there, x));
      }
      return y;
    }
  }
}
