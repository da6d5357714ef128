package org.generatormatching.api.path;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * The affine Gaussian path on R^d, x_t = alpha(t) z + sigma(t) e with e ~ N(0, I).
 *
 * <p>The noise of a draw is e, in the arrays of the point. Source: Lipman et al. 2023; Holderrieth
 * et al. 2024, example "geometric average".
 *
 * @param space a space of floating arrays
 * @param schedule alpha and sigma
 */
public record AffineGaussianPath(StateSpace space, GaussianSchedule schedule)
    implements ConditionalPath {
  /** Refuses spaces with tokens, and those that noise would leave. */
  public AffineGaussianPath {
    if (space.geometry(Geometry.Bounded.class).isPresent()) {
      throw Problem.of(GmError.UNSUPPORTED, "an affine Gaussian path leaves a bounded space")
          .found(space.id())
          .expected("a space of all real numbers, or another path")
          .exception();
    }
    for (var e : space.point().arrays().entrySet()) {
      if (!e.getValue().dtype().floating()) {
        throw Problem.of(GmError.UNSUPPORTED, "an affine Gaussian path needs floating arrays")
            .found("'" + e.getKey() + "' " + e.getValue() + " of " + space.id())
            .exception();
      }
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("affine-gaussian@1");
  }

  @Override
  public Source source() {
    return new Normal(space);
  }

  /** N(0, I). */
  private record Normal(StateSpace space) implements Source {
    @Override
    public State draw(Rng rng, long rows) {
      Map<String, Tensor> m = new LinkedHashMap<>();
      for (var e : space.point().arrays().entrySet()) {
        ArraySpec spec = e.getValue();
        m.put(e.getKey(), rng.fork(e.getKey()).normal(spec.dtype(), spec.shape().with(0, rows)));
      }
      return new State(m);
    }

    @Override
    public Optional<Tensor> logDensity(State x) {
      return Optional.of(
          square(x).times(-0.5).minus(dimension(space) / 2.0 * Math.log(2 * Math.PI)));
    }
  }

  private static Tensor square(State s) {
    Tensor sum = null;
    for (Tensor t : s.arrays().values()) {
      Tensor wide = t.cast(DType.FLOAT64);
      Tensor row = Target.sumRows(wide.square());
      sum = sum == null ? row : sum.plus(row);
    }
    return Objects.requireNonNull(sum);
  }

  private static long dimension(StateSpace space) {
    return space.point().arrays().values().stream().mapToLong(a -> a.shape().coefficient()).sum();
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    State noise = source().draw(rng, z.rows());
    return new Drawn(at(z, noise, t), noise);
  }

  private State at(State z, State noise, Times t) {
    return z.times(schedule.alpha().value(t)).plus(noise.times(schedule.sigma(t)));
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    if (kind == PathTrait.AffineGaussian.class) {
      return Optional.of(kind.cast((PathTrait.AffineGaussian) () -> schedule));
    }
    if (kind == PathTrait.Interpolant.class) {
      return Optional.of(kind.cast((PathTrait.Interpolant) this::at));
    }
    if (kind == PathTrait.Density.class) {
      return Optional.of(kind.cast(new GaussianDensity()));
    }
    return Optional.empty();
  }

  private final class GaussianDensity implements PathTrait.Density {
    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      double d = dimension(space);
      Tensor e2 = square(explain(xt, z, t).noise());
      return e2.times(-0.5)
          .minus(schedule.sigma(t).log().times(d))
          .minus(d / 2 * Math.log(2 * Math.PI));
    }

    /** With e = (x - alpha z)/sigma: (-d sigma' + (alpha' z . e + sigma' |e|^2)) / sigma. */
    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      State e = explain(xt, z, t).noise();
      Tensor ze = null;
      for (String n : e.names()) {
        Tensor p = z.get(n).cast(DType.FLOAT64).times(e.get(n).cast(DType.FLOAT64));
        Tensor row = Target.sumRows(p);
        ze = ze == null ? row : ze.plus(row);
      }
      Tensor pull = Objects.requireNonNull(ze).times(schedule.alpha().derivative(t));
      Tensor spread = square(e).minus(dimension(space)).times(schedule.sigmaDerivative(t));
      return pull.plus(spread).div(schedule.sigma(t));
    }

    @Override
    public Drawn explain(State xt, State z, Times t) {
      State rest = xt.minus(z.times(schedule.alpha().value(t)));
      return new Drawn(xt, rest.times(schedule.sigma(t).rdiv(1)));
    }
  }
}
