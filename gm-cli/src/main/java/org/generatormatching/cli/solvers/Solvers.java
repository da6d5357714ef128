package org.generatormatching.cli.solvers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.generatormatching.api.Factor;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.runtime.Experiment;
import org.generatormatching.runtime.compose.Supervisions;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.Examples;
import org.generatormatching.tensor.ComponentId;

/**
 * All that can be simulated with a head: every family of every plugin, at its factory's examples,
 * that takes what the head gives, with each of its steppers. What leaves the laws of the path as
 * they are stands with the weight 1 - t beside the solution with the same stepper, else the first
 * that shares its evaluations, and is left out where there is none.
 */
public final class Solvers {
  private static final String OWN = "the run's own terms";

  private Solvers() {}

  /** A term with its name. */
  private record Named(String name, Term term) {}

  /** The solvers of a run's model of one factor: its own terms together, and all of each head. */
  public static List<Solver> of(Experiment experiment, Factor factor) {
    boolean coupled = experiment.configuration().config().model().coupling().isPresent();
    return of(
        experiment.registry(),
        experiment.parts().terms(),
        factor.space(),
        (head, family) -> !coupled || Supervisions.holdsForPairs(head, family));
  }

  /**
   * The solvers of some terms: these together, and all of each head that they see.
   *
   * @param terms their families are tried as they are configured there
   * @param wanted which families to take
   */
  public static List<Solver> of(
      Registry registry,
      List<Term> terms,
      StateSpace space,
      BiPredicate<Head, GeneratorFamily> wanted) {
    Map<String, Solver> all = new LinkedHashMap<>();
    List<Family> families = families(registry);
    for (Term t : terms) {
      if (families.stream().noneMatch(f -> f.family().equals(t.family()))) {
        families.add(new Family(t.family().id() + " of the run", t.family()));
      }
    }
    if (terms.size() > 1) {
      all.put(OWN, new Solver(OWN, terms, Solver.Loop.GRID));
    }
    List<Head> heads = terms.stream().map(Term::head).distinct().toList();
    for (Head h : heads) {
      List<Family> some = families.stream().filter(f -> wanted.test(h, f.family())).toList();
      String of = heads.size() > 1 ? h.id() + ": " : "";
      for (Solver s : of(some, h, space)) {
        all.put(of + s.name(), new Solver(of + s.name(), s.terms(), s.loop()));
      }
    }
    return List.copyOf(all.values());
  }

  /** The solvers of a head by the families of all plugins. */
  public static List<Solver> of(Registry registry, Head head, StateSpace space) {
    return of(families(registry), head, space);
  }

  /** A family and how it is called. */
  private record Family(String name, GeneratorFamily family) {}

  private static List<Family> families(Registry registry) {
    List<Family> all = new ArrayList<>();
    for (GmPlugin plugin : registry.plugins(r -> true)) {
      for (ComponentFactory<GeneratorFamily, ?> f : plugin.families()) {
        Examples.of(f).forEach(e -> all.add(new Family(e.name(), e.component().get())));
      }
    }
    return all;
  }

  private static List<Solver> of(List<Family> families, Head head, StateSpace space) {
    List<Named> solutions = new ArrayList<>();
    List<Named> others = new ArrayList<>();
    for (Family f : families) {
      if (f.family().supports(space) && head.gives().contains(f.family().wants())) {
        for (Stepper s : f.family().steppers(space)) {
          Named n = new Named(f.name(), Term.of(head, f.family(), s));
          switch (n.term().role()) {
            case SOLUTION -> solutions.add(n);
            case DIVERGENCE_FREE -> others.add(n);
            case BACKWARD -> {}
          }
        }
      }
    }
    List<Solver> all = new ArrayList<>();
    for (Named n : solutions) {
      all.add(new Solver(title(n), List.of(n.term()), Solver.Loop.GRID));
    }
    // its stages know of no walls
    boolean open = space.geometry(Geometry.Bounded.class).isEmpty();
    solutions.stream()
        .filter(n -> open && n.term().stepper().reversible())
        .findFirst()
        .ifPresent(n -> all.add(looped(n, "adaptive@1", Solver.Loop.ADAPTIVE)));
    solutions.stream()
        .filter(n -> !n.term().family().isContinuous())
        .filter(n -> head.rateBound(n.term().family().wants()).isPresent())
        .findFirst()
        .ifPresent(n -> all.add(looped(n, "thinning@1", Solver.Loop.THINNING)));
    for (Named n : others) {
      partner(n, solutions)
          .ifPresent(
              s -> {
                Term beside = n.term().weighted(Weighting.powers(1, 0, 1));
                String name = title(s) + " + " + title(n);
                all.add(new Solver(name, List.of(s.term(), beside), Solver.Loop.GRID));
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

  private static Solver looped(Named n, String sampler, Solver.Loop loop) {
    return new Solver(n.name() + " " + sampler, List.of(n.term()), loop);
  }

  private static String title(Named n) {
    return n.name() + " " + n.term().stepper().id();
  }
}
