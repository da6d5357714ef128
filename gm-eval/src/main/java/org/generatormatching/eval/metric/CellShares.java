package org.generatormatching.eval.metric;

import java.util.List;
import java.util.OptionalInt;
import org.generatormatching.api.Metric;
import org.generatormatching.eval.data.Checkerboard;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * How samples fill the cells of the {@link Checkerboard}.
 *
 * <p>{@code in-black}: the share of samples in black cells; the law has 1. {@code cell-deviation}:
 * the largest \(|8 n_c / n - 1|\) over the 8 black cells, \(n_c\) of n samples being in cell c;
 * samples in white cells or outside, and NaN, are missing everywhere. Its floor is the mean over
 * {@value #REPEATS} exact samples of the same size.
 */
public record CellShares() implements Metric {
  private static final ComponentId ID = ComponentId.of("cells@1");
  private static final int REPEATS = 100;

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    if (!(setting.dataset().law().orElse(null) instanceof Checkerboard board)) {
      throw Problem.of(GmError.UNSUPPORTED, "cells@1 needs the cells of checkerboard@1")
          .found("other data")
          .exception();
    }
    HostArray x = setting.samples().get("x");
    int n = setting.samples().size();
    if (n == 0) {
      throw Problem.of(GmError.DATA, "cells@1 has no samples").exception();
    }
    int[] count = new int[Checkerboard.CELLS];
    int black = 0;
    for (int i = 0; i < n; i++) {
      OptionalInt cell = board.blackCell(x.get(2 * i), x.get(2 * i + 1));
      if (cell.isPresent()) {
        count[cell.getAsInt()]++;
        black++;
      }
    }
    HostRng rng = HostRng.of(setting.seed()).fork("cells");
    return List.of(
        new Score("in-black", (double) black / n, 1, n, Better.HIGHER),
        new Score("cell-deviation", deviation(count, n), floor(rng, n), n, Better.LOWER));
  }

  private static double deviation(int[] count, int n) {
    double worst = 0;
    for (int c : count) {
      worst = Math.max(worst, Math.abs((double) count.length * c / n - 1));
    }
    return worst;
  }

  private static double floor(HostRng rng, int n) {
    double sum = 0;
    for (int r = 0; r < REPEATS; r++) {
      int[] count = new int[Checkerboard.CELLS];
      for (int i = 0; i < n; i++) {
        count[rng.below(Checkerboard.CELLS)]++;
      }
      sum += deviation(count, n);
    }
    return sum / REPEATS;
  }
}
