package org.generatormatching.cli.solvers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.generators.AdaptiveSampler;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.Examples;
import org.generatormatching.tensor.ComponentId;

/**
 * All that can be simulated with one head: every family of every plugin, at its factory's examples,
 * that takes what the head gives, with each of its steppers. What leaves the laws of the path as
 * they are stands with the weight 1 - t beside the first solution, by a stepper that shares its
 * evaluations.
 */
public final class Solvers {
  private Solvers() {}

  /** A term with its name. */
  private record Named(String name, Term term) {}

  /**
   * The solvers of a head.
   *
   * @param wanted which families to take
   * @param sampler for fixed grids
   */
  public static List<Solver> of(
      Registry registry,
      Head head,
      StateSpace space,
      Predicate<GeneratorFamily> wanted,
      Sampler sampler) {
    List<Named> solutions = new ArrayList<>();
    List<Named> others = new ArrayList<>();
    for (GmPlugin plugin : registry.plugins(r -> true)) {
      for (ComponentFactory<GeneratorFamily, ?> f : plugin.families()) {
        for (Examples.Named<GeneratorFamily> e : Examples.of(f)) {
          GeneratorFamily family = e.component().get();
          boolean fits = family.supports(space) && head.gives().contains(family.wants());
          if (fits && wanted.test(family)) {
            for (Stepper s : family.steppers(space)) {
              Named n = new Named(e.name(), Term.of(head, family, s));
              switch (n.term().role()) {
                case SOLUTION -> solutions.add(n);
                case DIVERGENCE_FREE -> others.add(n);
                case BACKWARD -> {}
              }
            }
          }
        }
      }
    }
    List<Solver> all = new ArrayList<>();
    for (Named n : solutions) {
      all.add(new Solver(title(n), List.of(n.term()), sampler));
    }
    solutions.stream()
        .filter(n -> n.term().stepper().reversible())
        .findFirst()
        .ifPresent(
            n ->
                all.add(
                    new Solver(
                        n.name() + " adaptive@1",
                        List.of(n.term()),
                        AdaptiveSampler.of(1e-3, 1e-3))));
    for (Named n : others) {
      partner(n, solutions)
          .ifPresent(
              s -> {
                Term beside = n.term().weighted(Weighting.powers(1, 0, 1));
                String name = title(s) + " + " + title(n);
                all.add(new Solver(name, List.of(s.term(), beside), sampler));
              });
    }
    return all;
  }

  /** The first solution with the same stepper; else the first whose evaluations are shared. */
  private static Optional<Named> partner(Named n, List<Named> solutions) {
    ComponentId own = n.term().stepper().id();
    return solutions.stream()
        .filter(s -> s.term().stepper().id().equals(own))
        .findFirst()
        .or(() -> solutions.stream().filter(s -> Solver.share(s.term(), n.term())).findFirst());
  }

  private static String title(Named n) {
    return n.name() + " " + n.term().stepper().id();
  }
}
