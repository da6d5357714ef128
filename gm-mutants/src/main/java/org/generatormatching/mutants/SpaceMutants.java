package org.generatormatching.mutants;

import java.util.List;
import org.generatormatching.api.StateSpace;
import org.generatormatching.mutants.wrong.Geometries;
import org.generatormatching.mutants.wrong.Spaces;
import org.generatormatching.mutants.Mutant.Expected;

/** Mutants of state spaces and their geometries. */
final class SpaceMutants {
  private SpaceMutants() {}

  static List<Mutant<StateSpace>> all() {
    return List.of(
        Mutant.of("space/members", "everything is a point", Originals.line(2), Spaces.AllMembers::new, "SP01", Expected.measured(0), "SP02", "SP03", "SP04", "SP05", "SP06"),
        Mutant.of("tokens/squared", "the distance is squared", Originals.letters(), Spaces.SquaredDistance::new, "SP02", Expected.measured(0), "SP01", "SP03", "SP04", "SP05", "SP06"),
        Mutant.of("space/squared", "the distance is squared", Originals.line(1), Spaces.SquaredDistance::new, "SP02", Expected.measured(0), "SP01", "SP03", "SP04", "SP05", "SP06"),
        Mutant.of("circle/acos", "the distance is the arc cosine of a rounded cosine", Originals.circle(), Spaces.RoundedAngle::new, "SP02", Expected.measured(0), "SP01", "SP03", "SP06", "SP07"),
        Mutant.of("tokens/blind", "the distance forgets the last site", Originals.letters(), Spaces.BlindDistance::new, "SP02", Expected.measured(0), "SP01", "SP04", "SP05", "SP06"),
        Mutant.of("space/gradient", "test functions have the gradient with the other sign", Originals.line(2), s -> new Spaces.WrongDerivative(s, -1, 1), "SP03", Expected.measured(0), "SP01", "SP02", "SP04", "SP05", "SP06"),
        Mutant.of("space/hessian", "test functions have half the Hessian", Originals.line(1), s -> new Spaces.WrongDerivative(s, 1, 0.5), "SP03", Expected.measured(0), "SP01", "SP02", "SP04", "SP05", "SP06"),
        Mutant.of("tokens/constant", "a test function sees nothing", Originals.letters(), Spaces.ConstantFunction::new, "SP03", Expected.measured(0), "SP01", "SP02", "SP04", "SP05"),
        Mutant.of("space/masses", "the quadrature has masses that are 0.1 % too large", Originals.line(1), s -> new Spaces.ScaledMasses(s, 1.001), "SP04", Expected.measured(0), "SP01", "SP02", "SP03", "SP05", "SP06"),
        Mutant.of("tokens/node", "the quadrature lacks a node", Originals.letters(), Spaces.MissingNode::new, "SP04", Expected.measured(0), "SP01", "SP02", "SP03", "SP05", "SP06"),
        Mutant.of("tokens/twice", "the quadrature has a node twice", Originals.letters(), Spaces.RepeatedNode::new, "SP04", Expected.measured(0), "SP01", "SP02", "SP03", "SP05", "SP06"),
        Mutant.of("tokens/shared", "a bad row spoils all", Originals.letters(), Spaces.SharedMembership::new, "SP05", Expected.measured(0), "SP02", "SP03", "SP04", "SP06"),
        Mutant.of("space/scale", "distances are relative to the largest of the batch", Originals.line(1), Spaces.SharedScale::new, "SP05", Expected.measured(0), "SP01", "SP03", "SP04", "SP06"),
        Mutant.of("space/noise", "a part of the reference noise is drawn once for all rows", Originals.line(1), Spaces.SharedNoise::new, "SP06", Expected.measured(0), "SP01", "SP02", "SP03", "SP04", "SP05"),
        Mutant.of("space/seed", "the reference law does not depend on the seed", Originals.line(1), Spaces.FixedNoise::new, "SP06", Expected.measured(0), "SP02", "SP03", "SP04", "SP05"),
        Mutant.of("circle/uniform", "the reference law has more mass along the diagonals", Originals.circle(), Spaces.SquareDirections::new, "SP07", Expected.measured(0), "SP01", "SP02", "SP03", "SP05", "SP06"),
        Mutant.of("geometry/log", "log goes the other way round", Originals.line(2), Geometries.ReversedLog::new, "GE01", Expected.measured(0), "GE02", "GE03", "GE04"),
        Mutant.of("circle/near", "log takes short ways for none", Originals.circle(), Geometries.NearIsSame::new, "GE01", Expected.measured(0), "GE02", "GE04"),
        Mutant.of("circle/projection", "toTangent shrinks by 1 %", Originals.circle(), Geometries.Shrinking::new, "GE02", Expected.measured(0), "GE01", "GE03", "GE04"),
        Mutant.of("geometry/inner", "the inner product is not symmetric", Originals.line(2), Geometries.SkewInner::new, "GE02", Expected.measured(0), "GE01"),
        Mutant.of("circle/half-angle", "tangents are half as long as they say", Originals.circle(), Geometries.HalfAngle::new, "GE03", Expected.measured(0), "GE01", "GE02", "GE04"),
        Mutant.of("circle/root-two", "|v| is the root of 2 times the angle", Originals.circle(), Geometries.RootTwo::new, "GE03", Expected.measured(0), "GE01", "GE02"),
        Mutant.of("circle/loud", "tangent noise is 10 % too strong", Originals.circle(), Geometries.LoudNoise::new, "GE04", Expected.measured(0), "GE01", "GE02", "GE03"),
        Mutant.of("geometry/long", "tangent noise differs between the axes", Originals.line(2), Geometries.LongNoise::new, "GE04", Expected.measured(0), "GE01", "GE02", "GE03"),
        Mutant.of("geometry/common", "tangent noise is drawn once for all rows", Originals.line(2), Geometries.CommonNoise::new, "GE04", Expected.measured(0), "GE01", "GE02", "GE03"));
  }
}
