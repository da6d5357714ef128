package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Which laws a run found to hold for its components.
 *
 * @param laws what was measured
 * @param unverified ids of components of the run about which nothing was measured
 * @param leftOut how many laws there was no time for
 */
public record Verified(List<Row> laws, List<String> unverified, int leftOut) {
  /** Copies the lists. */
  public Verified {
    laws = List.copyOf(laws);
    unverified = List.copyOf(unverified);
  }

  /**
   * A law on a subject.
   *
   * @param law its id
   * @param statement what holds
   * @param subject what it was measured on
   * @param statistic what was measured; NaN where the law does not apply
   * @param threshold what it had to stay below
   * @param outcome passed, failed or skipped
   */
  public record Row(
      String law,
      String statement,
      String subject,
      double statistic,
      double threshold,
      String outcome) {}

  /** What a run has kept; nothing, where it verified nothing. */
  public static Verified of(JsonNode kept) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode law : kept.path("laws")) {
      rows.add(
          new Row(
              law.path("law").asString(""),
              law.path("statement").asString(""),
              law.path("subject").asString(""),
              law.path("statistic").asDouble(Double.NaN),
              law.path("threshold").asDouble(Double.NaN),
              law.path("outcome").asString("")));
    }
    List<String> unverified = new ArrayList<>();
    kept.path("unverified").forEach(id -> unverified.add(id.asString("")));
    return new Verified(rows, unverified, kept.path("left-out").asInt(0));
  }

  private String counts() {
    Map<String, Long> by =
        laws.stream()
            .collect(Collectors.groupingBy(Row::outcome, TreeMap::new, Collectors.counting()));
    return laws.size()
        + " measurements of laws: "
        + by.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "))
        + ".";
  }

  /** The section of the report. */
  String section() {
    if (laws.isEmpty() && unverified.isEmpty()) {
      return Html.section(
          "verified", "What was verified", Html.absent("Nothing: this run ran no laws."));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Row r : laws) {
      rows.add(
          List.of(
              r.law,
              r.statement,
              r.subject,
              Html.number(r.statistic),
              Html.number(r.threshold),
              r.outcome));
    }
    List<String> head =
        List.of("law", "what holds", "measured on", "statistic", "at most", "outcome");
    return Html.section(
        "verified",
        "What was verified",
        (rows.isEmpty()
                ? Html.absent("No law of these components needs no simulation.")
                : "<p>"
                    + Html.text(counts())
                    + "</p>\n<details><summary>All laws</summary>"
                    + Html.stacked("laws and outcomes", head, rows)
                    + "</details>\n")
            + Html.note(
                "Laws that need no simulation, for the components that this run is made of, on the"
                    + " float64 interpreter and at small examples: not in the run's own space, not"
                    + " on its engine, and not for its trained network. The command gm verify runs"
                    + " all laws.")
            + (unverified.isEmpty()
                ? ""
                : Html.note("Nothing was measured about: " + String.join(", ", unverified) + "."))
            + (leftOut == 0 ? "" : Html.note("Left out for lack of time: " + leftOut + " laws.")));
  }
}
