package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tck.mutant.Circle;
import org.generatormatching.tck.mutant.Letters;
import org.generatormatching.tck.mutant.Line;
import org.generatormatching.tck.mutant.SpaceMutants.AllMembers;
import org.generatormatching.tck.mutant.SpaceMutants.BlindDistance;
import org.generatormatching.tck.mutant.SpaceMutants.ConstantFunction;
import org.generatormatching.tck.mutant.SpaceMutants.FixedNoise;
import org.generatormatching.tck.mutant.SpaceMutants.MissingNode;
import org.generatormatching.tck.mutant.SpaceMutants.RepeatedNode;
import org.generatormatching.tck.mutant.SpaceMutants.RoundedAngle;
import org.generatormatching.tck.mutant.SpaceMutants.ScaledMasses;
import org.generatormatching.tck.mutant.SpaceMutants.SharedMembership;
import org.generatormatching.tck.mutant.SpaceMutants.SharedNoise;
import org.generatormatching.tck.mutant.SpaceMutants.SharedScale;
import org.generatormatching.tck.mutant.SpaceMutants.SquareDirections;
import org.generatormatching.tck.mutant.SpaceMutants.SquaredDistance;
import org.generatormatching.tck.mutant.SpaceMutants.WrongDerivative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceLawsTest {
  @Test
  void honestSpacesPass() {
    Judged.passes(SpaceLaws.ALL, new Line(1), "SP07");
    Judged.passes(SpaceLaws.ALL, new Line(3), "SP04", "SP07");
    Judged.passes(SpaceLaws.ALL, new Letters(), "SP07");
    Judged.passes(SpaceLaws.ALL, new Circle());
  }

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("SP01", new AllMembers(new Line(2))),
        arguments("SP01", new AllMembers(new Letters())),
        arguments("SP02", new SquaredDistance(new Line(1))),
        arguments("SP02", new SquaredDistance(new Line(300))),
        arguments("SP02", new SquaredDistance(new Letters())),
        arguments("SP02", new RoundedAngle()),
        arguments("SP02", new BlindDistance()),
        arguments("SP03", new WrongDerivative(new Line(2), -1, 1)),
        arguments("SP03", new WrongDerivative(new Line(1), 1, 0.5)),
        arguments("SP03", new WrongDerivative(new Circle(), 1.001, 1)),
        arguments("SP03", new ConstantFunction(new Letters())),
        arguments("SP04", new ScaledMasses(new Line(1), 1.001)),
        arguments("SP04", new ScaledMasses(new Letters(), 1 / 9.0)),
        arguments("SP04", new MissingNode(new Letters())),
        arguments("SP04", new RepeatedNode(new Letters())),
        arguments("SP05", new SharedMembership(new Letters())),
        arguments("SP05", new SharedScale(new Line(1))),
        arguments("SP06", new SharedNoise(new Line(1))),
        arguments("SP06", new FixedNoise()),
        arguments("SP07", new SquareDirections()));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, StateSpace mutant) {
    Judged.rejects(SpaceLaws.ALL, law, mutant);
  }
}
