package org.generatormatching.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.generatormatching.generators.GeneratorsPlugin;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.catalogue.Catalogue;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every law rejects what it must and nothing else. Simulated laws let an honest component fail once
 * in 1e6 judgements; a mutant slips through the first stage once in a thousand or less.
 */
class MutantsTest {
  /** sqrt(8) (3.29 + 3): the z of stage 2 at which stage 1 doubts 999 times in a thousand. */
  private static final double SEEN_AT_ONCE = 17.8;

  private static final long SEED = 20;
  private static List<MutantVerdict> verdicts;

  @BeforeAll
  static void judgeAll() {
    try (Backend b = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      verdicts = Mutants.judge(new Judge(SEED, b), Mutants.all(), 2);
    }
  }

  @AfterAll
  static void print() {
    for (MutantVerdict v : verdicts) {
      System.out.printf(
          "%-24s %s expected %-10.4g seen %-10.4g above %-10.4g caught %s touched %s alarms %s %.2f s %s%n",
          v.name(),
          v.law(),
          v.expected(),
          v.seen(),
          v.threshold(),
          v.caught(),
          v.touched(),
          v.alarms(),
          v.seconds(),
          v.detail());
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMutantIsCaught() {
    return verdicts.stream()
        .map(
            v ->
                DynamicTest.dynamicTest(
                    v.name(), () -> assertThat(v.isRight()).as(v.toString()).isTrue()));
  }

  @TestFactory
  Stream<DynamicTest> theoryPredictsTheStatistic() {
    return verdicts.stream()
        .map(
            v ->
                DynamicTest.dynamicTest(
                    v.name(),
                    () ->
                        assertThat(v.seen())
                            .as(v.toString())
                            .isBetween(v.expected() / 2, v.expected() * 2)));
  }

  @TestFactory
  Stream<DynamicTest> simulatedLawsHavePower() {
    return Mutants.all().stream()
        .filter(m -> m.primary().kind() == Kind.STOCHASTIC)
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(), () -> assertThat(m.expected()).isGreaterThan(SEEN_AT_ONCE)));
  }

  @Test
  void everyLawHasAMutant() {
    TreeSet<String> broken = new TreeSet<>();
    Mutants.all().forEach(m -> broken.add(m.primary().id()));
    TreeSet<String> laws = new TreeSet<>();
    Catalogue.of(List.of(new SpacesPlugin(), new GeneratorsPlugin()))
        .forEach(s -> s.laws().stream().map(Law::id).forEach(laws::add));
    assertThat(broken).isEqualTo(laws);
  }

  @Test
  void namesAreUnique() {
    assertThat(Mutants.all()).extracting(Mutant::name).doesNotHaveDuplicates();
    assertThat(Mutants.all()).extracting(m -> m.mutant().name()).doesNotHaveDuplicates();
  }
}
