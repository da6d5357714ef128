package org.generatormatching.io;

import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * A table of texts with named columns.
 *
 * @param columns the names of the columns
 * @param rows the cells, as many in each row as there are columns
 */
public record TextTable(List<String> columns, List<List<String>> rows) {
  /** Checks the widths. */
  public TextTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw Problem.of(GmError.SHAPE, "a row of a table has another width")
            .found(row.size() + " cells")
            .expected(columns.size())
            .exception();
      }
    }
  }
}
