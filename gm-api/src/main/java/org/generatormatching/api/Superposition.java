package org.generatormatching.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * The terms that act on one factor, as a whole: whether their weights make a generator of the
 * factor's path.
 *
 * <p>With the {@link Role#sign} s of each term they must obey sum_j s_j w_j(t) = 1 and w_j(t) &gt;=
 * 0. Weights 0.3 and 0.9 of two solutions run the process 1.2 times too fast; full flow and full
 * jump, twice. Source: Holderrieth et al. 2024, proposition 3.
 */
public final class Superposition {
  private static final double ROUNDING = 1e-9;

  private Superposition() {}

  /** What is wrong with the weights at the times of a grid, the last one left out. */
  public static Optional<Problem> problem(List<Term> terms, TimeGrid grid) {
    for (int i = 0; i < grid.steps(); i++) {
      double t = grid.at(i);
      double sum = 0;
      boolean negative = false;
      for (Term term : terms) {
        double w = term.weight().at(t);
        negative |= !(w >= 0);
        sum += w * term.role().sign();
      }
      if (negative || !(Math.abs(sum - 1) <= ROUNDING)) {
        return Optional.of(wrong(terms, t, sum, negative));
      }
    }
    return Optional.empty();
  }

  private static Problem wrong(List<Term> terms, double t, double sum, boolean negative) {
    List<String> found =
        terms.stream()
            .map(
                j ->
                    String.format(
                        Locale.ROOT,
                        "%s by %s (%s) %.6g",
                        j.head().id(),
                        j.family().id(),
                        j.role().name().toLowerCase(Locale.ROOT),
                        j.weight().at(t)))
            .toList();
    Problem p =
        Problem.of(GmError.CONFIG, "the weights of a superposition do not carry the path")
            .found(found + " at t = " + t);
    return negative
        ? p.expected("weights of at least 0")
        : p.expected("solutions less backward parts to sum to 1, not " + (float) sum)
            .advice("Divide the weights of the solutions by their sum.");
  }
}
