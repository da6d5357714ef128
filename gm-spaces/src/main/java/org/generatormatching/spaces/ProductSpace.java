package org.generatormatching.spaces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The product S_1 x ... x S_n of named spaces: the arrays {@code NAME.ARRAY}. The reference law is
 * the product law, the distance the root of the sum of squares.
 *
 * @param factors by name, in order; names without dots
 */
public record ProductSpace(Map<String, StateSpace> factors) implements StateSpace {
  private static final int MOST_POINTS = 1_000_000;
  private static final int FUNCTIONS = 4;

  /** Checks the names. */
  public ProductSpace {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    if (factors.isEmpty() || factors.keySet().stream().anyMatch(n -> !n.matches("[^.]+"))) {
      throw Problem.of(GmError.CONFIG, "the factors of a product space need names")
          .found(factors.keySet())
          .expected("at least one name, none of them empty or with a dot")
          .exception();
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("product@1");
  }

  @Override
  public Signature point() {
    Signature s = Signature.empty();
    for (var e : factors.entrySet()) {
      s = s.with(e.getKey() + ".", e.getValue().point());
    }
    return s;
  }

  @Override
  public Tensor isMember(State x) {
    Tensor all = null;
    for (var e : factors.entrySet()) {
      Tensor one = e.getValue().isMember(x.factor(e.getKey()));
      all = all == null ? one : all.and(one);
    }
    return Objects.requireNonNull(all);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> {
      State s = State.empty();
      for (var e : factors.entrySet()) {
        s = s.join(e.getKey(), e.getValue().reference().draw(rng.fork(e.getKey()), rows));
      }
      return s;
    };
  }

  @Override
  public Tensor distance(State x, State y) {
    Tensor sum = null;
    for (var e : factors.entrySet()) {
      String n = e.getKey();
      Tensor one = e.getValue().distance(x.factor(n), y.factor(n)).square();
      sum = sum == null ? one : sum.plus(one);
    }
    return Objects.requireNonNull(sum).sqrt();
  }

  /** Products over all factors, each with another choice of the factors' own functions. */
  @Override
  public List<TestFunction> testFunctions() {
    List<TestFunction> fs = new ArrayList<>();
    for (int m = 0; m < FUNCTIONS; m++) {
      Map<String, TestFunction> parts = new LinkedHashMap<>();
      int i = m;
      for (var e : factors.entrySet()) {
        List<TestFunction> own = e.getValue().testFunctions();
        parts.put(e.getKey(), own.get(i++ % own.size()));
      }
      fs.add(new ProductFunction(parts));
    }
    return List.copyOf(fs);
  }

  /** The product rule, where every factor has one and there are at most a million nodes. */
  @Override
  public Optional<Quadrature> quadrature() {
    Optional<Quadrature> product = Optional.empty();
    for (var e : factors.entrySet()) {
      Optional<Quadrature> own = e.getValue().quadrature();
      if (own.isEmpty()) {
        return own;
      }
      Quadrature q = own.get();
      int before = product.map(p -> p.masses().length).orElse(1);
      if ((long) before * q.masses().length > MOST_POINTS) {
        return Optional.empty();
      }
      product = Optional.of(times(product, e.getKey(), q));
    }
    return product;
  }

  private static Quadrature times(Optional<Quadrature> first, String name, Quadrature q) {
    int n = q.masses().length;
    int before = first.map(p -> p.masses().length).orElse(1);
    int[] outer = new int[before * n];
    int[] inner = new int[before * n];
    double[] masses = new double[before * n];
    for (int i = 0; i < masses.length; i++) {
      outer[i] = i / n;
      inner[i] = i % n;
      masses[i] = q.masses()[inner[i]];
      if (first.isPresent()) {
        masses[i] *= first.get().masses()[outer[i]];
      }
    }
    Batch points = first.map(p -> p.points().rows(outer)).orElse(new Batch(Map.of()));
    return new Quadrature(points.join(name, q.points().rows(inner)), masses);
  }
}
