package org.generatormatching.cli.report;

import org.generatormatching.api.Batch;

/**
 * Particles at one time on their way from the source to the data.
 *
 * @param t time, 0 at the source and 1 at the data
 * @param points decoded points, in the data's own coordinates
 */
public record Snapshot(double t, Batch points) {
  String time() {
    return Html.number(t);
  }

  /** A small picture of this moment, which the page's script may show large. */
  String frame(String picture) {
    return "<figure class=\"frame\" data-t=\""
        + time()
        + "\"><figcaption>t = "
        + time()
        + "</figcaption>"
        + picture
        + "</figure>\n";
  }

  /** Pictures side by side; empty if there are none. */
  static String strip(String frames) {
    return frames.isEmpty() ? "" : "<div class=\"strip\">" + frames + "</div>";
  }
}
