package org.generatormatching.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.api.Metric;

/** The report of a run as one HTML file. */
public final class ReportPage {
  private static final int MOST_CARDS = 6;
  private static final int LONGEST_CONFIGURATION = 200_000;

  /** For metrics that fall: within this factor of the floor, a value says no more. */
  private static final double AT_RATIO = 1.25;

  private static final double NEAR_RATIO = 2;

  /** For metrics on a bounded scale, where a ratio would flatter: this fraction of the floor. */
  private static final double AT_FRACTION = 0.05;

  private static final double NEAR_FRACTION = 0.15;

  private ReportPage() {}

  /** The page; well-formed as XML, the same bytes for the same data. */
  public static String html(ReportData data) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        + "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\""
        + "default-src 'none'; img-src data:; style-src 'unsafe-inline'\"/>\n"
        + "<link rel=\"icon\" href=\"data:,\"/>\n<title>"
        + Html.text(data.name())
        + "</title>\n<style>"
        + style()
        + "</style></head>\n<body>\n"
        + header(data)
        + "<main>\n"
        + Sections.pictures(data)
        + Marginals.section(data)
        + Sections.trajectory(data)
        + TrainingCurves.section(data.history())
        + metrics(data.scores())
        + data.verified().section()
        + repeat(data)
        + provenance(data)
        + "</main>\n</body></html>\n";
  }

  private static String header(ReportData data) {
    StringBuilder out = new StringBuilder("<header><p class=\"kind\">Generator Matching run</p>");
    out.append("<h1>").append(Html.text(data.name())).append("</h1><p class=\"summary\">");
    out.append(Html.text(summary(data))).append("</p>\n<div class=\"cards\">");
    data.scores().stream().limit(MOST_CARDS).forEach(s -> out.append(card(s)));
    data.timings().forEach((what, time) -> out.append(card("time", what, time, "")));
    out.append("</div>");
    if (data.scores().isEmpty()) {
      out.append(Html.absent("No metrics yet: this run was not evaluated."));
    }
    return out.append("</header>\n").toString();
  }

  private static String summary(ReportData data) {
    List<String> parts = new ArrayList<>();
    parts.add(data.samples().size() + " samples of " + what(data.layout()));
    parts.add("beside " + data.reference().size() + " held-out");
    if (!data.history().isEmpty()) {
      HistoryRow last = data.history().get(data.history().size() - 1);
      parts.add("last logged at step " + last.step());
      parts.add("loss " + Html.number(last.loss()));
    }
    return String.join(", ", parts) + ".";
  }

  private static String what(Layout layout) {
    if (layout instanceof Layout.Image image) {
      return image.height() + " × " + image.width() + " images";
    }
    return layout instanceof Layout.Plane ? "points in the plane" : "rows of columns";
  }

  private static String card(Metric.Score s) {
    String floor = Double.isFinite(s.floor()) ? "floor " + Html.number(s.floor()) : "no floor";
    return card(tone(s), s.name(), Html.number(s.value()), floor)
        .replace("</div>", "<p class=\"verdict\">" + Html.text(verdict(s)) + "</p></div>");
  }

  private static String card(String tone, String name, String value, String below) {
    return "<div class=\"card "
        + tone
        + "\"><p class=\"name\">"
        + Html.text(name)
        + "</p><p class=\"value\">"
        + Html.text(value)
        + "</p><p class=\"below\">"
        + Html.text(below)
        + "</p></div>\n";
  }

  /** In words, how near a score is to what perfect samples would give. */
  static String verdict(Metric.Score s) {
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

  private static String tone(Metric.Score s) {
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
    if (beyond <= 0) {
      return "good";
    }
    double fraction = beyond / Math.abs(s.floor());
    if (fraction <= (lower ? AT_RATIO - 1 : AT_FRACTION)) {
      return "good";
    }
    return fraction <= (lower ? NEAR_RATIO - 1 : NEAR_FRACTION) ? "near" : "far";
  }

  static String metrics(List<Metric.Score> scores) {
    if (scores.isEmpty()) {
      return Html.section(
          "metrics", "Metrics", Html.absent("No metrics: this run was not evaluated."));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Metric.Score s : scores) {
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
        Html.table(
                List.of("metric", "value", "95 % interval", "floor", "verdict", "n", "better"),
                rows)
            + Html.note(
                "The interval is that of other samples of this model and other held-out points,"
                    + " not of another training. The floor is what two samples of the data give."
                    + " Where lower is better, at the"
                    + " floor means up to 1.25 times and near up to twice its value; elsewhere"
                    + " within 5 % and 15 %."));
  }

  private static String interval(Metric.Score s) {
    return Double.isNaN(s.low()) || Double.isNaN(s.high())
        ? "–"
        : Html.number(s.low()) + " to " + Html.number(s.high());
  }

  private static String repeat(ReportData data) {
    String commands =
        data.commands().isEmpty()
            ? Html.absent("No commands were recorded.")
            : code(String.join("\n", data.commands()));
    return Html.section("repeat", "How to repeat it", commands + configuration(data));
  }

  private static String configuration(ReportData data) {
    String all = data.configuration();
    if (all.isBlank()) {
      return Html.absent("No configuration was recorded.");
    }
    boolean cut = all.length() > LONGEST_CONFIGURATION;
    return "<details><summary>Resolved configuration</summary>"
        + code(cut ? all.substring(0, LONGEST_CONFIGURATION) : all)
        + (cut ? Html.note("Cut here; the run directory holds all of it.") : "")
        + "</details>\n";
  }

  private static String code(String text) {
    return "<pre tabindex=\"0\"><code>" + Html.text(text) + "</code></pre>\n";
  }

  private static String provenance(ReportData data) {
    List<List<String>> rows = new ArrayList<>();
    data.provenance().forEach((k, v) -> rows.add(List.of(k, v)));
    String body =
        rows.isEmpty()
            ? Html.absent("No provenance was recorded.")
            : "<div class=\"facts\">" + Html.table(List.of(), rows) + "</div>";
    return Html.section("provenance", "Provenance", body);
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
