package org.generatormatching.tensor;

/**
 * Names the random numbers of one draw: which law, and which stream of the counter-based generator.
 * The run adds the rest of the address (seed, step, sample index); see {@link NoiseKey}.
 *
 * @param law uniform on (0, 1) or standard normal
 * @param stream 64-bit hash of the purposes along the way and the number of the draw
 */
public record NoiseSpec(Law law, long stream) {
  /** The law of one number. */
  public enum Law {
    /** Uniform on the open interval (0, 1). */
    UNIFORM,
    /** N(0, 1). */
    NORMAL
  }
}
