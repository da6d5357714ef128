package org.generatormatching.training;

/**
 * The learning rate of each step: a linear warm-up, then half a cosine wave down.
 *
 * <p>With the steps counted from k = 1, W of warm-up and N in all: \(r_k = p\,k/W\) for k ≤ W, and
 * \(r_k = p\,(f + (1 - f)\,(1 + \cos \pi \frac{k-W}{N-W})/2)\) for W &lt; k ≤ N. So \(r_W = p\) and
 * \(r_N = f p\). StrictMath: the same bits on every machine.
 *
 * @param peak p
 * @param warmUp W, from 0 to N
 * @param steps N, at least 1
 * @param finalFraction f, from 0 to 1
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017, equation 5</a>
 */
public record LearningRate(double peak, long warmUp, long steps, double finalFraction) {
  /** The rate of a step, counted from 1. */
  public double at(long step) {
    if (step <= warmUp) {
      return peak * step / warmUp;
    }
    double progress = (double) (step - warmUp) / Math.max(1, steps - warmUp);
    double wave = (1 + StrictMath.cos(Math.PI * Math.min(1, progress))) / 2;
    return peak * (finalFraction + (1 - finalFraction) * wave);
  }
}
