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
}
