package org.generatormatching.cli.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registered;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.EngineConfig;

/**
 * What a run verifies about the components that it uses, in a few seconds: the laws that need no
 * simulation, each once for every combination of components, at the first example of each. That is
 * neither the run's own space nor its network, and whoever shows it says so.
 *
 * @param scope the run's components, and the subjects made of them alone
 * @param findings the laws that were measured
 * @param leftOut how many laws there was no time for
 */
public record RunCheck(Scope scope, List<Finding> findings, int leftOut) {
  private static final double SECONDS = 5;
  private static final long SEED = 1;
  private static final String INTERPRETER = "reference@1";

  /** Verifies what a configuration names. */
  public static RunCheck of(Configuration configuration, Registry registry) {
    Scope scope = Scope.of(registry, used(configuration, registry), List.of());
    Set<ComponentId> ids = scope.components().keySet();
    List<Subject<?>> own =
        scope.subjects().stream().filter(s -> ids.containsAll(s.components())).toList();
    List<Finding> findings = new ArrayList<>();
    int leftOut = 0;
    Set<List<Object>> seen = new HashSet<>();
    long start = System.nanoTime();
    try (Backend interpreter = registry.engine(INTERPRETER, "engine").open(EngineConfig.cpu())) {
      Judge judge = new Judge(SEED, interpreter);
      for (Subject<?> s : own) {
        for (Law<?> law : s.laws()) {
          if (law.kind() == Kind.REQUIRED && seen.add(List.of(law.id(), s.components()))) {
            if ((System.nanoTime() - start) * 1e-9 > SECONDS) {
              leftOut++;
            } else {
              findings.addAll(judge.judge(s, law.id()::equals));
            }
          }
        }
      }
    }
    return new RunCheck(new Scope(scope.components(), own, List.of()), findings, leftOut);
  }

  /** The ids of all components in a configuration, at whatever depth. */
  private static List<String> used(Configuration configuration, Registry registry) {
    Set<String> words = new TreeSet<>();
    configuration.values().values().forEach(v -> words.add(String.valueOf(v.value())));
    return registry.all().stream()
        .map(Registered::id)
        .map(ComponentId::toString)
        .filter(words::contains)
        .distinct()
        .toList();
  }

  /** As it is kept in the run directory. */
  public Map<String, Object> tree() {
    Tally tally = Tally.of(scope.components(), scope.subjects(), findings);
    List<Object> laws = new ArrayList<>();
    for (Finding f : findings) {
      var law = Findings.law(f);
      law.put("statement", Failure.statement(f, scope.subjects()));
      laws.add(law);
    }
    Map<String, Object> m = new LinkedHashMap<>(Findings.tree(findings, tally.unverified()));
    m.put("laws", laws);
    m.put("left-out", leftOut);
    return m;
  }

  /** Whether a law failed that must hold. */
  public boolean isViolated() {
    return findings.stream().anyMatch(Finding::isViolation);
  }
}
