package org.generatormatching.tck;

import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.HostRng;

/**
 * One measurement of a law: its noise, its size, and the engine that simulates.
 *
 * @param seed of everything that is drawn
 * @param scale how many times the usual number of samples
 * @param backend runs the steps of simulations; definitions and identities are always evaluated on
 *     the interpreter
 */
public record Trial(long seed, int scale, Backend backend) {
  /** A number of samples. */
  public int samples(int usual) {
    return usual * scale;
  }

  /** A stream of random numbers, named. */
  public HostRng rng(String purpose) {
    return HostRng.of(seed).fork(purpose);
  }
}
