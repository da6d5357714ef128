package org.generatormatching.cli.report;

import java.util.List;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.eval.metric.Balls;
import org.generatormatching.eval.metric.Balls.Near;

/** The sections about points: particles over time, coverage, marginals. */
final class Sections {
  /** As many points as the metric looks at. */
  private static final int MOST = 2000;

  private Sections() {}

  static String particles(ReportData data) {
    String strip = View.of(data.layout()).particles(data.trajectory());
    return Html.section(
        "time",
        "Particles over time",
        strip.isEmpty()
            ? Html.absent("Nothing to show: this run kept no snapshots of its particles.")
            : strip + Html.note("The same particles from the source, t = 0, to the data, t = 1."));
  }

  static String coverage(ReportData data) {
    Near near = Balls.near(data.samples(), data.reference(), data.layout(), MOST);
    if (near.covered().length == 0) {
      return Html.section(
          "coverage",
          "Coverage",
          Html.absent(
              "No coverage: points are absent, too few, or tokens, which have no distances."));
    }
    List<Score> scores =
        data.scores().stream()
            .filter(s -> s.name().equals("coverage") || s.name().equals("precision"))
            .toList();
    String numbers =
        scores.isEmpty()
            ? Html.absent("Name coverage@1 among the metrics to see intervals and floors.")
            : Scores.plot(scores);
    String words =
        "<p>"
            + share(near.covered())
            + " of the held-out data have a sample near, "
            + share(near.supported())
            + " of the samples have data near. Near is within the distance from a held-out point to"
            + " its "
            + Balls.NEIGHBOURS
            + "th nearest other one.</p>\n";
    return Html.section(
        "coverage",
        "Coverage",
        words
            + "<div class=\"narrow\">"
            + numbers
            + "</div>"
            + View.of(data.layout()).strays(data.samples(), data.reference(), near));
  }

  private static String share(boolean[] near) {
    int n = 0;
    for (boolean b : near) {
      n += b ? 1 : 0;
    }
    return Html.number(100.0 * n / near.length) + " %";
  }

  static String marginals(ReportData data) {
    return Html.section(
        "marginals",
        "Marginals against data",
        View.of(data.layout()).marginals(data.samples(), data.reference()));
  }
}
