package org.generatormatching.generators;

import java.util.Optional;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * The mixture path in a box with its atom spread out, so that a flow can carry it. Every coordinate
 * is uniform between the walls with probability 1 - kappa, and else {@code z + w T} folded back at
 * the walls, T ~ N(0, 1) and {@code w = width (1 - kappa)}. The narrower, the nearer to the mixture
 * path, and the steeper the flow.
 *
 * <p>The noise of a draw holds the point of the source, {@code gate} uniform on (0, 1) and {@code
 * spread}, T, all of the point's shape.
 *
 * @param space a box of one array
 * @param kappa the schedule
 * @param width of the spread at t = 0, above 0 and at most a tenth of the distance of the walls
 */
public record SmoothedMixturePath(StateSpace space, Schedule kappa, double width)
    implements ConditionalPath {
  /** Below every width that FLOAT32 tells from 0. */
  private static final double TINY = 1e-30;

  private static final double FAR = 60;

  /** One image of the spread behind each wall is enough: the next is 9 widths away. */
  private static final double WIDEST = 0.1;

  /** Checks the space and the width. */
  public SmoothedMixturePath {
    Geometry.Bounded box =
        space
            .geometry(Geometry.Bounded.class)
            .orElseThrow(
                () ->
                    Problem.of(GmError.UNSUPPORTED, "a smoothed mixture path needs walls")
                        .found(space.id())
                        .expected("a box")
                        .exception());
    double most = (box.high() - box.low()) * WIDEST;
    if (!(width > 0 && width <= most)) {
      throw Problem.of(GmError.CONFIG, "the width of a smoothed mixture path is out of range")
          .found("width = " + width)
          .expected("above 0 and at most " + most + ", a tenth of the distance of the walls")
          .exception();
    }
  }

  /** What a head needs to know. */
  public interface Smoothed extends PathTrait {
    /** kappa. */
    Schedule kappa();

    /** The width of the spread at t = 0. */
    double width();

    /** The distribution of coordinates about the places z, at times [rows]. */
    Spread spread(Tensor x, Tensor z, Times t);
  }

  /**
   * Where coordinates x stand in the spread about z. All values FLOAT64 of x's shape, made from y =
   * (x - z)/w and its images behind the walls.
   *
   * @param below the probability of values below x
   * @param density w times the density at x
   * @param widening w times the derivative of {@code below} by w
   * @param slope w^2 times the derivative of the density by w
   * @param w the width now
   */
  public record Spread(Tensor below, Tensor density, Tensor widening, Tensor slope, Tensor w) {}

  @Override
  public ComponentId id() {
    return ComponentId.of("smoothed-mixture@1");
  }

  private Geometry.Bounded box() {
    return space.geometry(Geometry.Bounded.class).orElseThrow();
  }

  private String name() {
    return space.point().names().iterator().next();
  }

  @Override
  public Source source() {
    return space.reference();
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    Tensor at = z.get(name());
    State noise =
        source()
            .draw(rng.fork("source"), z.rows())
            .with("gate", rng.fork("gate").uniform(DType.FLOAT64, at.shape()))
            .with("spread", rng.fork("spread").normal(DType.FLOAT64, at.shape()));
    return new Drawn(at(z, noise, t), noise);
  }

  private State at(State z, State noise, Times t) {
    Tensor end = z.get(name());
    Tensor gate = noise.get("gate");
    Tensor w = kappa.rest(t).times(width).alignTo(gate);
    Tensor spread = end.cast(DType.FLOAT64).plus(noise.get("spread").times(w));
    Tensor folded = Walled.fold(spread, box().low(), box().high()).cast(end.dtype());
    Tensor arrived = gate.lt(kappa.value(t).alignTo(gate));
    return State.of(name(), arrived.where(folded, noise.get(name())));
  }

  private Spread spread(Tensor x, Tensor z, Times t) {
    Tensor here = x.cast(DType.FLOAT64);
    Tensor there = z.cast(DType.FLOAT64);
    Tensor w = kappa.rest(t).times(width).max(TINY).alignTo(here).broadcast(here.shape());
    Tensor y = here.minus(there).div(w);
    Tensor left = here.plus(there).rsub(2 * box().low()).div(w);
    Tensor right = here.plus(there).rsub(2 * box().high()).div(w);
    return new Spread(
        below(y).minus(below(left)).plus(below(right).rsub(1)),
        density(y).plus(density(left)).plus(density(right)),
        moment(left).plus(moment(right)).minus(moment(y)),
        slope(y).plus(slope(left)).plus(slope(right)),
        w);
  }

  /** P(T &lt;= y). */
  private static Tensor below(Tensor y) {
    return y.times(Math.sqrt(0.5)).erf().plus(1).times(0.5);
  }

  private static Tensor density(Tensor y) {
    return near(y).square().times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
  }

  /** y k(y). */
  private static Tensor moment(Tensor y) {
    return near(y).times(density(y));
  }

  /** -(k + y k') = (y^2 - 1) k. */
  private static Tensor slope(Tensor y) {
    return near(y).square().minus(1).times(density(y));
  }

  /** Beyond it all of this is 0, and a square of y could be infinite. */
  private static Tensor near(Tensor y) {
    return y.max(-FAR).min(FAR);
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    if (kind == PathTrait.Interpolant.class) {
      return Optional.of(kind.cast((PathTrait.Interpolant) this::at));
    }
    if (kind == PathTrait.Density.class) {
      return Optional.of(kind.cast(new Mixed()));
    }
    if (kind == Smoothed.class) {
      return Optional.of(kind.cast(new Known()));
    }
    return Optional.empty();
  }

  private final class Known implements Smoothed {
    @Override
    public Schedule kappa() {
      return kappa;
    }

    @Override
    public double width() {
      return width;
    }

    @Override
    public Spread spread(Tensor x, Tensor z, Times t) {
      return SmoothedMixturePath.this.spread(x, z, t);
    }
  }

  /** (1 - kappa)/L + kappa k/w of every coordinate. */
  private final class Mixed implements PathTrait.Density {
    private Tensor mass(Spread s, Times t) {
      Tensor arrived = s.density().div(s.w()).times(kappa.value(t).alignTo(s.w()));
      double walls = box().high() - box().low();
      return arrived.plus(kappa.rest(t).div(walls).alignTo(s.w()));
    }

    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      Spread s = spread(xt.get(name()), z.get(name()), t);
      return Target.sumRows(mass(s, t).log());
    }

    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      Spread s = spread(xt.get(name()), z.get(name()), t);
      double walls = box().high() - box().low();
      Tensor moved = s.density().div(s.w()).minus(1 / walls);
      Tensor narrower =
          s.slope().div(s.w().square()).times(kappa.value(t).alignTo(s.w())).times(-width);
      Tensor rate = moved.plus(narrower).times(kappa.derivative(t).alignTo(s.w()));
      return Target.sumRows(rate.div(mass(s, t)));
    }

    /** As if it had not arrived, which explains every point before t = 1. */
    @Override
    public Drawn explain(State xt, State z, Times t) {
      Tensor x = xt.get(name()).cast(DType.FLOAT64);
      State noise = xt.with("gate", x.like(1)).with("spread", x.like(0));
      return new Drawn(xt, noise);
    }
  }
}
