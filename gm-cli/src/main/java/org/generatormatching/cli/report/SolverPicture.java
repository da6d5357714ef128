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
    Sheet sheet =
        new Sheet(
            "Quality against the number of network evaluations",
            width,
            height,
            style(curves.size(), LIGHT, ".floor{stroke:#556172;stroke-dasharray:2 4}"),
            style(curves.size(), DARK, ".floor{stroke:#a3aebd}"));
    for (int i = 0; i < metrics.size(); i++) {
      int x = i % across * PANEL_WIDTH;
      int y = i / across * (PANEL_HEIGHT + TITLE);
      panel(sheet, curves, metrics.get(i), x, y + TITLE);
    }
    for (int i = 0; i < curves.size(); i++) {
      int x = 20 + i % 2 * PANEL_WIDTH;
      int y = legend + i / 2 * ROW;
      sheet.add("<path class=\"s" + i + "\" d=\"M" + x + " " + y + "h28\"/>");
      sheet.text("", x + 36, y + 4, curves.get(i).solver());
    }
    return sheet.svg();
  }

  private static void panel(
      Sheet sheet, List<SolverCurve> curves, Metric.Score metric, int x, int y) {
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
    sheet.chart(title, x, y, PANEL_WIDTH, PANEL_HEIGHT, chart);
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

  /** Eight colours, solid first and then in ever shorter dashes. */
  private static String style(int curves, List<String> palette, String floor) {
    StringBuilder s = new StringBuilder("path{stroke-width:1.8}.grid,.axis{stroke-width:1}");
    s.append(floor);
    for (int i = 0; i < curves; i++) {
      String c = palette.get(i % palette.size());
      String dash = Stream.of("", "6 4", "2 3", "8 3 2 3").toList().get(i / palette.size() % 4);
      s.append(".s").append(i).append("{stroke:").append(c);
      s.append(dash.isEmpty() ? "" : ";stroke-dasharray:" + dash).append("}.d").append(i);
      s.append("{fill:").append(c).append('}');
    }
    return s.toString();
  }
}
