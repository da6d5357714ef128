package org.generatormatching.tck.law;

import java.util.List;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;

/** What holds for every time grid that a configuration can name. */
public final class TimeGridLaws {
  /** TG01: the grid covers the whole of time, once. */
  public static final Law<TimeGrid> COVERS =
      Law.required(
          "TG01",
          "The grid runs from exactly 0 to exactly 1 and ascends strictly.",
          "0 = t_0 < t_1 < ... < t_n = 1, n >= 1",
          "Set the last time to 1 itself: a sum of steps ends beside it.",
          (grid, trial) -> Measurement.holds(covers(grid.times()), "the times are " + grid));

  /** All laws of time grids. */
  public static final List<Law<TimeGrid>> ALL = List.of(COVERS);

  private TimeGridLaws() {}

  private static boolean covers(List<Double> times) {
    int n = times.size() - 1;
    boolean ok = n >= 1 && times.get(0) == 0 && times.get(n) == 1;
    for (int i = 0; ok && i < n; i++) {
      ok = times.get(i) < times.get(i + 1);
    }
    return ok;
  }
}
