package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;

/** A map from raw data to points of the state space and back: scaling, rounding, categories. */
public interface Codec {
  /** The id in configurations. */
  ComponentId id();

  /** Raw data to points. */
  Batch encode(Batch raw);

  /** Points to raw data. */
  Batch decode(Batch points);
}
