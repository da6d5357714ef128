package org.generatormatching.eval.metric;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/**
 * Two tokens of {0, 1, 2}: the first is 0 half of the time, the second equal to it 3 times of 4.
 */
public record Twins() implements Dataset.ExactLaw {
  @Override
  public Batch sample(HostRng rng, int n) {
    long[] v = new long[2 * n];
    for (int i = 0; i < n; i++) {
      v[2 * i] = rng.below(2) == 0 ? 0 : 1 + rng.below(2);
      v[2 * i + 1] = rng.below(4) > 0 ? v[2 * i] : (v[2 * i] + 1 + rng.below(2)) % 3;
    }
    return Batch.of("tokens", HostArray.of(v, n, 2));
  }

  @Override
  public double logDensity(Point x) {
    double[] v = x.get("tokens");
    double first = v[0] == 0 ? 0.5 : 0.25;
    double second = v[0] == v[1] ? 0.75 : 0.125;
    return Math.log(first * second);
  }
}
