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
 * @param terms with their weights, which are functions of the time: those of solutions less those
 *     of backward parts sum to one, the others are not negative
 */
public record SuperpositionCase(ConditionalPath path, Batch data, List<Term> terms) {
  /** Keeps the order. */
  public SuperpositionCase {
    terms = List.copyOf(terms);
  }

  /**
   * Terms of one path: solutions in unequal parts, the first two of which exchange weight over
   * time, others with the weight (1 + t)/2, which the first solution has in addition where they go
   * backwards.
   *
   * @param all at least one, of the same path
   */
  public static SuperpositionCase of(List<TermCase> all) {
    int solutions = (int) all.stream().filter(t -> t.role() == Role.SOLUTION).count();
    long backward = all.stream().filter(t -> t.role() == Role.BACKWARD).count();
    double[] parts = GeneratorLaws.weights(solutions);
    List<Term> terms = new ArrayList<>();
    int next = 0;
    for (TermCase t : all) {
      Weighting other = at -> (1 + at) / 2;
      if (t.role() == Role.SOLUTION) {
        int i = next++;
        double turn = solutions < 2 || i > 1 ? 0 : i == 0 ? -parts[0] / 2 : parts[0] / 2;
        double back = i == 0 ? backward : 0;
        other = at -> parts[i] + turn * at + back * (1 + at) / 2;
      }
      terms.add(t.term().weighted(other));
    }
    return new SuperpositionCase(all.get(0).path(), all.get(0).data(), terms);
  }
}
