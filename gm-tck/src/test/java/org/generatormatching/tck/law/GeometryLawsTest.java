package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tck.mutant.Circle;
import org.generatormatching.tck.mutant.GeometryMutants.CommonNoise;
import org.generatormatching.tck.mutant.GeometryMutants.HalfAngle;
import org.generatormatching.tck.mutant.GeometryMutants.LongNoise;
import org.generatormatching.tck.mutant.GeometryMutants.LoudNoise;
import org.generatormatching.tck.mutant.GeometryMutants.NearIsSame;
import org.generatormatching.tck.mutant.GeometryMutants.ReversedLog;
import org.generatormatching.tck.mutant.GeometryMutants.RootTwo;
import org.generatormatching.tck.mutant.GeometryMutants.Shrinking;
import org.generatormatching.tck.mutant.GeometryMutants.SkewInner;
import org.generatormatching.tck.mutant.Letters;
import org.generatormatching.tck.mutant.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GeometryLawsTest {
  @Test
  void honestGeometriesPass() {
    Judged.passes(GeometryLaws.ALL, new Line(3));
    Judged.passes(GeometryLaws.ALL, new Circle());
    Judged.passes(GeometryLaws.ALL, new Letters(), "GE01", "GE02", "GE03", "GE04");
  }

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("GE01", new ReversedLog(new Line(2))),
        arguments("GE01", new ReversedLog(new Circle())),
        arguments("GE01", new NearIsSame(new Circle())),
        arguments("GE02", new Shrinking(new Circle())),
        arguments("GE02", new SkewInner(new Line(2))),
        arguments("GE03", new HalfAngle(new Circle())),
        arguments("GE03", new RootTwo(new Circle())),
        arguments("GE04", new LoudNoise(new Circle())),
        arguments("GE04", new LongNoise(new Line(2))),
        arguments("GE04", new CommonNoise(new Line(2))));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, StateSpace mutant) {
    Judged.rejects(GeometryLaws.ALL, law, mutant);
  }
}
