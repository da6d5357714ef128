package org.generatormatching.cli.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Outcome;
import org.jspecify.annotations.Nullable;

/** Findings as a tree of maps, lists and scalars, to be written as JSON. */
public final class Findings {
  private Findings() {}

  /**
   * The object that {@code gm verify --json} prints.
   *
   * @param unverified ids of the components that nothing is known about
   */
  public static Map<String, Object> tree(List<Finding> findings, List<String> unverified) {
    List<Object> laws = new ArrayList<>();
    findings.forEach(f -> laws.add(law(f)));
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("laws", laws);
    for (Outcome o : Outcome.values()) {
      m.put(name(o), Tally.count(findings, o));
    }
    m.put("unverified", unverified);
    return m;
  }

  /** One finding; what was not a finite number is null. */
  static Map<String, @Nullable Object> law(Finding f) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("law", f.law());
    m.put("subject", f.subject());
    m.put("engine", f.engine());
    m.put("kind", name(f.kind()));
    m.put("statistic", number(f.statistic()));
    m.put("threshold", number(f.threshold()));
    m.put("outcome", name(f.outcome()));
    m.put("seed", f.seed());
    m.put("seconds", number(f.seconds()));
    if (f.outcome() != Outcome.PASSED) {
      m.put("detail", f.detail());
    }
    return m;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** JSON has no other numbers. */
  static @Nullable Double number(double v) {
    return Double.isFinite(v) ? v : null;
  }
}
