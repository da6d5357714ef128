package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.Head;
import org.generatormatching.tck.mutant.HeadMutants.BatchCentred;
import org.generatormatching.tck.mutant.HeadMutants.ClippedParameter;
import org.generatormatching.tck.mutant.HeadMutants.DividingVelocity;
import org.generatormatching.tck.mutant.HeadMutants.DoublePair;
import org.generatormatching.tck.mutant.HeadMutants.EqualWeights;
import org.generatormatching.tck.mutant.HeadMutants.LogOfSoftmax;
import org.generatormatching.tck.mutant.HeadMutants.NormalisedParameter;
import org.generatormatching.tck.mutant.HeadMutants.Renamed;
import org.generatormatching.tck.mutant.HeadMutants.SpreadingNaN;
import org.generatormatching.tck.mutant.HeadMutants.UnshiftedSoftmax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeadLawsTest {
  @Test
  void honestHeadsPass() {
    Judged.passes(HeadLaws.ALL, Cases.head(Cases.VELOCITY));
    Judged.passes(HeadLaws.ALL, Cases.head(Cases.POSTERIOR));
  }

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("HE01", new UnshiftedSoftmax(Cases.POSTERIOR)),
        arguments("HE01", new LogOfSoftmax(Cases.POSTERIOR)),
        arguments("HE01", new Renamed(Cases.POSTERIOR)),
        arguments("HE02", new ClippedParameter(Cases.VELOCITY)),
        arguments("HE02", new ClippedParameter(Cases.POSTERIOR)),
        arguments("HE02", new NormalisedParameter(Cases.POSTERIOR)),
        arguments("HE03", new DoublePair(Cases.VELOCITY)),
        arguments("HE03", new DoublePair(Cases.POSTERIOR)),
        arguments("HE03", new SpreadingNaN(Cases.VELOCITY)),
        arguments("HE03", new EqualWeights(Cases.POSTERIOR)),
        arguments("HE04", new DividingVelocity(Cases.VELOCITY)),
        arguments("HE05", new BatchCentred(Cases.VELOCITY)));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, Head mutant) {
    Judged.rejects(HeadLaws.ALL, law, Cases.head(mutant));
  }
}
