package org.generatormatching.generators.kit;

import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Source;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;

/** Simulations on the interpreter. */
public final class Simulated {
  private Simulated() {}

  /** n samples over a grid. */
  public static Batch samples(
      Model model, List<Term> terms, Source source, int n, TimeGrid grid, long seed) {
    return samples(model, SampleRequest.of(terms, source, n, grid, seed)).points();
  }

  /** Answers a request. */
  public static Samples samples(Model model, SampleRequest request) {
    try (Backend b = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return new GridSampler().sample(b, model, request);
    }
  }
}
