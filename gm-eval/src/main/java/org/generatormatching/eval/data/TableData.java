package org.generatormatching.eval.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.io.TextTable;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * A table of texts as a data set: one array per column, FLOAT32 [n] for numbers and INT64 [n] for
 * categories, which are numbered in their order. Missing cells are NaN and -1.
 *
 * @param text the table
 * @param where it lies, for messages
 * @param categorical columns that are categories though their cells are numbers
 * @param missing texts of missing cells
 */
record TableData(TextTable text, String where, Set<String> categorical, Set<String> missing) {
  private static final int MOST_CATEGORIES = 1000;
  private static final int FEWEST = 10;
  private static final long SPLIT = 2410;

  /**
   * A data set of some columns. Which rows are held out depends on their number alone: the first of
   * a fixed random order.
   *
   * @param names of the columns in order; all where empty
   * @throws GmException [GM/DATA] with every column that is unknown, empty or no table's
   */
  Dataset dataset(List<String> names, double heldOut, String citation) {
    List<Problem> problems = new ArrayList<>();
    List<Dataset.Column> columns = new ArrayList<>();
    Batch all = new Batch(Map.of());
    for (String name : names.isEmpty() ? text.columns() : names) {
      int index = text.columns().indexOf(name);
      if (index < 0) {
        problems.add(
            Problem.of(GmError.DATA, "the data file has no such column")
                .found("'" + name + "'")
                .expected("one of " + text.columns())
                .at(where));
        continue;
      }
      List<String> cells = text.rows().stream().map(r -> r.get(index)).toList();
      List<String> present = cells.stream().filter(c -> !missing.contains(c)).toList();
      boolean numbers = present.stream().noneMatch(c -> Double.isNaN(number(c)));
      boolean categories = categorical.contains(name) || !numbers;
      List<String> known = categories ? categories(present, numbers) : List.of();
      if (present.isEmpty() || known.size() > MOST_CATEGORIES) {
        problems.add(
            Problem.of(GmError.DATA, "a column of the data file cannot be learned")
                .found("'" + name + "' with " + known.size() + " different texts")
                .expected("numbers, or 1 to " + MOST_CATEGORIES + " categories")
                .at(where));
        continue;
      }
      columns.add(new Dataset.Column(name, known, present.size() < cells.size()));
      all = all.with(name, categories ? tokens(cells, known) : numbers(cells));
    }
    int rows = text.rows().size();
    if (rows < FEWEST) {
      problems.add(
          Problem.of(GmError.DATA, "the data file has too few rows")
              .found(rows)
              .expected("at least " + FEWEST)
              .at(where));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return split(all, heldOut, training -> new Dataset.Layout.Columns(columns), citation);
  }

  /** The file of a table. */
  static Path file(Path base, String path) {
    Path file;
    try {
      file = base.resolve(path);
    } catch (InvalidPathException e) {
      throw Problem.of(GmError.DATA, "the system has no file of this name")
          .found(e.getReason())
          .at("data.path")
          .exception(e);
    }
    if (!Files.isRegularFile(file)) {
      throw Problem.of(GmError.DATA, "the data file does not exist")
          .found("'" + path + "'")
          .at(file)
          .advice("A relative path starts at the folder of the configuration.")
          .exception();
    }
    return file;
  }

  /** Rows of which the first of a fixed random order are held out. */
  static Dataset split(
      Batch all, double heldOut, Function<Batch, Dataset.Layout> layout, String citation) {
    int rows = all.size();
    int held = (int) Math.min(rows - 1, Math.max(1, Math.round(heldOut * rows)));
    int[] order = HostRng.of(SPLIT).fork("csv").permutation(rows);
    Batch training = all.rows(Arrays.copyOfRange(order, held, rows));
    return new FiniteDataset(
        training, all.rows(Arrays.copyOf(order, held)), layout.apply(training), citation);
  }

  /** The rows with a check sum of their cells, so that a run tells from which data it comes. */
  String sum() {
    CRC32C sum = new CRC32C();
    sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return String.format("%d rows, crc32c %08x", text.rows().size(), sum.getValue());
  }

  private static List<String> categories(List<String> present, boolean numbers) {
    Comparator<String> order =
        numbers ? Comparator.comparingDouble(TableData::number) : Comparator.naturalOrder();
    return present.stream().distinct().sorted(order).toList();
  }

  private static HostArray tokens(List<String> cells, List<String> categories) {
    return HostArray.of(cells.stream().mapToLong(categories::indexOf).toArray());
  }

  private HostArray numbers(List<String> cells) {
    double[] v =
        cells.stream().mapToDouble(c -> missing.contains(c) ? Double.NaN : number(c)).toArray();
    return HostArray.of(DType.FLOAT32, v, v.length);
  }

  /** The finite number that a text is, or NaN. */
  private static double number(String cell) {
    try {
      double v = Double.parseDouble(cell);
      return Double.isFinite(v) && cell.matches("[0-9+.eE-]+") ? v : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
