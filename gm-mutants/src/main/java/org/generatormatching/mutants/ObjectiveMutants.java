package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Head;
import org.generatormatching.mutants.wrong.Divergences;
import org.generatormatching.mutants.wrong.Heads;
import org.generatormatching.tck.law.LossCase;
import org.generatormatching.mutants.Mutant.Expected;

/** Mutants of losses: a head with the divergence that trains it. */
final class ObjectiveMutants {
  private ObjectiveMutants() {}

  static List<Mutant<LossCase>> all() {
    return List.of(
        Mutant.of("loss/huber", "the loss is straight beyond a difference of 1", Originals.velocityLoss(), divergence(Divergences.Huber::new), "OB01", Expected.measured(0)),
        Mutant.of("loss/absolute", "the loss is the absolute difference", Originals.velocityLoss(), divergence(Divergences.Absolute::new), "OB01", Expected.measured(0)),
        Mutant.of("loss/pair", "the loss sees targets that are 2 % too large", Originals.posteriorLoss(), head(Heads.FastTarget::new), "OB01", Expected.measured(0)),
        Mutant.of("loss/minimum", "the loss is Huber's, whose minimum is no mean", Originals.velocityLoss(), divergence(Divergences.Huber::new), "OB02", Expected.measured(0)),
        Mutant.of("loss/unnormalised", "rates are compared as if they summed to 1", Originals.posteriorLoss(), divergence(Divergences.Unnormalised::new), "OB02", Expected.measured(0), "OB01"));
  }

  private static UnaryOperator<LossCase> divergence(UnaryOperator<BregmanDivergence> change) {
    return c -> new LossCase(c.path(), c.data(), c.head(), change.apply(c.divergence()));
  }

  private static UnaryOperator<LossCase> head(UnaryOperator<Head> change) {
    return c -> new LossCase(c.path(), c.data(), change.apply(c.head()), c.divergence());
  }
}
