package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Kolmogorov;

/**
 * The Kolmogorov forward equation of the weighted sum of some terms, s d/dt &lt;p_t, f&gt; =
 * &lt;p_t, sum_j w_j L_j f&gt;: by quadrature or exact sums where the path has a density and the
 * space nodes, conditional and marginal, else in Dynkin form by simulation.
 *
 * @param path the path
 * @param data a few points that the path may end at
 * @param terms the generator
 * @param sign s
 */
record ForwardEquation(ConditionalPath path, Batch data, List<Term> terms, double sign) {
  private static final int MANY_NODES = 5000;
  private static final int N = 10_000;

  Measurement measure(Trial trial) {
    List<TestFunction> fs =
        path.space().testFunctions().stream()
            .filter(f -> terms.stream().allMatch(t -> t.family().admits(f)))
            .toList();
    if (fs.isEmpty()) {
      return Measurement.skip("the family admits no test function of this space");
    }
    Optional<Quadrature> q = path.space().quadrature().map(nodes -> nodes.with(data));
    boolean exact = path.trait(PathTrait.Density.class).isPresent() && q.isPresent();
    return exact ? quadrature(q.get(), fs) : dynkin(fs, trial);
  }

  private Measurement quadrature(Quadrature q, List<TestFunction> fs) {
    double declared = terms.stream().mapToDouble(t -> t.head().discretisationError()).sum();
    double bound = 1e-4 + declared;
    List<Measurement> all = new ArrayList<>();
    double[] times = PathTimes.of(path);
    if (q.masses().length > MANY_NODES) {
      // Lines and planes have the same formulas: one time in the plane sees what couples them.
      return conditional(q, fs, 0, times[1], bound);
    }
    for (double t : times) {
      for (int k = 0; k < Math.min(2, data.size()); k++) {
        all.add(conditional(q, fs, k, t, bound));
      }
    }
    double[] weights = GeneratorLaws.weights(data.size());
    Field field = Field.of(new ExactModel(path, data, weights));
    double r = Kolmogorov.exact(path, data, weights, field, q, terms, fs, times[1], sign);
    all.add(Measurement.deviation(r, bound, "marginal, t = " + times[1]));
    return Measurement.worst(all);
  }

  private Measurement conditional(
      Quadrature q, List<TestFunction> fs, int k, double t, double bound) {
    double r = Kolmogorov.exact(path, data.rows(k, k + 1), q, terms, fs, t, sign);
    return Measurement.deviation(r, bound, "conditional, data point " + k + ", t = " + t);
  }

  /** One data point at a time: the equations of several can be wrong and cancel. */
  private Measurement dynkin(List<TestFunction> fs, Trial trial) {
    int n = trial.samples(N);
    List<Measurement> all = new ArrayList<>();
    for (int k = 0; k < Math.min(2, data.size()); k++) {
      long seed = trial.rng("dynkin").at(k).bits();
      double z =
          Kolmogorov.dynkin(
              new DataSupervision(path),
              Batches.cycled(data.rows(k, k + 1), n),
              terms,
              Field.conditional(),
              fs,
              0.3,
              0.7,
              seed,
              sign);
      all.add(new Measurement.Score(z, fs.size(), "conditional, data point " + k));
    }
    return Measurement.worst(all);
  }
}
