package org.generatormatching.mutants;

import java.util.List;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Divergences;

/** Mutants of divergences. */
final class DivergenceMutants {
  private DivergenceMutants() {}

  static List<Mutant<BregmanDivergence>> all() {
    return List.of(
        Mutant.of(
            "rates/potential",
            "the term in the target alone has the other sign",
            Originals.generalisedKl(),
            Divergences.NegativePotential::new,
            "BR01",
            Expected.measured(18.8),
            "BR03"),
        Mutant.of(
            "square/half",
            "half the square of the difference with the potential of the whole",
            Originals.squaredError(),
            Divergences.MissingHalf::new,
            "BR02",
            Expected.measured(19.2),
            "BR01",
            "BR03",
            "BR04"),
        Mutant.of(
            "square/huber",
            "the loss is straight beyond a difference of 1",
            Originals.squaredError(),
            Divergences.Huber::new,
            "BR03",
            Expected.measured(2.8),
            "BR01"),
        Mutant.of(
            "square/absolute",
            "the loss is the absolute difference",
            Originals.squaredError(),
            Divergences.Absolute::new,
            "BR03",
            Expected.measured(1.75),
            "BR01"),
        Mutant.of(
            "law/swapped",
            "the arguments are swapped",
            Originals.crossEntropy(),
            Divergences.Swapped::new,
            "BR03",
            Expected.measured(0.375),
            "BR01"),
        Mutant.of(
            "square/detached",
            "the prediction is detached where it is far from 0",
            Originals.squaredError(),
            Divergences.Detached::new,
            "BR04",
            Expected.fails(),
            "BR01",
            "BR03"),
        Mutant.of(
            "rates/unnormalised",
            "rates are compared as if they summed to 1",
            Originals.generalisedKl(),
            Divergences.Unnormalised::new,
            "BR04",
            Expected.theory(1, "the gradient of -a log b at b = a"),
            "BR03"));
  }
}
