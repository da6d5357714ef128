package org.generatormatching.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.generatormatching.api.Metric;

/**
 * Quality against the number of evaluations as one SVG file: a panel for each metric, a curve for
 * each solver, the noise floor as a dotted line.
 */
public final class SolverPicture {
  private static final int PANEL_WIDTH = 480;
  private static final int PANEL_HEIGHT = 300;
  private static final int TITLE = 30;
  private static final int ROW = 20;
  private static final int PANELS_ACROSS = 2;
  private static final List<String> LIGHT =
      List.of(
          "#0b66b8", "#c8680a", "#17704a", "#b0302a", "#7a3fb0", "#008a94", "#7d6608", "#b5317a");
  private static final List<String> DARK =
      List.of(
          "#63b6ff", "#f2a654", "#63d39a", "#ff9285", "#c79bf5", "#4fd5de", "#e0c341", "#ff8cc6");

  private SolverPicture() {}

  /** The file. */
  public static String svg(List<SolverCurve> curves) {
    List<Metric.Score> metrics = SolverCurve.metrics(curves);
    int across = Math.min(PANELS_ACROSS, Math.max(1, metrics.size()));
    int down = (metrics.size() + across - 1) / across;
    int width = PANELS_ACROSS * PANEL_WIDTH;
    int legend = down * (PANEL_HEIGHT + TITLE) + TITLE;
    int height = legend + (curves.size() + 1) / 2 * ROW;
    StringBuilder out =
        new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    out.append(width).append(' ').append(height).append("\" width=\"").append(width);
    out.append("\" height=\"").append(height).append("\" role=\"img\">");
    out.append("<title>Quality against the number of network evaluations</title>");
    out.append("<style>").append(style(curves.size())).append("</style>");
    out.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>");
    for (int i = 0; i < metrics.size(); i++) {
      int x = i % across * PANEL_WIDTH;
      int y = i / across * (PANEL_HEIGHT + TITLE);
      out.append(panel(curves, metrics.get(i), x, y));
    }
    for (int i = 0; i < curves.size(); i++) {
      int x = 20 + i % 2 * PANEL_WIDTH;
      int y = legend + i / 2 * ROW;
      out.append("<path class=\"s").append(i).append("\" d=\"M").append(x).append(' ').append(y);
      out.append("h28\"/><text x=\"").append(x + 36).append("\" y=\"").append(y + 4).append("\">");
      out.append(Html.text(curves.get(i).solver())).append("</text>");
    }
    return out.append("</svg>\n").toString();
  }

  private static String panel(List<SolverCurve> curves, Metric.Score metric, int x, int y) {
    double[] evaluations = all(curves, p -> p.evaluations());
    double[] values = all(curves, p -> p.value(metric.name()));
    double[] withFloor = Arrays.copyOf(values, values.length + 1);
    withFloor[values.length] = metric.floor();
    double most = Arrays.stream(evaluations).max().orElse(1);
    double least = Arrays.stream(evaluations).min().orElse(1);
    Axis across = new Axis(least / 1.1, most * 1.1, true);
    Chart chart =
        new Chart(
            metric.name() + " by evaluations",
            PANEL_WIDTH,
            PANEL_HEIGHT,
            across,
            Axis.over(withFloor));
    double[] ends = {least, most};
    chart.line("floor", ends, new double[] {metric.floor(), metric.floor()});
    for (int i = 0; i < curves.size(); i++) {
      SolverCurve c = curves.get(i);
      double[] xs = c.places().stream().mapToDouble(SolverCurve.Place::evaluations).toArray();
      double[] ys = c.places().stream().mapToDouble(p -> p.value(metric.name())).toArray();
      chart.line("s" + i, xs, ys).dots("d" + i, xs, ys);
    }
    String better = metric.better().name().toLowerCase(Locale.ROOT);
    String title =
        metric.name()
            + " by evaluations, "
            + (metric.better() == Metric.Better.FLOOR ? "the floor is best" : better + " is better")
            + ", floor "
            + Html.number(metric.floor());
    return "<g transform=\"translate("
        + x
        + ' '
        + (y + TITLE)
        + ")\"><text class=\"title\" x=\"20\" y=\"-6\">"
        + Html.text(title)
        + "</text>"
        + chart
            .svg()
            .replaceFirst(
                "<svg ", "<svg width=\"" + PANEL_WIDTH + "\" height=\"" + PANEL_HEIGHT + "\" ")
        + "</g>";
  }

  @FunctionalInterface
  private interface Measure {
    double of(SolverCurve.Place place);
  }

  private static double[] all(List<SolverCurve> curves, Measure number) {
    return curves.stream()
        .flatMap(c -> c.places().stream())
        .mapToDouble(number::of)
        .filter(Double::isFinite)
        .toArray();
  }

  private static String style(int curves) {
    StringBuilder s = new StringBuilder();
    s.append(".page{fill:#fff}text{font:12px system-ui,sans-serif;fill:#556172}");
    s.append(".title{font-size:14px;fill:#1a2230}path{fill:none;stroke-width:1.8}");
    s.append(".grid{stroke:#dfe3e8;stroke-width:1}.axis{stroke:#556172;stroke-width:1}");
    s.append(".floor{stroke:#556172;stroke-dasharray:2 4}");
    colours(s, LIGHT, curves);
    s.append("@media(prefers-color-scheme:dark){.page{fill:#18202a}text{fill:#a3aebd}");
    s.append(".title{fill:#e6eaf0}.grid{stroke:#2c3746}.axis,.floor{stroke:#a3aebd}");
    colours(s, DARK, curves);
    return s.append('}').toString();
  }

  /** Eight colours, solid first and then in ever shorter dashes. */
  private static void colours(StringBuilder s, List<String> palette, int curves) {
    for (int i = 0; i < curves; i++) {
      String c = palette.get(i % palette.size());
      String dash = Stream.of("", "6 4", "2 3", "8 3 2 3").toList().get(i / palette.size() % 4);
      s.append(".s").append(i).append("{stroke:").append(c);
      s.append(dash.isEmpty() ? "" : ";stroke-dasharray:" + dash).append("}.d").append(i);
      s.append("{fill:").append(c).append('}');
    }
  }
}
