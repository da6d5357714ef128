package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Head;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Divergences;
import org.generatormatching.mutants.wrong.Heads;
import org.generatormatching.tck.law.LossCase;

/** Mutants of losses: a head with the divergence that trains it. */
final class ObjectiveMutants {
  private ObjectiveMutants() {}

  static List<Mutant<LossCase>> all() {
    return List.of(
        Mutant.of(
            "loss/huber",
            "the loss is straight beyond a difference of 1",
            Originals.velocityLoss(),
            divergence(Divergences.Huber::new),
            "OB01",
            Expected.measured(1.17)),
        Mutant.of(
            "loss/absolute",
            "the loss is the absolute difference",
            Originals.velocityLoss(),
            divergence(Divergences.Absolute::new),
            "OB01",
            Expected.theory(
                Double.POSITIVE_INFINITY,
                "the marginal loss of one target has no gradient where its sign is lost")),
        Mutant.of(
            "loss/pair",
            "the loss sees targets that are 2 % too large",
            Originals.posteriorLoss(),
            head(Heads.FastTarget::new),
            "OB01",
            Expected.theory(0.02, "the excess of the target")),
        Mutant.of(
            "loss/minimum",
            "the loss is Huber's, whose minimum is no mean",
            Originals.velocityLoss(),
            divergence(Divergences.Huber::new),
            "OB02",
            Expected.measured(0.0082)),
        Mutant.of(
            "loss/target",
            "the minimum is at 1.02 times the target",
            Originals.posteriorLoss(),
            head(Heads.FastTarget::new),
            "OB02",
            Expected.measured(0.0048)));
  }

  private static UnaryOperator<LossCase> divergence(UnaryOperator<BregmanDivergence> change) {
    return c -> new LossCase(c.path(), c.data(), c.head(), change.apply(c.divergence()));
  }

  private static UnaryOperator<LossCase> head(UnaryOperator<Head> change) {
    return c -> new LossCase(c.path(), c.data(), change.apply(c.head()), c.divergence());
  }
}
