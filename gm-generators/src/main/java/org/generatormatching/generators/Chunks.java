package org.generatormatching.generators;

import org.generatormatching.api.Batch;

/** Rows of a request as programs of fixed size see them. */
final class Chunks {
  private Chunks() {}

  /**
   * Row r of a chunk is the given row of sample base + r; beyond the ends the nearest one.
   *
   * @param first the sample of the first given row
   * @param base the sample of the chunk's first row
   * @param low the first row that is asked for
   * @param high the end of those
   */
  static Batch padded(Batch given, long first, long base, int low, int high, int chunk) {
    int[] index = new int[chunk];
    for (int r = 0; r < chunk; r++) {
      long sample = base + Math.min(Math.max(r, low), high - 1);
      index[r] = Math.toIntExact(sample - first);
    }
    return given.rows(index);
  }
}
