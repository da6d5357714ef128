package org.generatormatching.cli.solvers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.generators.AdaptiveSampler;

/**
 * A way to simulate a model: terms with their steppers on a grid, or a flow whose times are chosen.
 *
 * @param name family and stepper of each term
 * @param terms the generator
 * @param sampler the loop
 */
public record Solver(String name, List<Term> terms, Sampler sampler) {
  private static final List<Double> TOLERANCES = List.of(1e-1, 1e-2, 1e-3, 1e-4);

  /** Keeps the order. */
  public Solver {
    terms = List.copyOf(terms);
  }

  /**
   * What to run.
   *
   * @param name steps or tolerance
   * @param sampler the loop
   * @param grid the times
   */
  public record Setting(String name, Sampler sampler, TimeGrid grid) {}

  /** The least order of the terms' steppers. */
  public int order() {
    return terms.stream().mapToInt(t -> t.stepper().order()).min().orElse(0);
  }

  private int nodes(boolean last) {
    return terms.stream().mapToInt(t -> t.stepper().nodes(last).length).max().orElse(0);
  }

  /**
   * Equal steps that need at most so many evaluations, where one step does not need more; for a
   * flow whose times are chosen a few tolerances. A step that ends at t = 1 may need fewer.
   *
   * @param from first time
   * @param to last time
   */
  public List<Setting> settings(List<Integer> budgets, double from, double to) {
    if (sampler instanceof AdaptiveSampler) {
      return TOLERANCES.stream()
          .map(
              e ->
                  new Setting(
                      String.format(Locale.ROOT, "tolerance %.0e", e),
                      AdaptiveSampler.of(e, e),
                      TimeGrid.uniform(from, to, 1)))
          .toList();
    }
    return budgets.stream()
        .map(b -> (b - nodes(to == 1)) / nodes(false) + (b >= nodes(to == 1) ? 1 : 0))
        .filter(steps -> steps > 0)
        .distinct()
        .map(steps -> new Setting(steps + " steps", sampler, TimeGrid.uniform(from, to, steps)))
        .toList();
  }

  /** Two terms whose steppers have the same nodes share every evaluation. */
  static boolean share(Term a, Term b) {
    return List.of(false, true).stream().allMatch(last -> nodes(a, last).equals(nodes(b, last)));
  }

  private static List<Double> nodes(Term t, boolean last) {
    double[] nodes = t.stepper().nodes(last);
    List<Double> list = new ArrayList<>();
    IntStream.range(0, nodes.length).forEach(i -> list.add(nodes[i]));
    return list;
  }
}
