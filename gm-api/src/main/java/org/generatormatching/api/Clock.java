package org.generatormatching.api;

import java.util.Map;

/**
 * Maps the sampler's time to the times of all factors: a factor that is given, and not generated,
 * stands at 1.
 */
@FunctionalInterface
public interface Clock {
  /** The times of the factors that differ from s, by name. */
  Map<String, Double> factors(double s);

  /** All factors at the sampler's time. */
  static Clock common() {
    return s -> Map.of();
  }

  /** Some factors held at a time. */
  static Clock holding(Map<String, Double> held) {
    return s -> held;
  }
}
