package org.generatormatching.mutants.wrong;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Context;
import org.generatormatching.api.Network;
import org.generatormatching.api.State;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/** A perceptron of one layer, with a fault. */
public final class Networks {
  private Networks() {}

  /** What a mutant does wrong. */
  public enum Fault {
    NONE,
    LOUD,
    DEAD_LAYER,
    FAINT_LAYER,
    NORMALISES_OVER_THE_BATCH,
    RENAMES_OUTPUTS,
    HIDES_A_WEIGHT,
    LISTS_ANOTHER_WEIGHT,
    IGNORES_THE_TIME,
    IGNORES_THE_POINT
  }

  /** A perceptron of one layer, tanh([x, t] K) L, with a fault. */
  public record Perceptron(Fault fault) implements Network.Kind {
    @Override
    public Network make(Signature point, int clocks, Signature context, Signature raw) {
      return new Made(fault, raw);
    }
  }

  /** The perceptron for one signature. */
  public record Made(Fault fault, Signature raw) implements Network {
    private Weight kernel() {
      return weight("kernel", 0.5, 4, 8);
    }

    private Weight output(String name) {
      return weight(name, fault == Fault.LOUD ? 30 : 0.3, 8, raw.get(name).shape().dim(1));
    }

    private static Weight weight(String name, double deviation, long... dims) {
      return new Weight(
          name, DType.FLOAT32, Shape.of(dims), new Weight.Initializer.Normal(deviation));
    }

    @Override
    public Weights weights() {
      List<Weight> all = new ArrayList<>();
      if (fault != Fault.HIDES_A_WEIGHT) {
        all.add(kernel());
      }
      if (fault == Fault.LISTS_ANOTHER_WEIGHT) {
        all.add(weight("other", 1, 2));
      }
      raw.names().forEach(n -> all.add(output(n)));
      return new Weights(all);
    }

    @Override
    public State apply(State x, Tensor t, Context context) {
      Tensor points = x.get("x");
      Tensor time = t.cast(DType.FLOAT32);
      Tensor both =
          Tensor.concat(
              1,
              fault == Fault.IGNORES_THE_POINT ? points.like(1) : points,
              fault == Fault.IGNORES_THE_TIME ? time.like(1) : time);
      if (fault == Fault.NORMALISES_OVER_THE_BATCH) {
        both = both.minus(both.meanKeep(0).times(0.01));
      }
      Tensor h = both.matmul(kernel().tensor()).tanh();
      State out = State.empty();
      for (String n : raw.names()) {
        Tensor used =
            switch (fault) {
              case DEAD_LAYER -> h.stopGradient();
              case FAINT_LAYER -> h.stopGradient().plus(h.minus(h.stopGradient()).times(1e-6));
              default -> h;
            };
        String name = fault == Fault.RENAMES_OUTPUTS ? n + "-raw" : n;
        out = out.with(name, used.matmul(output(n).tensor()));
      }
      return out;
    }
  }
}
