package org.generatormatching.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.generators.GeneratorsPlugin;
import org.generatormatching.plugins.jump.JumpPlugin;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.catalogue.Catalogue;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;
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

  private static final List<GmPlugin> PLUGINS =
      List.of(new SpacesPlugin(), new GeneratorsPlugin(), new JumpPlugin());

  private static final long SEED = 20;
  private static List<MutantVerdict> verdicts;

  @BeforeAll
  static void judgeAll() {
    try (Backend b = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      verdicts = Mutants.judge(new Judge(SEED, b), Mutants.all(), 2);
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

  /** Within a factor of 2; a z, which no worse place bounds, may be larger. */
  @TestFactory
  Stream<DynamicTest> theoryPredictsTheStatistic() {
    Map<String, Mutant<?>> mutants =
        Mutants.all().stream().collect(Collectors.toMap(Mutant::name, m -> m));
    return verdicts.stream()
        .map(
            v ->
                DynamicTest.dynamicTest(
                    v.name(), () -> predicted(v, mutants.get(v.name()).primary().kind())));
  }

  private static void predicted(MutantVerdict v, Kind kind) {
    if (Double.isNaN(v.expected())) {
      assertThat(v.seen()).as(v.toString()).isNaN();
      return;
    }
    assertThat(v.seen()).as(v.toString()).isGreaterThanOrEqualTo(v.expected() / 2);
    if (kind != Kind.STOCHASTIC && !v.detail().contains("simulation")) {
      assertThat(v.seen()).as(v.toString()).isLessThanOrEqualTo(v.expected() * 2);
    }
  }

  @TestFactory
  Stream<DynamicTest> simulatedLawsHavePower() {
    return Mutants.all().stream()
        .filter(m -> m.primary().kind() == Kind.STOCHASTIC)
        .filter(m -> !m.basis().equals(Mutant.Expected.fails().basis()))
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(), () -> assertThat(m.expected()).isGreaterThan(SEEN_AT_ONCE)));
  }

  @Test
  void everyLawHasAMutant() {
    Set<String> broken =
        Mutants.all().stream()
            .map(m -> m.primary().id())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(broken).isEqualTo(laws());
  }

  /** Of the catalogue, and of the originals: a law may be older than its place in the catalogue. */
  private static Set<String> laws() {
    Set<String> ids = new TreeSet<>();
    Catalogue.of(PLUGINS, List.of(new ReferenceBackendProvider()))
        .forEach(s -> s.laws().stream().map(Law::id).forEach(ids::add));
    Mutants.all().forEach(m -> m.original().laws().stream().map(Law::id).forEach(ids::add));
    return ids;
  }

  @Test
  void namesAreUnique() {
    assertThat(Mutants.all()).extracting(Mutant::name).doesNotHaveDuplicates();
    assertThat(Mutants.all()).extracting(m -> m.mutant().name()).doesNotHaveDuplicates();
  }
}
