package org.generatormatching.tck.junit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.Verification;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Subjects and their laws as nodes of JUnit's tree: one test per law, below the subject's name
 * where there are several.
 *
 * @param test the class whose tests they are
 * @param laws the ids of the laws to measure; all where it is empty
 * @param seed of the judge
 */
record LawNodes(Class<?> test, Set<String> laws, long seed) {
  private static final String LAW = "gm.law";
  private static final String SEED = "gm.seed";

  /**
   * The choices of the system properties.
   *
   * @throws org.generatormatching.tensor.GmException [GM/USAGE] if the seed is not a whole number
   */
  static LawNodes of(Class<?> test) {
    String chosen = System.getProperty(LAW, "").strip();
    Set<String> laws = chosen.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(chosen.split(",")));
    String seed = System.getProperty(SEED, "1").strip();
    try {
      return new LawNodes(test, laws, Long.parseLong(seed));
    } catch (NumberFormatException e) {
      throw Problem.of(GmError.USAGE, "the system property " + SEED + " is wrong")
          .found("'" + seed + "'")
          .expected("a whole number")
          .exception(e);
    }
  }

  /** The laws of one thing. */
  <S> Stream<DynamicNode> one(Supplier<? extends S> value, List<Law<S>> all) {
    return nodes(List.of(new Subject<>(test.getSimpleName(), Set.of(), value, all)));
  }

  /** Measures everything, on all processors, and tells it in order. */
  Stream<DynamicNode> nodes(List<Subject<?>> subjects) {
    List<Finding> findings;
    try (Backend interpreter = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      int threads = Runtime.getRuntime().availableProcessors();
      Judge judge = new Judge(seed, interpreter);
      findings = new Verification(judge, this::isChosen, threads, f -> {}).of(subjects);
    }
    Iterator<Finding> next = findings.iterator();
    List<DynamicNode> containers = new ArrayList<>();
    List<DynamicNode> flat = new ArrayList<>();
    for (Subject<?> s : subjects) {
      List<DynamicNode> tests = new ArrayList<>();
      for (Law<?> law : s.laws()) {
        if (isChosen(law.id())) {
          Finding finding = next.next();
          tests.add(DynamicTest.dynamicTest(name(law), () -> tell(law, finding)));
        }
      }
      flat.addAll(tests);
      if (!tests.isEmpty()) {
        containers.add(DynamicContainer.dynamicContainer(s.name(), tests));
      }
    }
    if (flat.isEmpty()) {
      return Stream.of(DynamicTest.dynamicTest("no law", () -> abortForWantOf(subjects)));
    }
    return (subjects.size() == 1 ? flat : containers).stream();
  }

  private boolean isChosen(String law) {
    return laws.isEmpty() || laws.contains(law);
  }

  private static String name(Law<?> law) {
    return law.id() + " " + law.statement();
  }

  private void abortForWantOf(List<Subject<?>> subjects) {
    List<String> known =
        subjects.stream().flatMap(s -> s.laws().stream()).map(Law::id).distinct().sorted().toList();
    throw new TestAbortedException(
        "nothing here has a law " + laws + " (" + LAW + "); the laws here are " + known);
  }

  /** Good manners are no obligation: a law of them that fails is told as skipped. */
  private void tell(Law<?> law, Finding finding) {
    if (finding.isViolation()) {
      throw new AssertionFailedError(message(law, finding));
    }
    if (finding.outcome() == Outcome.FAILED) {
      throw new TestAbortedException("optional: " + message(law, finding));
    }
    if (finding.outcome() == Outcome.SKIPPED) {
      throw new TestAbortedException(finding.detail());
    }
  }

  private String message(Law<?> law, Finding f) {
    Problem p = Problem.of(GmError.LAW, f.law() + " does not hold for " + f.subject());
    if (Double.isNaN(f.threshold())) {
      p = p.found(f.detail());
    } else {
      p = p.found(number(f.statistic())).expected("at most " + number(f.threshold()));
      p = f.detail().isEmpty() ? p : p.at(f.detail());
    }
    String statement = law.statement() + (law.equation().isEmpty() ? "" : " " + law.equation());
    return String.join(
        System.lineSeparator(),
        p.advice("Hint: " + f.advice()).toString(),
        "The law: " + statement,
        "Again: " + command(f));
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }

  /** Maven hands its own -D properties on to the tests. */
  private String command(Finding f) {
    String name = test.getName();
    String quoted = name.contains("$") ? "'" + name + "'" : name;
    return "mvn test -Dtest=" + quoted + " -D" + LAW + "=" + f.law() + " -D" + SEED + "=" + seed;
  }
}
