package org.generatormatching.eval.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * Whole numbers as tokens, {@code levels@1}: grey levels, counts, categories, characters. The
 * values that the training data take, in ascending order, are the levels; the token of a value is
 * its number among them, from 0.
 *
 * <p>An array [n, d...] of L values per row becomes {@code tokens} INT64 [n, L], as the space
 * categorical@1 with {@code sites: L} takes it; of a factor's array {@code FACTOR.NAME} it becomes
 * {@code FACTOR.tokens}. With S levels the space needs {@code tokens: S}, and S + 1 on a path that
 * starts masked. Decoding gives the array back in its shape and type; a token that is no level (the
 * mask, on the way) becomes the value {@code unknown}.
 *
 * <p>Other arrays pass unchanged. Of infinite data about two million values are looked at: one that
 * they lack is refused later. Data of fractions, or of more than {@value #MOST} levels, are
 * refused.
 *
 * @param array the array to write as tokens; absent: the only one, or the only floating one beside
 *     labels
 * @param unknown what a token that is no level decodes to; absent: the middle level
 */
public record Levels(String array, Optional<Double> unknown) implements Codec.Kind {
  /** The id in configurations. */
  static final ComponentId ID = ComponentId.of("levels@1");

  /** Values looked at where the data are infinite. */
  private static final int VALUES = 1 << 21;

  /** More levels than any network here could tell apart. */
  static final int MOST = 65_536;

  /** An absent name and value let the data decide. */
  public Levels {
    array = array == null ? "" : array;
    unknown = unknown == null ? Optional.empty() : unknown;
  }

  @Override
  public Codec fit(Dataset data) {
    Batch rows = data.trainingSet().orElseGet(() -> some(data));
    String name = array.isEmpty() ? only(rows) : array;
    HostArray values = rows.get(name);
    double[] levels =
        Arrays.stream(values.doubles()).map(v -> v + 0.0).sorted().distinct().toArray();
    check(name, levels);
    long[] dims = values.dims();
    long[] shape = Arrays.copyOfRange(dims, 1, dims.length);
    double none = unknown.orElse(levels[levels.length / 2]);
    return new LevelsCodec(name, shape, HostArray.of(values.dtype(), levels, levels.length), none);
  }

  @Override
  public Codec restore(Map<String, HostArray> fitted) {
    return LevelsCodec.of(fitted);
  }

  private static Batch some(Dataset data) {
    long width =
        data.signature().arrays().values().stream()
            .mapToLong(spec -> spec.shape().coefficient())
            .sum();
    int rows = (int) Math.max(1, VALUES / Math.max(1, width));
    return data.training(HostRng.of(0).fork("levels"), 0, rows);
  }

  private static String only(Batch rows) {
    List<String> all = List.copyOf(rows.arrays().keySet());
    List<String> floating = new ArrayList<>();
    rows.arrays()
        .forEach(
            (n, a) -> {
              if (a.dtype().floating()) {
                floating.add(n);
              }
            });
    List<String> found = all.size() == 1 ? all : floating;
    if (found.size() != 1) {
      throw Problem.of(GmError.UNSUPPORTED, "levels@1 does not know which array to write as tokens")
          .found(all)
          .expected("the name of one")
          .at("codec.array")
          .exception();
    }
    return found.get(0);
  }

  private static void check(String name, double[] levels) {
    for (double v : levels) {
      if (v != Math.rint(v) || Double.isInfinite(v)) {
        throw Problem.of(GmError.UNSUPPORTED, "levels@1 needs whole numbers")
            .found(v + " in '" + name + "'")
            .advice("Round the data, or use scaling@1 with a space of real numbers.")
            .exception();
      }
    }
    if (levels.length < 2 || levels.length > MOST) {
      throw Problem.of(GmError.UNSUPPORTED, "levels@1 cannot make tokens of so many levels")
          .found(levels.length + " in '" + name + "'")
          .expected("2 to " + MOST)
          .exception();
    }
  }
}
