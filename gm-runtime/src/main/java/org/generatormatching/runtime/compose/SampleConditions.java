package org.generatormatching.runtime.compose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.Condition;
import org.generatormatching.training.Conditions;

/**
 * What the samples of a run are told.
 *
 * <p>Sample i gets the conditions of a training row that is chosen by (seed, i), all of one row, so
 * that samples of a good model follow the law of the data; fixed values then replace those of every
 * sample.
 */
public final class SampleConditions {
  /** In place of a value: samples are not told. */
  public static final String NONE = "none";

  private static final String WHERE = "sampling.conditions";

  private final Conditions conditions;
  private final boolean absentIsKnown;
  private final Dataset dataset;
  private final Codec codec;
  private final Map<String, Double> fixed;

  private SampleConditions(
      Conditions conditions,
      boolean absentIsKnown,
      Dataset dataset,
      Codec codec,
      Map<String, Double> fixed) {
    this.conditions = conditions;
    this.absentIsKnown = absentIsKnown;
    this.dataset = dataset;
    this.codec = codec;
    this.fixed = fixed;
  }

  /**
   * Conditions from training rows.
   *
   * @param absentIsKnown whether training showed the model rows that are told nothing
   */
  static SampleConditions drawn(
      Conditions conditions, boolean absentIsKnown, Dataset dataset, Codec codec) {
    return new SampleConditions(conditions, absentIsKnown, dataset, codec, Map.of());
  }

  /**
   * These with fixed values: numbers in the data's own unit, categories, or {@value #NONE}.
   *
   * @throws GmException [GM/CONFIG] with every value that the model cannot be told
   */
  public SampleConditions with(Map<String, Object> values) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Double> all = new LinkedHashMap<>(fixed);
    values.forEach(
        (name, value) -> {
          try {
            all.put(name, number(name, value));
          } catch (GmException e) {
            e.problems().forEach(p -> problems.add(p.at(WHERE + "." + name)));
          }
        });
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return new SampleConditions(conditions, absentIsKnown, dataset, codec, all);
  }

  private double number(String name, Object value) {
    Condition c =
        conditions.list().stream()
            .filter(x -> x.array().equals(name))
            .findAny()
            .orElseThrow(
                () ->
                    Problem.of(GmError.CONFIG, "the model is not told this")
                        .found("'" + name + "'")
                        .expected(
                            conditions.list().isEmpty()
                                ? "nothing, since the model has no conditions"
                                : "one of " + conditions.names())
                        .exception());
    if (dataset.signature().get(name).shape().rank() != 1) {
      throw Problem.of(GmError.CONFIG, "a condition of several numbers cannot be fixed")
          .found("'" + name + "' " + dataset.signature().get(name))
          .exception();
    }
    if (value.equals(NONE)) {
      if (!absentIsKnown) {
        throw Problem.of(GmError.CONFIG, "the model never saw rows without conditions")
            .found("'" + NONE + "'")
            .advice("Train it with training.condition-dropout, for example 0.1.")
            .exception();
      }
      return c.categories().isPresent() ? Conditions.NO_CATEGORY : Double.NaN;
    }
    double v = value instanceof Number n ? n.doubleValue() : category(name, value.toString());
    int k = c.categories().orElse(0);
    boolean good = k == 0 ? Double.isFinite(v) : v == Math.rint(v) && v >= 0 && v < k;
    if (!good) {
      throw Problem.of(GmError.CONFIG, "the model cannot be told this")
          .found("'" + value + "'")
          .expected((k == 0 ? "a finite number" : "a category 0 to " + (k - 1)) + ", or " + NONE)
          .exception();
    }
    return v;
  }

  /** The number of a category that is given by its name, or NaN. */
  private double category(String column, String name) {
    return codec.columns().stream()
        .filter(c -> c.name().equals(column) && c.categories().contains(name))
        .mapToDouble(c -> c.categories().indexOf(name))
        .findAny()
        .orElse(Double.NaN);
  }

  /**
   * The conditions of samples first .. first + count - 1, encoded; empty for a model without any.
   */
  public Optional<Batch> rows(long seed, long first, int count) {
    if (conditions.list().isEmpty()) {
      return Optional.empty();
    }
    Batch raw = drawn(HostRng.of(seed).fork("conditions"), first, count);
    for (var e : fixed.entrySet()) {
      DType dtype = raw.get(e.getKey()).dtype();
      double[] v = new double[count];
      Arrays.fill(v, e.getValue());
      raw = raw.with(e.getKey(), HostArray.of(dtype, v, count));
    }
    Batch told = conditions.only(codec.encode(raw));
    conditions.check(told);
    return Optional.of(told);
  }

  private Batch drawn(HostRng rng, long first, int count) {
    return dataset
        .trainingSet()
        .map(
            all ->
                all.rows(
                    LongStream.range(first, first + count)
                        .mapToInt(i -> rng.at(i).below(all.size()))
                        .toArray()))
        .orElseGet(
            () ->
                Batch.concat(
                    LongStream.range(first, first + count)
                        .mapToObj(i -> dataset.training(rng.at(i), 0, 1))
                        .toList()));
  }
}
