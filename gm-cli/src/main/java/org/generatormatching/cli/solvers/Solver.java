package org.generatormatching.cli.solvers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.generators.AdaptiveSampler;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.ThinningSampler;

/**
 * A way to simulate a model: terms with their steppers on a grid, a flow whose times are chosen, or
 * jumps at their own times.
 *
 * @param name family and stepper of each term
 * @param terms the generator
 * @param loop how time goes on
 */
public record Solver(String name, List<Term> terms, Loop loop) {
  private static final List<Double> TOLERANCES = List.of(1e-1, 1e-2, 1e-3, 1e-4);

  /** How time goes on. */
  public enum Loop {
    /** By the steps of a grid. */
    GRID,
    /** By steps whose error is small enough. */
    ADAPTIVE,
    /** From jump to jump. */
    THINNING
  }

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
   * flow whose times are chosen a few tolerances; jumps at their own times have one setting. A step
   * that ends at t = 1 may need fewer.
   *
   * @param from first time
   * @param to last time
   */
  public List<Setting> settings(List<Integer> budgets, double from, double to) {
    TimeGrid ends = TimeGrid.uniform(from, to, 1);
    return switch (loop) {
      case GRID ->
          budgets.stream()
              .map(b -> (b - nodes(to == 1)) / nodes(false) + (b >= nodes(to == 1) ? 1 : 0))
              .filter(steps -> steps > 0)
              .distinct()
              .map(
                  steps ->
                      new Setting(
                          steps + " steps", new GridSampler(), TimeGrid.uniform(from, to, steps)))
              .toList();
      case ADAPTIVE ->
          TOLERANCES.stream()
              .map(
                  e ->
                      new Setting(
                          String.format(Locale.ROOT, "tolerance %.0e", e),
                          AdaptiveSampler.of(e, e),
                          ends))
              .toList();
      case THINNING -> List.of(new Setting("jumps", new ThinningSampler(), ends));
    };
  }

  /** The loop that stops at the times of a grid, if it does. */
  public Optional<Sampler> stopping() {
    return switch (loop) {
      case GRID -> Optional.of(new GridSampler());
      case ADAPTIVE -> Optional.empty();
      case THINNING -> Optional.of(new ThinningSampler());
    };
  }

  /** Two terms whose steppers have the same nodes share every evaluation. */
  static boolean share(Term a, Term b) {
    return Stream.of(false, true)
        .allMatch(last -> Arrays.equals(a.stepper().nodes(last), b.stepper().nodes(last)));
  }
}
