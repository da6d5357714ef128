package org.generatormatching.benchmarks;

/**
 * How long to measure.
 *
 * @param pairs number of alternated pairs of chunks
 * @param seconds the least length of a chunk
 */
record Plan(int pairs, double seconds) {
  /** Long enough that the median stands still on a machine with other work. */
  static Plan usual() {
    return new Plan(20, 0.1);
  }
}
