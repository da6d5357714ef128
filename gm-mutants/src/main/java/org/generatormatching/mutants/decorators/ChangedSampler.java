package org.generatormatching.mutants.decorators;

import java.util.function.UnaryOperator;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;

/** A sampler that simulates something else than what it is asked for. */
public record ChangedSampler(Sampler sampler, UnaryOperator<SampleRequest> change)
    implements Sampler {
  @Override
  public ComponentId id() {
    return sampler.id();
  }

  @Override
  public Samples sample(Backend backend, Model model, SampleRequest request) {
    return sampler.sample(backend, model, change.apply(request));
  }
}
