package org.generatormatching.training.coupling;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;

/** {@code independent@1}: rows in a random order. The cost is the mean squared distance. */
public record Independent() implements Coupling {
  @Override
  public ComponentId id() {
    return ComponentId.of("independent@1");
  }

  @Override
  public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
    return Plan.of(rng.permutation(data.size()), new SquaredDistance(source, data));
  }
}
