package org.generatormatching.generators.toy.parts;

import java.util.Optional;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The heat kernel path on SO(3): x_t = z exp(angle axis), where the axis is uniform and the angle
 * has the law of Brownian motion of variance tau(t) = last + (first - last) (1 - t)^2. From d/dtau
 * p = 1/2 Laplacian p both a flow and a jump process follow it.
 *
 * <p>With first = 5 the start is uniform to e^-5; the path ends at variance {@code last}, not in a
 * point. The noise of a draw is {@code axis} [B, 3] and {@code angle} [B].
 */
public record HeatPath(So3 space, double first, double last) implements ConditionalPath {
  @Override
  public ComponentId id() {
    return ComponentId.of("heat-kernel@1");
  }

  HeatKernel kernel() {
    return HeatKernel.from(last);
  }

  Tensor tau(Times t) {
    return t.oneMinusT().square().times(first - last).plus(last);
  }

  /** -tau'(t), whose integral over a step is the variance that is taken away. */
  TimeFactor clock() {
    return new TimeFactor() {
      @Override
      public Tensor at(Times t) {
        return t.oneMinusT().times(2 * (first - last));
      }

      @Override
      public Tensor integral(Times from, Times to) {
        return tau(from).minus(tau(to));
      }
    };
  }

  @Override
  public Source source() {
    return space.reference();
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    Tensor n = rng.fork("axis").normal(DType.FLOAT64, Shape.of(z.rows(), 3));
    Tensor axis = n.div(n.square().sumKeep(1).sqrt());
    Tensor u = rng.fork("angle").uniform(DType.FLOAT64, Shape.of(z.rows()));
    Tensor angle = kernel().quantile(u, tau(t));
    State v = State.of(So3.Q, axis.times(angle.unsqueeze(1)));
    return new Drawn(space.exp(z, v), State.of("axis", axis, "angle", angle));
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    return kind == PathTrait.Density.class
        ? Optional.of(kind.cast(new HeatDensity()))
        : Optional.empty();
  }

  /** With respect to the uniform law. */
  private final class HeatDensity implements PathTrait.Density {
    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      return kernel().value(space.distance(z, xt), tau(t)).log();
    }

    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      return kernel().logRate(space.distance(z, xt), tau(t)).times(clock().at(t)).neg();
    }

    @Override
    public Drawn explain(State xt, State z, Times t) {
      Tensor r = Quaternions.product(Quaternions.inverse(z.get(So3.Q)), xt.get(So3.Q));
      State noise = State.of("axis", Quaternions.axis(r), "angle", Quaternions.angle(r));
      return new Drawn(xt, noise);
    }
  }
}
