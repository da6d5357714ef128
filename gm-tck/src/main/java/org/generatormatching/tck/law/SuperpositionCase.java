package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Role;
import org.generatormatching.api.Term;
import org.generatormatching.api.Weighting;

/**
 * Several generators of one path on the same arrays.
 *
 * @param path the path
 * @param data a few points that the path may end at
 * @param terms with their weights: those of solutions sum to one, the others are not negative
 */
public record SuperpositionCase(ConditionalPath path, Batch data, List<Term> terms) {
  /** Keeps the order. */
  public SuperpositionCase {
    terms = List.copyOf(terms);
  }

  /**
   * Terms of one path: solutions in unequal parts of one, others with the weight 1/2.
   *
   * @param all at least one, of the same path
   */
  public static SuperpositionCase of(List<TermCase> all) {
    int solutions = (int) all.stream().filter(t -> t.role() == Role.SOLUTION).count();
    double[] parts = GeneratorLaws.weights(solutions);
    List<Term> terms = new ArrayList<>();
    int next = 0;
    for (TermCase t : all) {
      double w = t.role() == Role.SOLUTION ? parts[next++] : 0.5;
      terms.add(t.term().weighted(Weighting.constant(w)));
    }
    return new SuperpositionCase(all.get(0).path(), all.get(0).data(), terms);
  }
}
