package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
 * samples in white cells or outside, and NaN, are missing everywhere. {@code square-variation}: the
 * total variation over 16x16 squares of the board and all that is outside, \(\frac12 \sum_s |n_s/n
 * - p_s|\). Floors of the last two are means over {@value #REPEATS} exact samples of the same size.
 * Intervals: samples drawn anew; the law is exact.
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
    HostRng rng = HostRng.of(setting.seed()).fork("cells");
    double[][] weights = Bootstrap.weights(rng.fork("bootstrap"), n);
    double[][] squares = new double[Bootstrap.COLUMNS][Checkerboard.SQUARES];
    for (int i = 0; i < n; i++) {
      OptionalInt square = board.square(x.get(2 * i), x.get(2 * i + 1));
      if (square.isPresent()) {
        for (int b = 0; b < squares.length; b++) {
          squares[b][square.getAsInt()] += weights[i][b];
        }
      }
    }
    int[] cells = board.cells();
    double[] black = Bootstrap.columns(b -> Arrays.stream(counts(squares[b], cells)).sum() / n);
    double[] deviation = Bootstrap.columns(b -> deviation(counts(squares[b], cells), n));
    double[] variation = Bootstrap.columns(b -> variation(squares[b], cells, n));
    double[] floors = floors(cells, rng, n);
    return List.of(
        Bootstrap.score("in-black", black, Bootstrap.Range.SHARE, 1, n, Better.HIGHER),
        Bootstrap.score(
            "cell-deviation", deviation, Bootstrap.Range.DISTANCE, floors[0], n, Better.LOWER),
        Bootstrap.score(
            "square-variation", variation, Bootstrap.Range.SHARE, floors[1], n, Better.LOWER));
  }

  /** What lies in the black cells. */
  private static double[] counts(double[] squares, int[] cells) {
    double[] count = new double[Checkerboard.CELLS];
    for (int s = 0; s < squares.length; s++) {
      if (cells[s] >= 0) {
        count[cells[s]] += squares[s];
      }
    }
    return count;
  }

  private static double deviation(double[] count, int n) {
    double worst = 0;
    for (double c : count) {
      worst = Math.max(worst, Math.abs(count.length * c / n - 1));
    }
    return worst;
  }

  /** With what is missing as one more outcome. */
  private static double variation(double[] squares, int[] cells, int n) {
    double black = Arrays.stream(cells).filter(c -> c >= 0).count();
    double sum = 0;
    double inside = 0;
    for (int s = 0; s < squares.length; s++) {
      sum += Math.abs(squares[s] / n - (cells[s] >= 0 ? 1 / black : 0));
      inside += squares[s] / n;
    }
    return (sum + Math.max(0, 1 - inside)) / 2;
  }

  /** Deviation and variation of exact samples: every black square is as likely as another. */
  private static double[] floors(int[] cells, HostRng rng, int n) {
    int[] black = IntStream.range(0, cells.length).filter(s -> cells[s] >= 0).toArray();
    double[] sums = new double[2];
    for (int r = 0; r < REPEATS; r++) {
      double[] squares = new double[cells.length];
      for (int i = 0; i < n; i++) {
        squares[black[rng.below(black.length)]]++;
      }
      sums[0] += deviation(counts(squares, cells), n) / REPEATS;
      sums[1] += variation(squares, cells, n) / REPEATS;
    }
    return sums;
  }
}
