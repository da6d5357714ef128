package org.generatormatching.tck.law;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.State;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.HostArray;

/** Traced code that works row by row. */
final class Rows {
  private Rows() {}

  /**
   * Whether a function of rows gives every row, bit for bit, what it gives the row alone and the
   * row repeated, with one leading axis in all its answers.
   */
  static Measurement alone(Batch x, UnaryOperator<State> f) {
    Batch all = Interpreted.of(x, 0, f);
    Batch twice = Interpreted.of(x, 0, s -> f.apply(s.repeatRows(2)));
    String names = String.join(", ", all.arrays().keySet());
    if (!rowsOf(all, x.size()) || !rowsOf(twice, 2 * x.size())) {
      return Measurement.holds(false, names + ": other rows than the argument's");
    }
    for (int b = 0; b < x.size(); b++) {
      Batch one = Interpreted.of(x.rows(b, b + 1), 0, f);
      Map<String, HostArray> row = all.rows(b, b + 1).arrays();
      if (!row.equals(one.arrays())) {
        return Measurement.holds(false, names + ": row " + b + " depends on other rows");
      }
      if (!Batch.concat(List.of(one, one)).arrays().equals(at(twice, b))) {
        return Measurement.holds(false, names + ": row " + b + " repeated is treated otherwise");
      }
    }
    return Measurement.holds(true, "");
  }

  private static Map<String, HostArray> at(Batch twice, int b) {
    return twice.rows(2 * b, 2 * b + 2).arrays();
  }

  private static boolean rowsOf(Batch b, int rows) {
    return b.arrays().values().stream()
        .map(HostArray::dims)
        .allMatch(d -> d.length > 0 && d[0] == rows);
  }
}
