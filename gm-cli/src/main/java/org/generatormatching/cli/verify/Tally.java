package org.generatormatching.cli.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tensor.ComponentId;

/**
 * What was found about every component.
 *
 * @param rows one for each component, sorted by kind and id
 */
public record Tally(List<Row> rows) {
  /** Laws of the jar: they say nothing about a single component. */
  private static final String PACKAGING = "PL";

  /**
   * What was found about a component.
   *
   * @param id its id
   * @param kind its kind, or all kinds that share the id
   * @param subjects in how many it occurs
   */
  public record Row(
      ComponentId id, String kind, int subjects, int passed, int failed, int skipped) {
    /** Whether at least one law came out. */
    public boolean isVerified() {
      return passed + failed > 0;
    }

    private String remark() {
      if (failed > 0) {
        return "FAILED";
      }
      if (isVerified()) {
        return "ok";
      }
      return subjects == 0 ? "unverified: in no subject" : "unverified: no law applied";
    }
  }

  /**
   * Counts.
   *
   * @param components with their kinds
   */
  public static Tally of(
      Map<ComponentId, String> components, List<Subject<?>> subjects, List<Finding> findings) {
    Map<String, Set<ComponentId>> in = new HashMap<>();
    for (Subject<?> s : subjects) {
      in.computeIfAbsent(s.name(), n -> new TreeSet<>()).addAll(s.components());
    }
    List<Row> rows = new ArrayList<>();
    components.forEach(
        (id, kind) -> {
          List<Finding> own =
              findings.stream()
                  .filter(f -> !f.law().startsWith(PACKAGING))
                  .filter(f -> in.getOrDefault(f.subject(), Set.of()).contains(id))
                  .toList();
          int n = (int) own.stream().map(Finding::subject).distinct().count();
          rows.add(
              new Row(
                  id,
                  kind,
                  n,
                  count(own, Outcome.PASSED),
                  count(own, Outcome.FAILED),
                  count(own, Outcome.SKIPPED)));
        });
    rows.sort(Comparator.comparing(Row::kind).thenComparing(Row::id));
    return new Tally(List.copyOf(rows));
  }

  /** How many findings came out in a way. */
  public static int count(List<Finding> findings, Outcome outcome) {
    return (int) findings.stream().filter(f -> f.outcome() == outcome).count();
  }

  /** Without the components in which no law was measured. */
  public Tally measured() {
    return new Tally(rows.stream().filter(r -> r.subjects > 0).toList());
  }

  /** The ids of the components that nothing is known about. */
  public List<String> unverified() {
    return rows.stream().filter(r -> !r.isVerified()).map(r -> r.id().toString()).toList();
  }

  /** A table for people. */
  public String table() {
    int id = width("component", rows.stream().map(r -> r.id().toString()).toList());
    int kind = width("kind", rows.stream().map(Row::kind).toList());
    String head = "%-" + id + "s  %-" + kind + "s  %8s %8s %8s  %s%n";
    StringBuilder s =
        new StringBuilder(
            String.format(
                Locale.ROOT, head, "component", "kind", "passed", "failed", "skipped", ""));
    for (Row r : rows) {
      s.append(
          String.format(
              Locale.ROOT, head, r.id, r.kind, r.passed, r.failed, r.skipped, r.remark()));
    }
    return s.toString().replaceAll("(?m) +$", "");
  }

  private static int width(String head, List<String> cells) {
    return Math.max(head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
  }
}
