package org.generatormatching.tck.law;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Cubic;
import org.generatormatching.api.schedule.LinearVariancePreserving;
import org.generatormatching.api.schedule.LogLinear;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.api.schedule.Sine;
import org.generatormatching.api.schedule.VariancePreserving;
import org.generatormatching.tck.mutant.ScheduleMutants.Cancelling;
import org.generatormatching.tck.mutant.ScheduleMutants.CancellingSigma;
import org.generatormatching.tck.mutant.ScheduleMutants.CappedIntegral;
import org.generatormatching.tck.mutant.ScheduleMutants.ConvexGain;
import org.generatormatching.tck.mutant.ScheduleMutants.FastAlpha;
import org.generatormatching.tck.mutant.ScheduleMutants.NoiseFloor;
import org.generatormatching.tck.mutant.ScheduleMutants.NoiseToSignal;
import org.generatormatching.tck.mutant.ScheduleMutants.PositiveSlope;
import org.generatormatching.tck.mutant.ScheduleMutants.SlowHazard;
import org.generatormatching.tck.mutant.ScheduleMutants.SwappedTime;
import org.generatormatching.tck.mutant.ScheduleMutants.WeakDrive;
import org.generatormatching.tensor.ComponentId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleLawsTest {
  private static GaussianSchedule convex(Schedule alpha) {
    return new Convex(ComponentId.of("convex@1"), alpha);
  }

  static Stream<GaussianSchedule> honest() {
    return Stream.of(
        Convex.condOt(),
        convex(new Power(2)),
        convex(new Power(3.5)),
        convex(new Cubic(0, 0)),
        convex(new Cubic(2, 0.5)),
        convex(new LogLinear(4)),
        convex(new LogLinear(-3)),
        convex(new Sine()),
        new Cosine(),
        new LinearVariancePreserving(),
        VariancePreserving.usual());
  }

  @ParameterizedTest
  @MethodSource("honest")
  void honestSchedulesPass(GaussianSchedule s) {
    Judged.passes(ScheduleLaws.ALL, s);
  }

  static Stream<Arguments> mutants() {
    GaussianSchedule s = new Cosine();
    return Stream.of(
        arguments("SC01", new NoiseFloor(s)),
        arguments("SC01", new SwappedTime(s)),
        arguments("SC02", new PositiveSlope(s)),
        arguments("SC02", new FastAlpha(s)),
        arguments("SC03", new NoiseToSignal(s)),
        arguments("SC04", new Cancelling(s)),
        arguments("SC04", new Cancelling(Convex.condOt())),
        arguments("SC04", new CancellingSigma(s)),
        arguments("SC05", new SlowHazard(s)),
        arguments("SC05", new CappedIntegral(s)),
        arguments("SC06", new WeakDrive(s)),
        arguments("SC06", new ConvexGain(s)));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutantsAreRejected(String law, GaussianSchedule mutant) {
    Judged.rejects(ScheduleLaws.ALL, law, mutant);
  }
}
