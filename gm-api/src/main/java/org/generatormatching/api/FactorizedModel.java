package org.generatormatching.api;

import java.util.List;

/**
 * What is learned: factors whose predictions depend on the whole point, and one supervision for
 * all.
 *
 * @param factors ordered by name
 */
public record FactorizedModel(List<Factor> factors, Supervision supervision) {
  /** Keeps the order. */
  public FactorizedModel {
    factors = List.copyOf(factors);
  }

  /** The heads and divergences of all factors as seen from the whole point, in order. */
  public List<HeadLoss> losses() {
    return factors.stream().flatMap(f -> f.lifted().stream()).toList();
  }
}
