package org.generatormatching.api.path;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/**
 * Independent paths on the factors of a product, p_t(.|z_1, z_2) = p_t(.|z_1) p_t(.|z_2), each at
 * its own times. A trait holds if it holds for every factor.
 *
 * @param space the product space
 * @param factors the factors' paths by name
 */
public record ProductPath(StateSpace space, Map<String, ConditionalPath> factors)
    implements ConditionalPath {
  /** Keeps the order. */
  public ProductPath {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("product@1");
  }

  @Override
  public Source source() {
    return (rng, rows) -> {
      State s = State.empty();
      for (var e : factors.entrySet()) {
        s = s.join(e.getKey(), e.getValue().source().draw(rng.fork(e.getKey()), rows));
      }
      return s;
    };
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    State x = State.empty();
    State noise = State.empty();
    for (var e : factors.entrySet()) {
      String n = e.getKey();
      Drawn d = e.getValue().draw(rng.fork(n), z.factor(n), t.factor(n));
      x = x.join(n, d.xt());
      noise = noise.join(n, d.noise());
    }
    return new Drawn(x, noise);
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    if (factors.values().stream().anyMatch(p -> p.trait(kind).isEmpty())) {
      return Optional.empty();
    }
    if (kind == PathTrait.Interpolant.class) {
      return Optional.of(kind.cast((PathTrait.Interpolant) this::interpolate));
    }
    if (kind == PathTrait.Density.class) {
      return Optional.of(kind.cast(new ProductDensity()));
    }
    if (kind == PathTrait.Backward.class) {
      return Optional.of(kind.cast(new ProductBackward()));
    }
    return Optional.empty();
  }

  private <T extends PathTrait> T of(String factor, Class<T> kind) {
    return Objects.requireNonNull(factors.get(factor)).require(kind, "a product");
  }

  private State interpolate(State z, State noise, Times t) {
    State x = State.empty();
    for (String n : factors.keySet()) {
      var i = of(n, PathTrait.Interpolant.class);
      x = x.join(n, i.at(z.factor(n), noise.factor(n), t.factor(n)));
    }
    return x;
  }

  private Tensor sum(Function<String, Tensor> part) {
    Tensor s = null;
    for (String n : factors.keySet()) {
      Tensor p = part.apply(n);
      s = s == null ? p : s.plus(p);
    }
    return Objects.requireNonNull(s);
  }

  private final class ProductDensity implements PathTrait.Density {
    @Override
    public Tensor logDensity(State xt, State z, Times t) {
      return sum(
          n -> of(n, PathTrait.Density.class).logDensity(xt.factor(n), z.factor(n), t.factor(n)));
    }

    @Override
    public Tensor logDensityRate(State xt, State z, Times t) {
      return sum(
          n ->
              of(n, PathTrait.Density.class)
                  .logDensityRate(xt.factor(n), z.factor(n), t.factor(n)));
    }

    @Override
    public Drawn explain(State xt, State z, Times t) {
      State noise = State.empty();
      for (String n : factors.keySet()) {
        var d = of(n, PathTrait.Density.class);
        noise = noise.join(n, d.explain(xt.factor(n), z.factor(n), t.factor(n)).noise());
      }
      return new Drawn(xt, noise);
    }
  }

  private final class ProductBackward implements PathTrait.Backward {
    @Override
    public State drawLater(Rng rng, State xt, Times t, Times later) {
      State x = State.empty();
      for (String n : factors.keySet()) {
        var b = of(n, PathTrait.Backward.class);
        x = x.join(n, b.drawLater(rng.fork(n), xt.factor(n), t.factor(n), later.factor(n)));
      }
      return x;
    }

    @Override
    public Tensor logZ(State xt, Times t, Times later) {
      return sum(
          n -> of(n, PathTrait.Backward.class).logZ(xt.factor(n), t.factor(n), later.factor(n)));
    }
  }
}
