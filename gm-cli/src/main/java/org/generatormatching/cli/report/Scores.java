package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Metric.Score;

/** How good a run is: every score with its interval beside what perfect samples would give. */
final class Scores {
  /** For metrics that fall: beyond this factor of the floor a value is far from it. */
  private static final double NEAR_RATIO = 2;

  /** For metrics on a bounded scale, where a ratio would flatter: this fraction of the floor. */
  private static final double NEAR_FRACTION = 0.15;

  /** Beyond this ratio a linear axis hides the small values. */
  private static final double LOG_RATIO = 30;

  private static final int WIDTH = 300;
  private static final int MARGIN = 10;

  private Scores() {}

  /** A dot plot with one row and one axis for each score. */
  static String plot(List<Score> scores) {
    StringBuilder out = new StringBuilder("<ul class=\"scores\">");
    for (Score s : scores) {
      out.append("<li class=\"").append(tone(s)).append("\"><p class=\"name\">");
      out.append(Html.text(s.name())).append("</p><p class=\"value\">");
      out.append(Html.number(s.value())).append("</p>").append(dot(s));
      out.append("<p class=\"verdict\">").append(Html.text(verdict(s))).append("</p></li>\n");
    }
    return out.append("</ul>")
        .append("<p class=\"legend\"><span class=\"key dot\">value</span>")
        .append("<span class=\"key whisker\">95 % interval</span>")
        .append("<span class=\"key floor\">floor: perfect samples</span></p>\n")
        .toString();
  }

  private static String dot(Score s) {
    double[] seen =
        DoubleStream.of(s.value(), s.floor(), s.low(), s.high()).filter(Double::isFinite).toArray();
    if (!Double.isFinite(s.value())) {
      return "";
    }
    Axis axis = axis(seen, s.better() == Metric.Better.LOWER);
    StringBuilder out =
        new StringBuilder("<svg class=\"dots\" viewBox=\"0 0 300 44\" role=\"img\"");
    out.append(" aria-label=\"").append(Html.text(description(s))).append("\">");
    out.append("<path class=\"axis\" d=\"M0 28H300\"/>");
    double lastEnd = Double.NEGATIVE_INFINITY;
    for (double v : axis.ticks(3)) {
      double x = across(axis, v);
      String label = Html.number(v);
      double half = 3.2 * label.length();
      double middle = Math.max(half, Math.min(WIDTH - half, x));
      out.append("<path class=\"axis\" d=\"M").append(Chart.px(x)).append(" 28v3\"/>");
      if (middle - half > lastEnd + 6) {
        out.append("<text x=\"").append(Chart.px(middle)).append("\" y=\"42\"");
        out.append(" text-anchor=\"middle\">").append(label).append("</text>");
        lastEnd = middle + half;
      }
    }
    if (Double.isFinite(s.floor())) {
      out.append("<path class=\"floor\" d=\"M").append(Chart.px(across(axis, s.floor())));
      out.append(" 4V28\"/>");
    }
    if (Double.isFinite(s.low()) && Double.isFinite(s.high())) {
      out.append("<path class=\"whisker\" d=\"M").append(Chart.px(across(axis, s.low())));
      out.append(" 15H").append(Chart.px(across(axis, s.high()))).append("\"/>");
    }
    out.append("<circle cx=\"").append(Chart.px(across(axis, s.value())));
    return out.append("\" cy=\"15\" r=\"5\"/></svg>").toString();
  }

  private static double across(Axis axis, double v) {
    double u = Math.max(0, Math.min(1, axis.position(v)));
    return MARGIN + u * (WIDTH - 2 * MARGIN);
  }

  private static Axis axis(double[] seen, boolean fromZero) {
    double low = Arrays.stream(seen).min().orElse(0);
    double high = Arrays.stream(seen).max().orElse(1);
    if (fromZero && low >= 0) {
      double least = Arrays.stream(seen).filter(v -> v > 0).min().orElse(1);
      return low > 0 && high / least > LOG_RATIO
          ? new Axis(least / 1.5, high * 1.5, true)
          : new Axis(0, high > 0 ? high * 1.1 : 1, false);
    }
    double pad = high > low ? 0.25 * (high - low) : Math.max(0.05, 0.05 * Math.abs(high));
    boolean share = low >= 0 && high <= 1;
    return new Axis(
        share ? Math.max(0, low - pad) : low - pad,
        share ? Math.min(1, high + pad) : high + pad,
        false);
  }

