package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.tck.mutant.DivergenceMutants.Absolute;
import org.generatormatching.tck.mutant.DivergenceMutants.Detached;
import org.generatormatching.tck.mutant.DivergenceMutants.Huber;
import org.generatormatching.tck.mutant.DivergenceMutants.MissingHalf;
import org.generatormatching.tck.mutant.DivergenceMutants.NegativePotential;
import org.generatormatching.tck.mutant.DivergenceMutants.ProbabilitiesOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.RatesOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.SquareOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.Swapped;
import org.generatormatching.tck.mutant.DivergenceMutants.Unnormalised;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DivergenceLawsTest {
  static Stream<BregmanDivergence> honest() {
    return Stream.of(new SquareOnly(), new RatesOnly(), new ProbabilitiesOnly());
  }

  @ParameterizedTest
  @MethodSource("honest")
  void honestDivergencesPass(BregmanDivergence d) {
    Judged.passes(DivergenceLaws.ALL, d);
  }

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("BR01", new NegativePotential()),
        arguments("BR02", new MissingHalf()),
        arguments("BR02", new Swapped()),
        arguments("BR03", new Huber()),
        arguments("BR03", new Absolute()),
        arguments("BR03", new Swapped()),
        arguments("BR04", new Detached()),
        arguments("BR04", new Unnormalised()),
        arguments("BR04", new Huber()));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, BregmanDivergence mutant) {
    Judged.rejects(DivergenceLaws.ALL, law, mutant);
  }
}
