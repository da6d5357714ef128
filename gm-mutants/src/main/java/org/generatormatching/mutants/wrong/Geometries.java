package org.generatormatching.mutants.wrong;

import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.mutants.decorators.ChangedGeometry;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** Geometries with one mistake. */
public final class Geometries {
  private Geometries() {}

  /** GE01: log the other way round. */
  public record ReversedLog(StateSpace honest) implements ChangedGeometry {
    @Override
    public State log(State x, State y) {
      return geometry().log(x, y).times(-1);
    }
  }

  /** GE01: short tangents are taken for none. */
  public record NearIsSame(StateSpace honest) implements ChangedGeometry {
    @Override
    public State log(State x, State y) {
      Tensor near = honest.distance(x, y).lt(1e-5);
      return geometry().log(x, y).map(v -> near.alignTo(v).where(v.like(0), v));
    }
  }

  /** GE02: the ambient vector itself, off the tangent space by a factor. */
  public record Shrinking(StateSpace honest) implements ChangedGeometry {
    @Override
    public State toTangent(State x, State ambient) {
      return geometry().toTangent(x, ambient).times(0.99);
    }
  }

  /** GE02: an inner product that is none. */
  public record SkewInner(StateSpace honest) implements ChangedGeometry {
    @Override
    public Tensor inner(State x, State u, State v) {
      Tensor a = u.get("x");
      Tensor b = v.get("x");
      Tensor twist = a.at(1, 0).times(b.at(1, 1)).times(0.3);
      return a.times(b).sum(1).plus(twist);
    }
  }

  /** GE03: tangents are half as long as they say. */
  public record HalfAngle(StateSpace honest) implements ChangedGeometry {
    @Override
    public State exp(State x, State v) {
      return geometry().exp(x, v.times(0.5));
    }

    @Override
    public State log(State x, State y) {
      return geometry().log(x, y).times(2);
    }
  }

  /** GE03: the metric of so(3) by traces: |v| is the root of 2 times the angle. */
  public record RootTwo(StateSpace honest) implements ChangedGeometry {
    @Override
    public Tensor inner(State x, State u, State v) {
      return geometry().inner(x, u, v).times(2);
    }
  }

  /** GE04: noise that is 10 % too strong. */
  public record LoudNoise(StateSpace honest) implements ChangedGeometry {
    @Override
    public State tangentNoise(Rng rng, State x) {
      return geometry().tangentNoise(rng, x).times(1.1);
    }
  }

  /** GE04: noise along the axes of different strength and the right mean square. */
  public record LongNoise(StateSpace honest) implements ChangedGeometry {
    @Override
    public State tangentNoise(Rng rng, State x) {
      Tensor scale = Tensor.of(HostArray.of(new double[] {Math.sqrt(1.5), Math.sqrt(0.5)}));
      return State.of("x", geometry().tangentNoise(rng, x).get("x").times(scale));
    }
  }

  /** GE04: one draw for all rows. */
  public record CommonNoise(StateSpace honest) implements ChangedGeometry {
    @Override
    public State tangentNoise(Rng rng, State x) {
      Tensor one = rng.normal(DType.FLOAT64, Shape.of(1, 2));
      return State.of("x", x.get("x").like(0).plus(one));
    }
  }
}
