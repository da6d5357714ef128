package org.generatormatching.api;

import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;

/** Simulates generators: a host loop over compiled steps. */
public interface Sampler {
  /** The id in configurations. */
  ComponentId id();

  /** Simulates from the first to the last time of the grid. */
  Samples sample(Backend backend, Model model, SampleRequest request);
}
