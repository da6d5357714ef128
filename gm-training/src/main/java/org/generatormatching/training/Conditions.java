package org.generatormatching.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * All that a model is told, and how its network reads it.
 *
 * <p>Shapes: categories INT64 [rows, ...], 0 .. K-1, become one-hot rows FLOAT32 [rows, ..., K+1]
 * times \(\sqrt K\); numbers, floating [rows, ...] of w numbers a row, become FLOAT32 [rows, 2w]:
 * the numbers and then a flag for each.
 *
 * <p>What is not told is {@value #NO_CATEGORY} for a category and NaN for a number. It has an entry
 * of its own, the first of a one-hot row or the flag beside a 0, and so an embedding of its own in
 * whatever layer comes next: a model that has seen absent conditions in training knows the law of
 * the data without them. Numbers are read as they are; a codec brings them to unit variance.
 *
 * @param list the conditions
 * @param signature their arrays [B, ...]
 */
public record Conditions(List<Condition> list, Signature signature) {
  /** The category of rows that are told none. */
  public static final int NO_CATEGORY = -1;

  /** Keeps the order. */
  public Conditions {
    list = List.copyOf(list);
  }

  /** Nothing is told. */
  public static Conditions none() {
    return new Conditions(List.of(), Signature.empty());
  }

  /**
   * Conditions on arrays of the data.
   *
   * @param data the arrays of the data, encoded
   * @throws GmException [GM/CONFIG] with every array that is unknown, comes twice or has the wrong
   *     type
   */
  public static Conditions of(List<Condition> list, Signature data) {
    List<Problem> problems = new ArrayList<>();
    Map<String, ArraySpec> arrays = new LinkedHashMap<>();
    for (Condition c : list) {
      ArraySpec found = data.arrays().get(c.array());
      if (found == null) {
        problems.add(
            Problem.of(GmError.CONFIG, "the data have no such array to tell the model")
                .found("'" + c.array() + "'")
                .expected("one of " + data.names())
                .advice("Some data sets carry labels only when they are asked to."));
      } else if (arrays.put(c.array(), found) != null) {
        problems.add(
            Problem.of(GmError.CONFIG, "two conditions are the same array")
                .found("'" + c.array() + "' twice"));
      } else if (c.categories().isPresent() != (found.dtype() == DType.INT64)
          || found.dtype() == DType.BOOL) {
        problems.add(
            Problem.of(GmError.CONFIG, "a condition has another type than its array")
                .found("'" + c.array() + "' " + found + kind(c))
                .expected("'categories: K' for INT64, nothing for floating numbers"));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return new Conditions(list, new Signature(arrays));
  }

  private static String kind(Condition c) {
    return c.categories().map(k -> " with " + k + " categories").orElse(" without categories");
  }

  /** The arrays' names in order. */
  public List<String> names() {
    return signature.names();
  }

  /** What a network gets. */
  public Signature encoded() {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    for (Condition c : list) {
      Shape s = signature.get(c.array()).shape();
      m.put(
          c.array(),
          new ArraySpec(
              DType.FLOAT32,
              c.categories()
                  .map(k -> s.insert(s.rank(), k + 1L))
                  .orElseGet(() -> Shape.of(Shape.B, 2 * s.coefficient()))));
    }
    return new Signature(m);
  }

  /** The arrays as a network gets them. */
  public State apply(State told) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    for (Condition c : list) {
      Tensor x = told.get(c.array());
      m.put(c.array(), c.categories().map(k -> oneHot(x, k)).orElseGet(() -> flagged(x)));
    }
    return new State(m);
  }

  private static Tensor oneHot(Tensor x, int k) {
    return x.plus(1).oneHot(k + 1L, DType.FLOAT32).times(Math.sqrt(k));
  }

  private static Tensor flagged(Tensor x) {
    Tensor given = x.isFinite();
    Tensor value = given.where(x, x.like(0)).cast(DType.FLOAT32);
    Tensor flag = given.not().cast(DType.FLOAT32);
    Shape s = x.shape();
    Shape flat = Shape.of(s.dim(0), s.range(1, s.rank()).coefficient());
    return Tensor.concat(1, value.reshape(flat), flag.reshape(flat));
  }

  /**
   * Makes sure that categories are those of the model.
   *
   * @throws GmException [GM/DATA] with every array that has others
   */
  public void check(Batch told) {
    List<Problem> problems = new ArrayList<>();
    for (Condition c : list) {
      int k = c.categories().orElse(0);
      Set<Long> strange = new LinkedHashSet<>();
      if (k > 0) {
        Arrays.stream(told.get(c.array()).longs())
            .filter(v -> v < NO_CATEGORY || v >= k)
            .forEach(strange::add);
      }
      if (!strange.isEmpty()) {
        problems.add(
            Problem.of(GmError.DATA, "the data have categories that the model does not know")
                .found(strange + " in '" + c.array() + "'")
                .expected("0 to " + (k - 1) + ", or " + NO_CATEGORY + " for none"));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** Rows that are told nothing. */
  public Batch absent(int rows) {
    Batch r = new Batch(Map.of());
    for (String n : names()) {
      ArraySpec spec = signature.get(n);
      double[] v = new double[Math.toIntExact(rows * spec.shape().coefficient())];
      Arrays.fill(v, spec.dtype() == DType.INT64 ? NO_CATEGORY : Double.NaN);
      r = r.with(n, HostArray.of(spec.dtype(), v, spec.shape().concrete(rows)));
    }
    return r;
  }

  /**
   * Rows of which each loses all its conditions with a given probability.
   *
   * @param rng decides which; a function of the step keeps resumed runs the same
   */
  public Batch dropped(HostRng rng, Batch told, double probability) {
    int n = told.size();
    int[] index = new int[n];
    Arrays.setAll(index, i -> rng.uniform() < probability ? n : i);
    Batch both = Batch.concat(List.of(told, absent(1)));
    return both.rows(index);
  }

  /** The conditions of a batch that holds more. */
  public Batch only(Batch batch) {
    return batch.only(names());
  }

  /** What is told and as what, a line each. */
  List<String> description() {
    return list.stream()
        .map(
            c ->
                "is told "
                    + c.array()
                    + " "
                    + signature.get(c.array())
                    + c.categories().map(k -> " of " + k + " categories").orElse(""))
        .toList();
  }
}
