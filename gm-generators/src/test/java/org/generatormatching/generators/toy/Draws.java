package org.generatormatching.generators.toy;

import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Weighting;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;

/** Simulations on the interpreter and what the toy cases ask of them. */
final class Draws {
  private Draws() {}

  /** n simulated points from the path's source. */
  static Batch sample(
      ConditionalPath path, Model model, List<Term> terms, int n, TimeGrid grid, long seed) {
    return sample(model, SampleRequest.of(terms, path.source(), n, grid, seed));
  }

  /** The simulated points of a request. */
  static Batch sample(Model model, SampleRequest request) {
    try (Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return new GridSampler(Math.min(request.count(), 1000))
          .sample(backend, model, request)
          .points();
    }
  }

  /** Row numbers drawn from masses that sum to 1. */
  static int[] rows(double[] masses, int n, HostRng rng) {
    int[] r = new int[n];
    for (int i = 0; i < n; i++) {
      double u = rng.uniform();
      int j = 0;
      for (double c = masses[0]; j + 1 < masses.length && c <= u; c += masses[j]) {
        j++;
      }
      r[i] = j;
    }
    return r;
  }

  /** Positive numbers that sum to 1. */
  static double[] normalised(double... masses) {
    double sum = 0;
    for (double m : masses) {
      sum += m;
    }
    double[] r = masses.clone();
    for (int i = 0; i < r.length; i++) {
      r[i] /= sum;
    }
    return r;
  }

  /** Half the sum of the differences of two laws. */
  static double totalVariation(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]) / 2;
    }
    return sum;
  }

  /** The terms with all weights multiplied: a generator that is too fast. */
  static List<Term> faster(List<Term> terms, double by) {
    return terms.stream()
        .map(
            t -> {
              Weighting w = t.weight();
              return t.weighted(s -> by * w.at(s));
            })
        .toList();
  }
}
