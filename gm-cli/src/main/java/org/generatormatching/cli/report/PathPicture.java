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
    int width = ACROSS * WIDTH;
    int height = down * (HEIGHT + TITLE) + TITLE;
    StringBuilder out =
        new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    out.append(width).append(' ').append(height).append("\" width=\"").append(width);
    out.append("\" height=\"").append(height).append("\" role=\"img\">");
    out.append("<title>One path, several generators: places by time</title><style>");
    out.append(".page{fill:#fff}text{font:12px system-ui,sans-serif;fill:#556172}");
    out.append(".title{font-size:11px;fill:#1a2230}path{fill:none}.grid{stroke:#dfe3e8}");
    out.append(".axis{stroke:#556172}.way{stroke:#0b66b8;stroke-opacity:.55}");
    out.append("@media(prefers-color-scheme:dark){.page{fill:#18202a}text{fill:#a3aebd}");
    out.append(".title{fill:#e6eaf0}.grid{stroke:#2c3746}.axis{stroke:#a3aebd}");
    out.append(".way{stroke:#63b6ff}}</style>");
    out.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>");
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
      out.append("<g transform=\"translate(").append(i % ACROSS * WIDTH).append(' ');
      out.append(i / ACROSS * (HEIGHT + TITLE) + TITLE);
      out.append(")\"><text class=\"title\" x=\"20\" y=\"-6\">").append(Html.text(p.title()));
      out.append("</text>").append(sized(chart.svg())).append("</g>");
    }
    return out.append("</svg>\n").toString();
  }

  private static String sized(String chart) {
    return chart.replaceFirst("<svg ", "<svg width=\"" + WIDTH + "\" height=\"" + HEIGHT + "\" ");
  }
}
