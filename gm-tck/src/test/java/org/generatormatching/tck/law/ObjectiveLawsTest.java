package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.tck.mutant.DivergenceMutants.Absolute;
import org.generatormatching.tck.mutant.DivergenceMutants.Huber;
import org.generatormatching.tck.mutant.DivergenceMutants.ProbabilitiesOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.RatesOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.SquareOnly;
import org.generatormatching.tck.mutant.DivergenceMutants.Unnormalised;
import org.generatormatching.tck.mutant.HeadMutants.FastTarget;
import org.generatormatching.tck.mutant.Line;
import org.generatormatching.tck.mutant.Velocity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectiveLawsTest {
  @Test
  void honestLossesPass() {
    Judged.passes(ObjectiveLaws.ALL, Cases.loss(Cases.VELOCITY, new SquareOnly()));
    Judged.passes(ObjectiveLaws.ALL, Cases.loss(Cases.POSTERIOR, new ProbabilitiesOnly()));
    Judged.passes(ObjectiveLaws.ALL, Cases.loss(Cases.POSTERIOR, new RatesOnly()));
  }

  @Test
  void spacesWithoutNodesAreSkipped() {
    Velocity plane = new Velocity(new AffineGaussianPath(new Line(2), Convex.condOt()));
    LossCase line = Cases.loss(Cases.VELOCITY, new SquareOnly());
    LossCase c = new LossCase(plane.path(), line.data(), plane, line.divergence());
    Judged.passes(ObjectiveLaws.ALL, c, "OB01", "OB02");
  }

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("OB01", Cases.loss(Cases.VELOCITY, new Huber())),
        arguments("OB01", Cases.loss(Cases.VELOCITY, new Absolute())),
        arguments("OB01", Cases.loss(new FastTarget(Cases.VELOCITY), new SquareOnly())),
        arguments("OB01", Cases.loss(new FastTarget(Cases.POSTERIOR), new RatesOnly())),
        arguments("OB02", Cases.loss(Cases.VELOCITY, new Huber())),
        arguments("OB02", Cases.loss(Cases.POSTERIOR, new Unnormalised())),
        arguments("OB02", Cases.loss(new FastTarget(Cases.POSTERIOR), new RatesOnly())),
        arguments("OB02", Cases.loss(new FastTarget(Cases.VELOCITY), new SquareOnly())));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, LossCase mutant) {
    Judged.rejects(ObjectiveLaws.ALL, law, mutant);
  }
}
