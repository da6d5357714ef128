package org.generatormatching.api.path;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
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
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The mixture path: x_t = z with probability kappa(t), else a draw x_0 of the source. On a space of
 * sites every site decides for itself, in a box every coordinate; on any other space the whole
 * point does.
 *
 * <p>The noise of a draw holds the arrays of x_0 and {@code gate}, uniform on (0, 1), [rows],
 * [rows, L] or [rows, dims...]: x_t = z where gate &lt; kappa(t). Source: Gat et al. 2024;
 * Holderrieth et al. 2024.
 *
 * @param space any space
 * @param kappa the schedule
 * @param source p_0
 * @param logSource log p_0 of a point where it is known: [rows, L] per site on a space of sites,
 *     [rows, dims...] per coordinate in a box, else [rows]
 * @param mask the token at which every site starts and which no data have, if the source is so
 */
public record MixturePath(
    StateSpace space,
    Schedule kappa,
    Source source,
    Optional<UnaryOperator<State>> logSource,
    OptionalInt mask)
    implements ConditionalPath {
  /** The name of the array in which {@code logSource} answers. */
  public static final String LOG = "log";

  /** A path without a mask. */
  public MixturePath(
      StateSpace space, Schedule kappa, Source source, Optional<UnaryOperator<State>> logSource) {
    this(space, kappa, source, logSource, OptionalInt.empty());
  }

  /** Sites that start uniform over all tokens, or coordinates that start uniform in a box. */
  public static MixturePath uniform(StateSpace space, Schedule kappa) {
    Optional<Geometry.Bounded> box = space.geometry(Geometry.Bounded.class);
    if (box.isPresent()) {
      double width = box.get().high() - box.get().low();
      return new MixturePath(
          space,
          kappa,
          space.reference(),
          Optional.of(
              x -> State.of(LOG, only(x).cast(DType.FLOAT64).like(0).minus(Math.log(width)))));
    }
    double log = -Math.log(sites(space).tokens());
    return new MixturePath(
        space,
        kappa,
        (rng, rows) -> {
          Shape s = space.point().get("tokens").shape().with(0, rows);
          Tensor u = rng.uniform(DType.FLOAT64, s).times(sites(space).tokens());
          return State.of("tokens", u.floor().cast(DType.INT64));
        },
        Optional.of(x -> State.of(LOG, x.get("tokens").cast(DType.FLOAT64).like(0).plus(log))));
  }

  /** Sites that start masked; the mask is the last token. */
  public static MixturePath masked(StateSpace space, Schedule kappa) {
    int mask = sites(space).tokens() - 1;
    return new MixturePath(
        space,
        kappa,
        (rng, rows) -> {
          Shape s = space.point().get("tokens").shape().with(0, rows);
          return State.of("tokens", Tensor.full(mask, DType.INT64, s));
        },
        Optional.of(x -> State.of(LOG, x.get("tokens").eq(mask).cast(DType.FLOAT64).log())),
        OptionalInt.of(mask));
  }

  private static Geometry.Sites sites(StateSpace space) {
    return space
        .geometry(Geometry.Sites.class)
        .orElseThrow(
            () ->
                Problem.of(GmError.UNSUPPORTED, "a space has no tokens to start from")
                    .found(space.id())
                    .expected("a space of sites")
                    .exception());
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("mixture@1");
  }

  private boolean perSite() {
    return space.geometry(Geometry.Sites.class).isPresent();
  }

  private boolean isBox() {
    return space.geometry(Geometry.Bounded.class).isPresent();
  }

  /** The one array of a point of sites or of a box. */
  private static Tensor only(State x) {
    return x.get(x.names().iterator().next());
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    State x0 = source.draw(rng.fork("source"), z.rows());
    Shape gates = perSite() || isBox() ? only(z).shape() : Shape.of(z.rows());
    State noise = x0.with("gate", rng.fork("gate").uniform(DType.FLOAT64, gates));
    return new Drawn(at(z, noise, t), noise);
  }

  private State at(State z, State noise, Times t) {
    Tensor gate = noise.get("gate");
    Tensor arrived = gate.lt(kappa.value(t).alignTo(gate));
    return z.zip(noise, (zi, x0) -> arrived.alignTo(zi).where(zi, x0));
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    if (kind == PathTrait.Mixture.class) {
      return Optional.of(kind.cast(new Kept(kappa, logSource, mask)));
    }
    if (kind == PathTrait.Interpolant.class) {
      return Optional.of(kind.cast((PathTrait.Interpolant) this::at));
    }
    if (kind == PathTrait.Density.class && logSource.isPresent()) {
      UnaryOperator<State> log = logSource.get();
      return Optional.of(kind.cast(perSite() ? new SiteDensity(log) : new AtomDensity(log)));
    }
    return Optional.empty();
  }

  /** What heads need to know. */
  private record Kept(Schedule kappa, Optional<UnaryOperator<State>> logSource, OptionalInt mask)
      implements PathTrait.Mixture {}

  /** Whether a row of x is z itself, BOOL [rows]. */
  private static Tensor same(State x, State z) {
    Tensor all = null;
    for (String n : x.names()) {
      Tensor differs = Target.sumRows(x.get(n).eq(z.get(n)).not().cast(DType.FLOAT64));
      all = all == null ? differs : all.plus(differs);
    }
    return Objects.requireNonNull(all).eq(0);
  }

  private static Drawn explained(State xt, Tensor hit) {
    Tensor gate = hit.where(Tensor.of(0, DType.FLOAT64), Tensor.of(1, DType.FLOAT64));
    return new Drawn(xt, xt.with("gate", gate));
  }

  /** Independent sites: log of (1 - kappa) p_0(x_i) + kappa [x_i = z_i], summed. */
  private final class SiteDensity implements PathTrait.Density {
    private final UnaryOperator<State> log;

    SiteDensity(UnaryOperator<State> log) {
      this.log = log;
    }

    private Tensor hit(State xt, State z) {
      return xt.get("tokens").eq(z.get("tokens")).cast(DType.FLOAT64);
    }

    private Tensor mass(State xt, State z, Times t) {
      Tensor p0 = log.apply(xt).get(LOG).exp();
      return p0.times(kappa.rest(t).alignTo(p0)).plus(hit(xt, z).times(kappa.value(t).alignTo(p0)));
    }

    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      return mass(xt, z, t).log().sum(1);
    }

    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      Tensor p0 = log.apply(xt).get(LOG).exp();
      Tensor mass = mass(xt, z, t);
      Tensor none = mass.eq(0);
      Tensor rate = hit(xt, z).minus(p0).div(none.where(mass.like(1), mass));
      return none.where(rate.like(0), rate).sum(1).times(kappa.derivative(t));
    }

    @Override
    public Drawn explain(State xt, State z, Times t) {
      return explained(xt, xt.get("tokens").eq(z.get("tokens")));
    }
  }

  /**
   * An atom at z beside a density: of the whole point, or of each coordinate in a box, where the
   * logs are summed.
   */
  private final class AtomDensity implements PathTrait.Density {
    private final UnaryOperator<State> log;

    AtomDensity(UnaryOperator<State> log) {
      this.log = log;
    }

    private Tensor hit(State xt, State z) {
      return isBox() ? only(xt).eq(only(z)) : same(xt, z);
    }

    private Tensor either(State xt, State z, Tensor atom, Tensor density) {
      Tensor hit = hit(xt, z);
      Tensor wide = density.alignTo(hit).broadcast(hit.shape());
      return Target.sumRows(hit.where(atom.alignTo(hit).broadcast(hit.shape()), wide));
    }

    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      Tensor density = log.apply(xt).get(LOG);
      Tensor rest = kappa.rest(t).log().alignTo(density);
      return either(xt, z, kappa.value(t).log().plus(ATOM), density.plus(rest));
    }

    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      Tensor d = kappa.derivative(t);
      return either(xt, z, d.div(kappa.value(t)), d.div(kappa.rest(t)).neg());
    }

    @Override
    public Drawn explain(State xt, State z, Times t) {
      return explained(xt, hit(xt, z));
    }
  }
}
