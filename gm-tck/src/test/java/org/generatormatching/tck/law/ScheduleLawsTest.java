package org.generatormatching.tck.law;

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
import org.generatormatching.tensor.ComponentId;
import org.junit.jupiter.params.ParameterizedTest;
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
}
