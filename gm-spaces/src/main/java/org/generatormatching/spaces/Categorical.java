package org.generatormatching.spaces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * L sites with K tokens each: the array {@code tokens} INT64 [B, L], values 0 .. K-1. The reference
 * law is uniform, the distance counts the sites that differ. A mask, where a path needs one, is the
 * last token and counts in K.
 *
 * @param sites L, at least 1
 * @param tokens K, at least 2
 */
public record Categorical(int sites, int tokens) implements StateSpace, Geometry.Sites {
  /** The name of the array. */
  public static final String TOKENS = "tokens";

  private static final int MOST_POINTS = 1_000_000;

  /** Checks the numbers. */
  public Categorical {
    if (sites < 1 || tokens < 2) {
      throw Problem.of(GmError.CONFIG, "a categorical space is too small")
          .found("sites = " + sites + ", tokens = " + tokens)
          .expected("sites >= 1 and tokens >= 2")
          .exception();
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("categorical@1");
  }

  @Override
  public Signature point() {
    return Signature.of(TOKENS, ArraySpec.tokens(sites));
  }

  @Override
  public Tensor isMember(State x) {
    Tensor t = x.get(TOKENS);
    Tensor bad = t.lt(0).or(t.ge(tokens)).cast(DType.FLOAT32);
    return Target.sumRows(bad).eq(0);
  }

  @Override
  public Source reference() {
    return (rng, rows) -> {
      Tensor u = rng.uniform(DType.FLOAT64, Shape.of(rows, sites));
      return State.of(TOKENS, u.times(tokens).floor().cast(DType.INT64));
    };
  }

  @Override
  public Tensor distance(State x, State y) {
    return Target.sumRows(x.get(TOKENS).eq(y.get(TOKENS)).not().cast(DType.FLOAT64));
  }

  /** Sums and products over sites of fixed irregular tables, so that sites are coupled. */
  @Override
  public List<TestFunction> testFunctions() {
    List<TestFunction> fs = new ArrayList<>();
    for (int q = 0; q < 3; q++) {
      double[][] table = new double[sites][tokens];
      for (int i = 0; i < sites; i++) {
        for (int j = 0; j < tokens; j++) {
          table[i][j] = Math.sin(1.3 * q + 2.1 * i + 3.7 * j + 1) / Math.sqrt(sites);
        }
      }
      fs.add(p -> sumAndProduct(table, p.get(TOKENS)));
    }
    return List.copyOf(fs);
  }

  private static double sumAndProduct(double[][] table, double[] x) {
    double sum = 0;
    double product = 1;
    for (int i = 0; i < x.length; i++) {
      double v = table[i][(int) x[i]];
      sum += v;
      product *= 1 + v;
    }
    return sum + product;
  }

  /** All K^L points with mass 1, where they are at most a million; site 0 changes fastest. */
  @Override
  public Optional<Quadrature> quadrature() {
    double count = Math.pow(tokens, sites);
    return count <= MOST_POINTS
        ? Optional.of(enumerate(Math.toIntExact(Math.round(count))))
        : Optional.empty();
  }

  private Quadrature enumerate(int count) {
    long[] v = new long[count * sites];
    for (int i = 0; i < count; i++) {
      for (int j = 0, rest = i; j < sites; j++, rest /= tokens) {
        v[i * sites + j] = rest % tokens;
      }
    }
    double[] masses = new double[count];
    Arrays.fill(masses, 1);
    return new Quadrature(Batch.of(TOKENS, HostArray.of(v, count, sites)), masses);
  }

  @Override
  public <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind == Geometry.Sites.class ? Optional.of(kind.cast(this)) : Optional.empty();
  }
}