  private static String description(Score s) {
    return s.name()
        + " "
        + Html.number(s.value())
        + ", 95 % interval "
        + interval(s)
        + ", floor "
        + Html.number(s.floor());
  }

  private static String interval(Score s) {
    return Double.isNaN(s.low()) || Double.isNaN(s.high())
        ? "–"
        : Html.number(s.low()) + " to " + Html.number(s.high());
  }

  /** How many scores are at their floors, in a sentence. */
  static String sentence(List<Score> scores) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("good", "at the floor");
    words.put("near", "near the floor");
    words.put("far", "away from the floor");
    words.put("plain", "without a floor");
    List<String> parts = new ArrayList<>();
    words.forEach(
        (tone, word) -> {
          long n = scores.stream().filter(s -> tone(s).equals(tone)).count();
          if (n > 0) {
            parts.add(n + " " + word);
          }
        });
    return parts.isEmpty() ? "Not evaluated." : "Scores: " + String.join(", ", parts) + ".";
  }

  /**
   * In words, how near a score is to what perfect samples would give: at the floor where its
   * interval holds the floor, or where it is better.
   */
  static String verdict(Score s) {
    if (!Double.isFinite(s.value())) {
      return "not a finite number";
    }
    if (!Double.isFinite(s.floor())) {
      return "no floor to compare with";
    }
    String tone = tone(s);
    if (tone.equals("good")) {
      return "at its floor";
    }
    boolean ratio = s.better() == Metric.Better.LOWER && s.floor() > 0;
    String distance =
        ratio
            ? String.format(Locale.ROOT, "%.1f × its floor", s.value() / s.floor())
            : Html.number(Math.abs(s.value() - s.floor()))
                + (s.value() < s.floor() ? " below its floor" : " above its floor");
    return (tone.equals("near") ? "near: " : "") + distance;
  }

  private static String tone(Score s) {
    if (!Double.isFinite(s.value()) || !Double.isFinite(s.floor())) {
      return "plain";
    }
    boolean lower = s.better() == Metric.Better.LOWER;
    double beyond =
        switch (s.better()) {
          case LOWER -> s.value() - s.floor();
          case HIGHER -> s.floor() - s.value();
          case FLOOR -> Math.abs(s.value() - s.floor());
        };
    if (beyond <= 0 || (s.low() <= s.floor() && s.floor() <= s.high())) {
      return "good";
    }
    double fraction = beyond / Math.abs(s.floor());
    return fraction <= (lower ? NEAR_RATIO - 1 : NEAR_FRACTION) ? "near" : "far";
  }

  /** The section with all numbers. */
  static String section(List<Score> scores) {
    if (scores.isEmpty()) {
      return Html.section(
          "metrics", "Metrics", Html.absent("No metrics: this run was not evaluated."));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Score s : scores) {
      String better =
          switch (s.better()) {
            case LOWER -> "lower";
            case HIGHER -> "higher";
            case FLOOR -> "near the floor";
          };
      rows.add(
          List.of(
              s.name(),
              Html.number(s.value()),
              interval(s),
              Html.number(s.floor()),
              verdict(s),
              Integer.toString(s.n()),
              better));
    }
    return Html.section(
        "metrics",
        "Metrics",
        Html.stacked(
                "metrics",
                List.of("metric", "value", "95 % interval", "floor", "verdict", "n", "better"),
                rows)
            + Html.note(
                "The interval is that of other samples of this model and other held-out points,"
                    + " not of another training. The floor is what two samples of the data give."
                    + " At the floor means that the interval holds it, or that the value is better;"
                    + " near, where lower is better, up to twice its value, elsewhere within 15 %."));
  }
}
