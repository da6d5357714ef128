package org.generatormatching.mutants;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.Verification;

/**
 * The catalogue of mutants: for every law of the test kit at least one component that it must
 * reject.
 *
 * <p>A law that nothing ever broke may be true of everything. So each mutant is a correct component
 * (an <em>original</em>, of {@code Originals}) with one change, made by a function from the correct
 * to the wrong subject; most changes override one method of a forwarding decorator in {@code
 * decorators}; those with a name are in {@code wrong}:
 *
 * <pre>{@code
 * Mutant.of(
 *     "flow/sign",                                     // unique
 *     "the velocity has the other sign",               // for people
 *     Originals.velocityFlow(),                        // passes GN01 and GN02
 *     Change.parameter(p -> p.weighted(minusOne)),     // the one change
 *     "GN01",                                          // must fail
 *     Expected.theory(2, "|a - (-a)| / |a|"),          // with about this statistic
 *     "GN02");                                         // must hold all the same
 * }</pre>
 *
 * <p>To add one: take the smallest original on which the change shows; name the law whose statement
 * the change contradicts and no other; list the laws that speak of something else, for which the
 * mutant must still pass; compute what the statistic should be (a deviation is relative, so a
 * velocity that is d too fast gives d / (1 + d); a z is the size of the effect over its standard
 * error at the second stage's sample size, eight times the first), and write "measured" only where
 * there is no formula. If the law does not see the change, the law is wrong or too weak: mend the
 * law, not the mutant. A new law joins {@code Catalogue} together with its first mutant: a test
 * holds the laws of both to be the same.
 */
public final class Mutants {
  private Mutants() {}

  /** All mutants, in a fixed order. */
  public static List<Mutant<?>> all() {
    List<Mutant<?>> all = new ArrayList<>();
    all.addAll(SpaceMutants.all());
    all.addAll(ScheduleMutants.all());
    all.addAll(PathMutants.all());
    all.addAll(HeadMutants.all());
    all.addAll(DivergenceMutants.all());
    all.addAll(ObjectiveMutants.all());
    all.addAll(GeneratorMutants.all());
    all.addAll(StepMutants.all());
    all.addAll(SuperpositionMutants.all());
    all.addAll(SamplerMutants.all());
    all.addAll(DataMutants.all());
    all.addAll(MachineMutants.all());
    return List.copyOf(all);
  }

  /** The verdicts on all mutants, one thread. */
  public static List<MutantVerdict> judge(Judge judge) {
    return judge(judge, all(), 1);
  }

  /**
   * The verdicts on some mutants. Originals that several mutants share are judged once.
   *
   * @param threads at least 1; verdicts do not depend on it
   */
  public static List<MutantVerdict> judge(Judge judge, List<Mutant<?>> mutants, int threads) {
    Map<String, Subject<?>> subjects = new LinkedHashMap<>();
    Map<String, Set<String>> laws = new LinkedHashMap<>();
    for (Mutant<?> m : mutants) {
      for (Subject<?> s : List.of(m.original(), m.mutant())) {
        subjects.put(s.name(), s);
        Set<String> ids = laws.computeIfAbsent(s.name(), n -> new TreeSet<>());
        ids.add(m.primary().id());
        ids.addAll(m.orthogonal());
      }
    }
    List<Subject<?>> reduced = new ArrayList<>();
    subjects.forEach((n, s) -> reduced.add(only(s, laws.getOrDefault(n, new TreeSet<>()))));
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (Finding f : new Verification(judge, id -> true, threads, f -> {}).of(reduced)) {
      findings.put(f.subject() + " " + f.law(), f);
    }
    return mutants.stream().map(m -> verdict(m, findings)).toList();
  }

  private static <S> Subject<S> only(Subject<S> s, Set<String> laws) {
    return new Subject<>(
        s.name(),
        s.components(),
        s.value(),
        s.laws().stream().filter(l -> laws.contains(l.id())).toList());
  }

  private static MutantVerdict verdict(Mutant<?> m, Map<String, Finding> findings) {
    List<String> touched = new ArrayList<>();
    List<String> alarms = new ArrayList<>();
    String law = m.primary().id();
    Finding seen = find(findings, m.mutant(), law);
    double seconds = seen.seconds();
    if (find(findings, m.original(), law).outcome() != Outcome.PASSED) {
      alarms.add(law);
    }
    for (String o : m.orthogonal()) {
      Finding f = find(findings, m.mutant(), o);
      seconds += f.seconds();
      if (f.outcome() != Outcome.PASSED) {
        touched.add(o);
      }
      if (find(findings, m.original(), o).outcome() != Outcome.PASSED) {
        alarms.add(o);
      }
    }
    boolean caught = seen.outcome() == Outcome.FAILED && !Double.isNaN(seen.threshold());
    return new MutantVerdict(
        m.name(),
        m.original().name(),
        m.change(),
        law,
        m.expected(),
        m.basis(),
        seen.statistic(),
        seen.threshold(),
        caught,
        touched,
        alarms,
        seen.detail(),
        seconds);
  }

  private static Finding find(Map<String, Finding> findings, Subject<?> s, String law) {
    Finding f = findings.get(s.name() + " " + law);
    if (f == null) {
      throw new IllegalStateException(s.name() + " was not judged by " + law);
    }
    return f;
  }
}
