package org.generatormatching.cli.report;

import java.util.Arrays;
import java.util.List;

/** Trajectories of several generators of one path as one SVG file, a panel for each. */
public final class PathPicture {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 220;
  private static final int TITLE = 30;
  private static final int ACROSS = 2;

  /**
   * One generator.
   *
   * @param title its name
   * @param times of the grid
   * @param places of one coordinate, a row for each sample and a column for each time
   */
  public record Panel(String title, double[] times, double[][] places) {}

  private PathPicture() {}

  /** The file. */
  public static String svg(List<Panel> panels) {
    int down = (panels.size() + ACROSS - 1) / ACROSS;
    Sheet sheet =
        new Sheet(
            "One path, several generators: places by time",
            ACROSS * WIDTH,
            down * (HEIGHT + TITLE) + TITLE,
            ".title{font-size:11px}.way{stroke:#0b66b8;stroke-opacity:.55}",
            ".way{stroke:#63b6ff}");
    double[] all =
        panels.stream()
            .flatMap(p -> Arrays.stream(p.places()))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    Axis y = Axis.over(all);
    for (int i = 0; i < panels.size(); i++) {
      Panel p = panels.get(i);
      Axis x = new Axis(p.times()[0], p.times()[p.times().length - 1], false);
      Chart chart = new Chart(p.title(), WIDTH, HEIGHT, x, y);
      for (double[] way : p.places()) {
        chart.line("way", p.times(), way);
      }
      int left = i % ACROSS * WIDTH;
      int top = i / ACROSS * (HEIGHT + TITLE) + TITLE;
      sheet.chart(p.title(), left, top, WIDTH, HEIGHT, chart);
    }
    return sheet.svg();
  }
}
