package org.generatormatching.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());

  @AfterEach
  void close() {
    backend.close();
  }

  private static Law<String> law(Law.Check<String> check) {
    return Law.stochastic("XX01", "A statement.", "", "nothing", check);
  }

  private Finding judged(Law.Check<String> check) {
    return new Judge(1, backend).judge(law(check), "subject", () -> "value");
  }

  @Test
  void deviationsPassUpToTheirBound() {
    assertThat(judged((s, t) -> Measurement.deviation(1, 1, "")).outcome())
        .isEqualTo(Outcome.PASSED);
    assertThat(judged((s, t) -> Measurement.deviation(1.01, 1, "")).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void nanIsAFailure() {
    assertThat(judged((s, t) -> Measurement.deviation(Double.NaN, 1, "")).isViolation()).isTrue();
    assertThat(judged((s, t) -> Measurement.score(Double.NaN, "")).isViolation()).isTrue();
  }

  /** A mean that is off by 0.1 of a standard deviation: 3 sigma at first, 9 with more samples. */
  @Test
  void aSecondMeasurementDecides() {
    List<Integer> sizes = new ArrayList<>();
    Finding wrong =
        judged(
            (s, t) -> {
              sizes.add(t.samples(1000));
              return Measurement.score(
                  0.11 * Math.sqrt(t.samples(1000)) + t.rng("noise").normal(), "");
            });
    assertThat(sizes).containsExactly(1000, 8000);
    assertThat(wrong.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(wrong.threshold()).isEqualTo(Statistics.twoSided(1e-6));
    Finding unlucky = judged((s, t) -> Measurement.score(t.scale() == 1 ? 4 : 1, ""));
    assertThat(unlucky.outcome()).isEqualTo(Outcome.PASSED);
  }

  /**
   * 20,000 honest statistics: about 20 go to the second stage, none fails; a false alarm has 2e-5.
   */
  @Test
  void honestStatisticsPass() {
    Judge judge = new Judge(5, backend);
    int[] second = {0};
    for (int i = 0; i < 20_000; i++) {
      Finding f =
          judge.judge(
              law(
                  (s, t) -> {
                    second[0] += t.scale() > 1 ? 1 : 0;
                    return Measurement.score(t.rng("noise").normal(), "");
                  }),
              "subject " + i,
              () -> "value");
      assertThat(f.outcome()).isEqualTo(Outcome.PASSED);
    }
    assertThat(second[0]).isBetween(2, 50);
  }

  @Test
  void exceptionsAreFailuresAndRefusalsAreSkipped() {
    Finding broken =
        judged(
            (s, t) -> {
              throw new IllegalStateException("broken");
            });
    assertThat(broken.isViolation()).isTrue();
    assertThat(broken.detail()).contains("broken");
    Finding refused =
        judged(
            (s, t) -> {
              throw Problem.of(GmError.UNSUPPORTED, "not offered").exception();
            });
    assertThat(refused.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(refused.detail()).startsWith("[GM/UNSUPPORTED] not offered");
  }

  @Test
  void aSubjectThatCannotBeMadeBreaksAllItsLaws() {
    Subject<String> subject =
        new Subject<>(
            "broken",
            Set.of(ComponentId.of("broken@1")),
            () -> {
              throw new UnsatisfiedLinkError("no library");
            },
            List.of(law((s, t) -> Measurement.holds(true, ""))));
    List<Finding> all = new Judge(1, backend).judge(subject, l -> true);
    assertThat(all).singleElement().matches(Finding::isViolation);
    assertThat(all.get(0).detail()).contains("no library");
  }

  /** The noise of a law does not depend on what else is verified, nor on the number of threads. */
  @Test
  void seedsBelongToLawAndSubject() {
    Law<String> noisy = law((s, t) -> Measurement.score(t.rng("noise").normal(), ""));
    List<Subject<?>> subjects = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      subjects.add(new Subject<>("subject " + i, Set.of(), () -> "value", List.of(noisy)));
    }
    Judge judge = new Judge(3, backend);
    List<Double> one = statistics(judge, subjects, 1);
    assertThat(statistics(judge, subjects, 4)).isEqualTo(one);
    assertThat(statistics(judge, subjects.subList(7, 8), 1)).containsExactly(one.get(7));
    assertThat(statistics(new Judge(4, backend), subjects, 1)).doesNotContainAnyElementsOf(one);
  }

  private static List<Double> statistics(Judge judge, List<Subject<?>> subjects, int threads) {
    return new Verification(judge, l -> true, threads, f -> {})
        .of(subjects).stream().map(Finding::statistic).toList();
  }

  @Test
  void theWorstOfManyCountsThemAll() {
    Measurement m =
        Measurement.worst(
            List.of(
                Measurement.score(1, "a"),
                Measurement.score(-3, "b"),
                Measurement.skip("c"),
                new Measurement.Score(2, 5, "d")));
    assertThat(m).isEqualTo(new Measurement.Score(-3, 7, "b"));
    assertThat(Measurement.worst(List.of())).isInstanceOf(Measurement.NotApplicable.class);
    Measurement nan =
        Measurement.worst(
            List.of(Measurement.deviation(2, 1, "a"), Measurement.deviation(Double.NaN, 1, "b")));
    assertThat(nan.where()).isEqualTo("b");
  }
}
