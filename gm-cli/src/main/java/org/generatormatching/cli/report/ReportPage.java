package org.generatormatching.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The report of a run as one HTML file. */
public final class ReportPage {
  private static final int LONGEST_CONFIGURATION = 200_000;

  private ReportPage() {}

  /** The page; well-formed as XML, the same bytes for the same data. */
  public static String html(ReportData data) {
    String script = resource("report.js");
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        + "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\""
        + "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-"
        + sha256(script)
        + "'\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n<title>"
        + Html.text(data.name())
        + "</title>\n<style>"
        + resource("report.css")
        + "</style></head>\n<body>\n"
        + header(data)
        + "<main>\n"
        + Sections.particles(data)
        + Sections.coverage(data)
        + Sections.marginals(data)
        + TrainingCurves.section(data.history())
        + Scores.section(data.scores())
        + data.verified().section()
        + repeat(data)
        + provenance(data)
        + "</main>\n<script>"
        + script
        + "</script>\n</body></html>\n";
  }

  /** Pictures to lie beside the page, as PNG, by the name of their file. */
  public static Map<String, byte[]> files(ReportData data) {
    return View.of(data.layout()).files(data);
  }

  private static String header(ReportData data) {
    String scores =
        data.scores().isEmpty()
            ? Html.absent("No metrics yet: this run was not evaluated.")
            : Scores.plot(data.scores());
    return "<header><div class=\"top\"><p class=\"kind\">Generator Matching run</p>"
        + "<nav aria-label=\"sections\">"
        + links()
        + "</nav></div>\n<h1>"
        + Html.text(data.name())
        + "</h1><p class=\"summary\">"
        + Html.text(summary(data))
        + "</p>\n"
        + "<div class=\"first\"><section id=\"scores\"><h2>How good</h2>\n"
        + scores
        + "</section>\n<section id=\"samples\"><h2>Samples and data</h2>\n"
        + View.of(data.layout()).opening(data.samples(), data.reference())
        + "</section></div>\n"
        + facts(data)
        + "</header>\n";
  }

  private static String summary(ReportData data) {
    String from =
        data.facts().containsKey("data") ? " learned from " + data.facts().get("data") : "";
    return data.samples().size()
        + " "
        + View.of(data.layout()).noun()
        + from
        + ", beside "
        + data.reference().size()
        + " held out. "
        + Scores.sentence(data.scores());
  }

  private static String facts(ReportData data) {
    if (data.facts().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<dl class=\"facts\">");
    data.facts()
        .forEach(
            (what, how) ->
                out.append("<div><dt>")
                    .append(Html.text(what))
                    .append("</dt><dd>")
                    .append(Html.text(how))
                    .append("</dd></div>"));
    return out.append("</dl>\n").toString();
  }

  private static String links() {
    List<List<String>> all =
        List.of(
            List.of("time", "Over time"),
            List.of("coverage", "Coverage"),
            List.of("marginals", "Marginals"),
            List.of("training", "Training"),
            List.of("metrics", "Metrics"),
            List.of("verified", "Verified"),
            List.of("repeat", "Repeat"),
            List.of("provenance", "Provenance"));
    StringBuilder out = new StringBuilder();
    all.forEach(
        link ->
            out.append("<a href=\"#")
                .append(link.get(0))
                .append("\">")
                .append(link.get(1))
                .append("</a> "));
    return out.toString().strip();
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
            : "<div class=\"pairlist\">" + Html.table("provenance", List.of(), rows) + "</div>";
    return Html.section("provenance", "Provenance", body);
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Allows this script and no other to run. */
  private static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
