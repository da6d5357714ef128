package org.generatormatching.tensor;

/**
 * The part of a random number's address that changes from call to call.
 *
 * <p>A number is addressed by (seed, purpose and draw, step, sample index, element): nothing
 * depends on how many samples share a call, so any split into batches, threads or machines gives
 * the same bits.
 *
 * @param seed the one seed of a run
 * @param step training step or sampler step, below 2^48
 * @param firstSample the sample index of row 0 of the call
 */
public record NoiseKey(long seed, long step, long firstSample) {
  /** For programs that draw nothing. */
  public static NoiseKey none() {
    return new NoiseKey(0, 0, 0);
  }
}
