package org.generatormatching.generators.toy.parts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Point;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Strings of at most {@code capacity} tokens 0 .. alphabet-1: {@code tokens} INT64 [B, capacity],
 * {@code length} INT64 [B]; tokens behind the end are 0.
 */
public record Strings(int capacity, int alphabet) implements StateSpace {
  @Override
  public ComponentId id() {
    return ComponentId.of("sequence@1");
  }

  @Override
  public Signature point() {
    return Signature.of("tokens", new ArraySpec(DType.INT64, Shape.of(Shape.B, capacity)))
        .with("length", new ArraySpec(DType.INT64, Shape.of(Shape.B)));
  }

  @Override
  public Tensor isMember(State x) {
    Tensor tokens = x.get("tokens");
    Tensor length = x.get("length");
    Tensor inside = Tensor.iota(capacity).lt(length.unsqueeze(1));
    Tensor legal = tokens.ge(0).and(tokens.lt(alphabet)).and(inside.or(tokens.eq(0)));
    Tensor all = legal.not().cast(DType.FLOAT64).sum(1).eq(0);
    return all.and(length.ge(0)).and(length.le(capacity));
  }

  /** The empty string. */
  @Override
  public Source reference() {
    return (rng, rows) ->
        State.of(
            "tokens",
            Tensor.full(0, DType.INT64, Shape.of(rows, capacity)),
            "length",
            Tensor.full(0, DType.INT64, Shape.of(rows)));
  }

  /** The number of positions that differ, plus the difference of the lengths. */
  @Override
  public Tensor distance(State x, State y) {
    Tensor sites = x.get("tokens").eq(y.get("tokens")).not().cast(DType.FLOAT64).sum(1);
    return sites.plus(x.get("length").minus(y.get("length")).abs().cast(DType.FLOAT64));
  }

  @Override
  public List<TestFunction> testFunctions() {
    List<TestFunction> fs = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      double a = 1.3 * q + 0.7;
      fs.add(x -> wave(x, a));
    }
    return fs;
  }

  /** A function that tells every two short strings apart. */
  private double wave(Point x, double a) {
    double n = x.get("length")[0];
    double s = Math.sin(a * n);
    for (int i = 0; i < n; i++) {
      s += Math.cos(a * (x.get("tokens")[i] + 1) * (i + 1)) / (i + 1);
    }
    return s;
  }

  /** All strings, ordered by length and then as numbers, where there are at most 10000. */
  @Override
  public Optional<Quadrature> quadrature() {
    List<int[]> all = new ArrayList<>();
    long count = 1;
    for (int n = 0; n <= capacity; n++, count *= alphabet) {
      if (all.size() + count > 10_000) {
        return Optional.empty();
      }
      for (int i = 0; i < count; i++) {
        int[] word = new int[n];
        for (int j = n - 1, rest = i; j >= 0; j--, rest /= alphabet) {
          word[j] = rest % alphabet;
        }
        all.add(word);
      }
    }
    double[] one = new double[all.size()];
    Arrays.fill(one, 1);
    return Optional.of(new Quadrature(batch(all), one));
  }

  /** Strings as points. */
  public Batch batch(List<int[]> words) {
    long[] tokens = new long[words.size() * capacity];
    long[] length = new long[words.size()];
    for (int b = 0; b < length.length; b++) {
      int[] word = words.get(b);
      length[b] = word.length;
      for (int i = 0; i < word.length; i++) {
        tokens[b * capacity + i] = word[i];
      }
    }
    return Batch.of("tokens", HostArray.of(tokens, length.length, capacity))
        .with("length", HostArray.of(length));
  }

  /** One point as a string. */
  public int[] word(Batch points, int row) {
    long[] tokens = points.get("tokens").longs();
    int[] w = new int[(int) points.get("length").longs()[row]];
    for (int i = 0; i < w.length; i++) {
      w[i] = (int) tokens[row * capacity + i];
    }
    return w;
  }
}
