package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Weighting;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.tck.law.SuperpositionCase;

/** Mutants of superpositions. */
final class SuperpositionMutants {
  private SuperpositionMutants() {}

  static List<Mutant<SuperpositionCase>> all() {
    return List.of(
        Mutant.of(
            "flows/weights",
            "weights are 0.3 and 0.9",
            Originals.flows(),
            weights(0.3, 0.9),
            "GN09",
            Expected.theory(0.2 / 1.2, "|1 - w| / w, w = 1.2")),
        Mutant.of(
            "flow-and-jump/full",
            "the flow and the jumps count in full",
            Originals.flowAndJump(),
            weights(1, 1),
            "GN09",
            Expected.theory(0.5, "|1 - w| / w, w = 2")),
        Mutant.of(
            "chains/full",
            "both parts count in full",
            Originals.chains(),
            weights(1, 1),
            "GN09",
            Expected.theory(0.5, "|1 - w| / w, w = 2")));
  }

  private static UnaryOperator<SuperpositionCase> weights(double first, double second) {
    return c ->
        new SuperpositionCase(
            c.path(),
            c.data(),
            List.of(
                c.terms().get(0).weighted(Weighting.constant(first)),
                c.terms().get(1).weighted(Weighting.constant(second))));
  }
}
