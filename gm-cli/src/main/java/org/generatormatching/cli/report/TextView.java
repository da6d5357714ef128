package org.generatormatching.cli.report;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.eval.metric.Balls.Near;

/** Lines of text: as text. */
record TextView(Layout.Text layout) implements View {
  private static final int LINES = 24;
  private static final int FEW = 6;

  @Override
  public String noun() {
    return "lines of text";
  }

  @Override
  public String opening(Batch samples, Batch reference) {
    return "<div class=\"two\">"
        + Html.figure("Samples", block(samples, LINES))
        + Html.figure("Held-out data", block(reference, LINES))
        + "</div>"
        + Html.note("The first lines of each, not chosen; ↵ is a line break.");
  }

  @Override
  public String particles(List<Snapshot> trajectory) {
    StringBuilder out = new StringBuilder();
    for (Snapshot s : trajectory) {
      out.append(Html.figure("t = " + s.time(), block(s.points(), FEW)));
    }
    return out.toString();
  }

  private String block(Batch points, int most) {
    return points.arrays().containsKey(layout.array())
        ? "<pre>" + Html.text(Passages.lines(points, layout, most)) + "</pre>"
        : Html.absent("No text: the points have no array '" + layout.array() + "'.");
  }

  @Override
  public String marginals(Batch samples, Batch reference) {
    return Html.absent("Points are text: see the metrics tv-marginal and tv-pair.");
  }

  @Override
  public String strays(Batch samples, Batch reference, Near near) {
    return "";
  }

  @Override
  public Map<String, byte[]> files(ReportData data) {
    return Map.of();
  }
}
