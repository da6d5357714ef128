package org.generatormatching.tensor;

/** What an engine can do. */
public enum Capability {
  /** Compiles training programs. */
  TRAINING,
  /** Computes on a graphics processor. */
  GPU,
  /** Computes in FLOAT64. */
  FLOAT64,
  /** Computes in BFLOAT16. */
  BFLOAT16,
  /** Knows every {@link Op}; an engine without this refuses what it does not know, by name. */
  ALL_OPERATIONS
}
