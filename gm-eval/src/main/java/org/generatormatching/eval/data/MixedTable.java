package org.generatormatching.eval.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.io.Csv;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * A user's table of numbers and categories, with missing cells: comma-separated text, plain or
 * gzip-compressed, whose first line names the columns.
 *
 * <p>One array per column, of its name: FLOAT32 [n] where all cells are numbers, else INT64 [n],
 * the numbers of the texts in their order. Missing cells are NaN and -1. The codec {@code table@1}
 * makes points of it.
 *
 * @param path of the file, relative to the configuration's folder
 * @param columns names of the columns to use, in this order; all where empty
 * @param categorical columns that are categories though all cells are numbers
 * @param missing texts of missing cells; default empty and NA
 * @param heldOut share of rows to judge by, between 0 and 1; default 0.2
 */
public record MixedTable(
    String path,
    List<String> columns,
    List<String> categorical,
    List<String> missing,
    Double heldOut)
    implements GmPlugin.DatasetKind {
  /** Puts defaults in their places and checks the range; the path is required. */
  public MixedTable {
    columns = columns == null ? List.of() : List.copyOf(columns);
    categorical = categorical == null ? List.of() : List.copyOf(categorical);
    missing = missing == null ? List.of("", "NA") : List.copyOf(missing);
    heldOut = heldOut == null ? 0.2 : heldOut;
    if (!(heldOut > 0 && heldOut < 1)) {
      throw Problem.of(GmError.CONFIG, "the held-out share is out of range")
          .found(heldOut)
          .expected("between 0 and 1")
          .exception();
    }
  }

  @Override
  public Dataset load(Path base) {
    Path file = TableData.file(base, path);
    TableData data =
        new TableData(
            Csv.readText(file), file.toString(), Set.copyOf(categorical), Set.copyOf(missing));
    return data.dataset(columns, heldOut, path + ", " + data.sum());
  }
}
