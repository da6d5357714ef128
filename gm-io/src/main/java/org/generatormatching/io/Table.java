package org.generatormatching.io;

import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * A table of numbers with named columns.
 *
 * @param columns the names of the columns
 * @param values the values, [rows, columns]
 */
public record Table(List<String> columns, HostArray values) {
  /** Checks that there is one name for each column. */
  public Table {
    columns = List.copyOf(columns);
    long[] dims = values.dims();
    if (dims.length != 2 || dims[1] != columns.size()) {
      throw Problem.of(GmError.SHAPE, "a table needs one name for each column")
          .found(columns.size() + " names for " + values)
          .exception();
    }
  }
}
