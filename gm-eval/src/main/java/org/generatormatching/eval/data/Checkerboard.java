package org.generatormatching.eval.data;

import java.util.OptionalInt;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/**
 * The uniform law on the black cells of a 4x4 checkerboard.
 *
 * <p>\(p(x) = 1/32\) on 8 cells of side 2 inside \([-4, 4]^2\), 0 elsewhere. Cell (i, j) is \([2i -
 * 4, 2i - 2) \times [2j - 4, 2j - 2)\), with the wall at 4; it is black if i + j is even.
 *
 * <p>Array {@code x} FLOAT32 [n, 2]. Jumps of the density and holes inside the support make it hard
 * for smooth networks.
 */
public record Checkerboard() implements Dataset.ExactLaw {
  /** Half the side of the board. */
  static final double HALF = 4;

  /** Number of black cells. */
  public static final int CELLS = 8;

  /** Number of small squares, 16 on a side. */
  public static final int SQUARES = 256;

  private static final int SQUARES_ACROSS = 16;
  private static final double SIDE = 2;
  private static final int ACROSS = 4;

  @Override
  public Batch sample(HostRng rng, int n) {
    float[] x = new float[2 * n];
    for (int r = 0; r < n; r++) {
      int cell = rng.below(CELLS);
      int j = cell / 2;
      x[2 * r] = coordinate(2 * (cell % 2) + j % 2, rng);
      x[2 * r + 1] = coordinate(j, rng);
    }
    return Batch.of("x", HostArray.of(x, n, 2));
  }

  private static float coordinate(int index, HostRng rng) {
    double low = SIDE * index - HALF;
    float v = (float) (low + SIDE * rng.uniform());
    // Rounding to float may reach the upper edge, which belongs to the next, white cell.
    return v < low + SIDE ? v : Math.nextDown(v);
  }

  @Override
  public double logDensity(Point x) {
    double[] v = x.get("x");
    return blackCell(v[0], v[1]).isPresent()
        ? -Math.log(CELLS * SIDE * SIDE)
        : Double.NEGATIVE_INFINITY;
  }

  /**
   * The number of the black cell that a point lies in, from 0 to 7; empty for white and outside.
   */
  public OptionalInt blackCell(double x, double y) {
    int i = index(x, ACROSS);
    int j = index(y, ACROSS);
    return i >= 0 && j >= 0 && (i + j) % 2 == 0
        ? OptionalInt.of(CELLS / ACROSS * j + i / 2)
        : OptionalInt.empty();
  }

  /** The number of the small square that a point lies in; empty outside the board. */
  public OptionalInt square(double x, double y) {
    int i = index(x, SQUARES_ACROSS);
    int j = index(y, SQUARES_ACROSS);
    return i >= 0 && j >= 0 ? OptionalInt.of(SQUARES_ACROSS * j + i) : OptionalInt.empty();
  }

  /** Which of equal parts of the board's side; -1 outside. Both walls belong to the board. */
  private static int index(double v, int parts) {
    boolean inside = v >= -HALF && v <= HALF;
    return inside ? (int) Math.min(parts - 1, (v + HALF) / (2 * HALF) * parts) : -1;
  }

  /** The number of the black cell that each small square lies in, -1 for white ones. */
  public int[] cells() {
    double side = 2 * HALF / SQUARES_ACROSS;
    int[] cells = new int[SQUARES];
    for (int s = 0; s < SQUARES; s++) {
      double x = (s % SQUARES_ACROSS + 0.5) * side - HALF;
      int row = s / SQUARES_ACROSS;
      double y = (row + 0.5) * side - HALF;
      cells[s] = blackCell(x, y).orElse(-1);
    }
    return cells;
  }
}
