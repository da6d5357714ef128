package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Head;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Heads;
import org.generatormatching.tck.law.HeadCase;

/** Mutants of heads. */
final class HeadMutants {
  private HeadMutants() {}

  static List<Mutant<HeadCase>> all() {
    return List.of(
        Mutant.of(
            "head/overflow",
            "the softmax does not subtract the largest logit",
            Originals.posterior(),
            change(Heads.UnshiftedSoftmax::new),
            "HE01",
            Expected.fails(),
            "HE02",
            "HE03",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/log-zero",
            "the logarithm is taken of rounded probabilities",
            Originals.posterior(),
            change(Heads.LogOfSoftmax::new),
            "HE01",
            Expected.fails(),
            "HE02",
            "HE03",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/renamed",
            "the value has another array than the target",
            Originals.posterior(),
            change(Heads.Renamed::new),
            "HE01",
            Expected.fails()),
        Mutant.of(
            "head/clipped",
            "the parameter clips its value",
            Originals.velocity(),
            change(Heads.ClippedParameter::new),
            "HE02",
            Expected.measured(2),
            "HE01",
            "HE03",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/normalised",
            "the parameter normalises squares of its value",
            Originals.posterior(),
            change(Heads.NormalisedParameter::new),
            "HE02",
            Expected.measured(2.2),
            "HE01",
            "HE03",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/double",
            "pairs have twice the target",
            Originals.posterior(),
            change(Heads.DoublePair::new),
            "HE03",
            Expected.theory(1, "|2 F - F| / |F|"),
            "HE01",
            "HE02",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/nan",
            "a weight of 0 spreads NaN",
            Originals.velocity(),
            change(Heads.SpreadingNaN::new),
            "HE03",
            Expected.theory(Double.NaN, "0 times NaN"),
            "HE01",
            "HE02",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/weights",
            "alternatives count equally",
            Originals.posterior(),
            change(Heads.EqualWeights::new),
            "HE03",
            Expected.measured(0.18),
            "HE01",
            "HE02",
            "HE04",
            "HE05"),
        Mutant.of(
            "head/division",
            "the target divides by a rounded 1 - t",
            Originals.velocity(),
            change(Heads.DividingVelocity::new),
            "HE04",
            Expected.fails(),
            "HE01",
            "HE02",
            "HE05"),
        Mutant.of(
            "head/batch",
            "values are relative to the mean of the batch",
            Originals.velocity(),
            change(Heads.BatchCentred::new),
            "HE05",
            Expected.fails(),
            "HE02",
            "HE03",
            "HE04"),
        Mutant.of(
            "head/mask",
            "the mask is predicted",
            Originals.maskedPosterior(),
            change(Heads.Unmasked::new),
            "HE06",
            Expected.measured(0.89),
            "HE01",
            "HE02",
            "HE03",
            "HE04",
            "HE05"));
  }

  private static UnaryOperator<HeadCase> change(UnaryOperator<Head> change) {
    return c -> new HeadCase(c.path(), c.data(), change.apply(c.head()));
  }
}
