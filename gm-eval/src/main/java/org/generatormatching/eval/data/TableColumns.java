package org.generatormatching.eval.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Columns of a table as the factors of a product, and back.
 *
 * <p>L columns of categories become {@code FACTOR.tokens} INT64 [n, L]: a category's number, and
 * one more for a missing cell. Columns of fewer categories than the factor has tokens leave the
 * rest unused; a token that no data encode to decodes to the column's last one.
 *
 * <p>Columns of numbers become {@code FACTOR.x} FLOAT32 [n, d + m]: (cell - mean) / deviation of
 * each, and for each of the m columns with missing cells a channel that is 1 where the cell is
 * missing, beside a 0 in its column, and -1 elsewhere. Decoding rounds to the decimals that the
 * training cells have, where they have at most six, and gives a missing cell where the channel is
 * positive.
 *
 * <p>Columns in no factor stay arrays of their own, numbers scaled: a model can be told them. What
 * is fitted are means, deviations, decimals and the names of columns and categories, which are kept
 * as UTF-8 bytes.
 *
 * @param factors which columns make which factor; absent: all categories make {@code categories},
 *     all numbers {@code numbers}
 */
public record TableColumns(List<Group> factors) implements Codec.Kind {
  /**
   * The columns of a factor, all numbers or all categories.
   *
   * @param name of the factor
   * @param columns names of columns in order
   */
  public record Group(String name, List<String> columns) {
    /** Keeps the order. */
    public Group {
      columns = columns == null ? List.of() : List.copyOf(columns);
    }
  }

  /** Puts the default in its place. */
  public TableColumns {
    factors = factors == null ? List.of() : List.copyOf(factors);
  }

  @Override
  public Codec fit(Dataset data) {
    if (!(data.layout() instanceof Dataset.Layout.Columns layout)
        || layout.columns().isEmpty()
        || data.trainingSet().isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, "table@1 needs a table with named columns")
          .found(data.signature().arrays())
          .expected("a data set such as table@1 or penguins@1")
          .exception();
    }
    List<Group> groups = factors.isEmpty() ? usual(layout.columns()) : factors;
    check(groups, layout.columns());
    Batch rows = data.trainingSet().get();
    Map<String, HostArray> fitted = new LinkedHashMap<>();
    fitted.put(TableCodec.COLUMNS, Texts.write(layout.columns().stream().map(Texts::of).toList()));
    fitted.put(TableCodec.FACTORS, Texts.write(groups.stream().map(Texts::of).toList()));
    for (Dataset.Column c : layout.columns()) {
      if (c.categories().isEmpty()) {
        fitted.put(TableCodec.SCALE + c.name(), HostArray.of(scale(rows.get(c.name()).doubles())));
      }
    }
    return restore(fitted);
  }

  @Override
  public Codec restore(Map<String, HostArray> fitted) {
    return new TableCodec(ComponentId.of("table@1"), fitted);
  }

  private static List<Group> usual(List<Dataset.Column> columns) {
    List<Group> groups = new ArrayList<>();
    for (boolean numbers : new boolean[] {false, true}) {
      List<String> names =
          columns.stream()
              .filter(c -> c.categories().isEmpty() == numbers)
              .map(Dataset.Column::name)
              .toList();
      if (!names.isEmpty()) {
        groups.add(new Group(numbers ? "numbers" : "categories", names));
      }
    }
    return groups;
  }

  private static void check(List<Group> groups, List<Dataset.Column> columns) {
    List<String> known = columns.stream().map(Dataset.Column::name).toList();
    List<Problem> problems = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Group g : groups) {
      Set<Boolean> kinds = new HashSet<>();
      for (String name : g.columns()) {
        int i = known.indexOf(name);
        if (i < 0 || !used.add(name)) {
          problems.add(
              Problem.of(
                      GmError.CONFIG,
                      i < 0 ? "the data have no such column" : "a column is in two places")
                  .found("'" + name + "'")
                  .expected("each of " + known + " at most once"));
        } else {
          kinds.add(columns.get(i).categories().isEmpty());
        }
      }
      if (kinds.size() > 1 || g.columns().isEmpty()) {
        problems.add(
            Problem.of(GmError.CONFIG, "a factor is made of columns of one kind")
                .found("'" + g.name() + "' of " + g.columns())
                .expected("all numbers, or all categories"));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems.stream().map(p -> p.at("codec.factors")).toList());
    }
  }

  /** Mean, deviation and number of decimals of what is not missing; -1 decimals for fractions. */
  private static double[] scale(double[] cells) {
    double n = 0;
    double mean = 0;
    for (double v : cells) {
      if (!Double.isNaN(v)) {
        n++;
        mean += (v - mean) / n;
      }
    }
    double square = 0;
    for (double v : cells) {
      square += Double.isNaN(v) ? 0 : (v - mean) * (v - mean) / n;
    }
    double deviation = Math.sqrt(square);
    return new double[] {mean, deviation > 0 ? deviation : 1, decimals(cells)};
  }

  private static int decimals(double[] cells) {
    for (int k = 0; k <= 6; k++) {
      double power = Math.pow(10, k);
      boolean all = true;
      for (double v : cells) {
        double x = v * power;
        // A FLOAT32 holds a decimal up to one part in 2^24.
        all &= Double.isNaN(v) || Math.abs(x - Math.rint(x)) <= Math.abs(x) * 0x1p-23;
      }
      if (all) {
        return k;
      }
    }
    return -1;
  }
}
