package org.generatormatching.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.io.EventFile;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {
  private static final Pattern COLOUR =
      Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(|hsla?\\(|:(white|black|red|blue|gray)\\b");
  private static final Pattern WIDTH = Pattern.compile("width:(\\d+)px");

  @Test
  void aPageIsWellFormedSmallAndComplete() throws Exception {
    for (ReportData data : Reports.all("run")) {
      String page = ReportPage.html(data);
      Document parsed = parse(page);
      assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < parsed.getElementsByTagName("section").getLength(); i++) {
        ids.add(
            parsed
                .getElementsByTagName("section")
                .item(i)
                .getAttributes()
                .getNamedItem("id")
                .getNodeValue());
      }
      assertThat(ids)
          .containsExactly(
              "scores",
              "samples",
              "time",
              "coverage",
              "marginals",
              "training",
              "metrics",
              "verified",
              "repeat",
              "provenance");
      assertThat(page).doesNotContain("NaN", "Infinity");
    }
  }

  /** What must be there for those who do not see the page, and for its own links. */
  @Test
  void everyPictureHasALabelAndEveryIdIsUnique() throws Exception {
    for (ReportData data : Reports.all("run")) {
      Document page = parse(ReportPage.html(data));
      for (Element img : elements(page, "img")) {
        assertThat(img.getAttribute("alt")).isNotBlank();
      }
      for (Element svg : elements(page, "svg")) {
        assertThat(svg.getAttribute("role")).isEqualTo("img");
        assertThat(svg.getAttribute("aria-label")).isNotBlank();
      }
      for (Element th : elements(page, "th")) {
        assertThat(th.getAttribute("scope")).isIn("col", "row");
      }
      List<String> ids =
          elements(page, "*").stream()
              .map(e -> e.getAttribute("id"))
              .filter(i -> !i.isEmpty())
              .toList();
      assertThat(ids).doesNotHaveDuplicates();
      for (Element a : elements(page, "a")) {
        assertThat(ids).contains(a.getAttribute("href").substring(1));
      }
    }
  }

  @Test
  void aPageLoadsNothingAndRunsItsOwnScriptOnly() throws Exception {
    for (ReportData data : Reports.all("run")) {
      String page = ReportPage.html(data);
      List<String> foreign = List.of("http:", "https:", "\"//", "@import", "url(", "fetch(");
      assertThat(foreign).noneMatch(page::contains);
      assertThat(List.of(page.split("(src|href)=\"")).stream().skip(1))
          .isNotEmpty()
          .allMatch(rest -> rest.startsWith("data:") || rest.startsWith("#"));
      Document parsed = parse(page);
      assertThat(elements(parsed, "script")).hasSize(1);
      String script = page.substring(page.indexOf("<script>") + 8, page.indexOf("</script>"));
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      assertThat(page)
          .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
      assertThat(elements(parsed, "*"))
          .allMatch(e -> e.getAttribute("style").isEmpty() && e.getAttribute("onclick").isEmpty());
    }
  }

  @Test
  void everyColourIsOneOfThePalette() {
    String page = ReportPage.html(Reports.plane("run"));
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    String rules = style.replaceAll(":root\\{[^}]*}", "");
    assertThat(rules.length()).isLessThan(style.length() - 500);
    assertThat(COLOUR.matcher(rules).results().map(MatchResult::group)).isEmpty();
    for (ReportData data : Reports.all("run")) {
      String body = ReportPage.html(data);
      body = body.substring(body.indexOf("<body>"));
      assertThat(body).doesNotContain(" fill=\"", " stroke=\"", " color=\"");
    }
    String light = style.substring(style.indexOf(":root{"), style.indexOf('}'));
    String dark = style.substring(style.indexOf("dark){:root{") + 6);
    dark = dark.substring(0, dark.indexOf('}'));
    for (String palette : List.of(light, dark)) {
      double page0 = luminance(palette, "page");
      for (String text : List.of("ink", "soft", "a", "good", "near", "far")) {
        assertThat(contrast(luminance(palette, text), page0)).as(text).isGreaterThan(4.5);
        assertThat(contrast(luminance(palette, text), luminance(palette, "card")))
            .as(text)
            .isGreaterThan(4.5);
      }
      assertThat(contrast(luminance(palette, "b"), page0)).isGreaterThan(3);
    }
  }

  /** Relative luminance and contrast as WCAG 2.2 defines them. */
  private static double luminance(String palette, String name) {
    Matcher m = Pattern.compile("--" + name + ":#([0-9a-f]+)").matcher(palette);
    assertThat(m.find()).as(name).isTrue();
    String hex = m.group(1).length() == 3 ? m.group(1).replaceAll("(.)", "$1$1") : m.group(1);
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  @Test
  void noWidthIsFixedBeyondANarrowScreen() {
    String page = ReportPage.html(Reports.plane("run"));
    String style = page.substring(page.indexOf("<style>"), page.indexOf("</style>"));
    String rules = style.replaceAll("max-width:|@media\\([^)]*\\)", "");
    assertThat(WIDTH.matcher(rules).results().mapToInt(r -> Integer.parseInt(r.group(1))))
        .allMatch(w -> w <= 300);
  }

  @Test
  void textOfTheRunIsEscaped() throws Exception {
    String evil = "<script>alert('x')</script> & \"\u0001\"";
    String page = ReportPage.html(Reports.plane(evil));
    parse(page);
    assertThat(page)
        .doesNotContain("<script>alert")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;\uFFFD&quot;");
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    assertThat(ReportPage.html(Reports.plane("run")))
        .isEqualTo(ReportPage.html(Reports.plane("run")));
  }

  @Test
  void missingPartsSayWhy() throws Exception {
    for (Layout layout : List.of(Reports.PLANE, Reports.IMAGE, new Layout.Columns())) {
      Batch none = new Batch(Map.of());
      ReportData data =
          new ReportData(
              "empty",
              layout,
              none,
              none,
              List.of(),
              List.of(),
              List.of(),
              Map.of(),
              new Verified(List.of(), List.of(), 0),
              Map.of(),
              "",
              List.of());
      String page = ReportPage.html(data);
      parse(page);
      assertThat(page)
          .contains(
              "no training history",
              "was not evaluated",
              "No coverage",
              "kept no snapshots",
              "ran no laws",
              "No provenance",
              "No commands");
      assertThat(ReportPage.files(data)).isEmpty();
    }
  }

  @Test
  void lossesThatAreNotFiniteLeaveGaps() throws Exception {
    List<HistoryRow> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      double loss = i % 7 == 0 ? Double.NaN : i == 500 ? Double.POSITIVE_INFINITY : 1.0 / (i + 1);
      rows.add(new HistoryRow(i, loss, i, Double.NaN, 1e-3, Map.of("coupling-cost", 2.0)));
    }
    String section = TrainingCurves.section(rows);
    parse(section);
    assertThat(section)
        .contains(
            "log axis",
            "144 rows without a finite loss",
            "Not recorded by this run",
            "coupling-cost")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void aVerdictFollowsTheDirection() {
    assertThat(Scores.verdict(new Score("a", 0.1, 0.1, 9, Better.LOWER))).isEqualTo("at its floor");
    assertThat(Scores.verdict(new Score("a", 0.55, 0.5, 0.49, 0.6, 9, Better.LOWER)))
        .as("the interval holds the floor")
        .isEqualTo("at its floor");
    assertThat(Scores.verdict(new Score("a", 0.55, 0.5, 0.52, 0.6, 9, Better.LOWER)))
        .as("near is not at")
        .isEqualTo("near: 1.1 × its floor");
    assertThat(Scores.verdict(new Score("a", 0.98, 0.99, 0.975, 0.985, 9, Better.HIGHER)))
        .isEqualTo("near: 0.01 below its floor");
    assertThat(Scores.verdict(new Score("a", 0.3, 0.1, 9, Better.LOWER)))
        .isEqualTo("3.0 × its floor");
    assertThat(Scores.verdict(new Score("a", 0.6, 0.9, 9, Better.HIGHER)))
        .isEqualTo("0.3 below its floor");
    assertThat(Scores.verdict(new Score("a", 0.3, 0.9, 9, Better.FLOOR)))
        .isEqualTo("0.6 below its floor");
    assertThat(Scores.verdict(new Score("a", Double.NaN, 0.9, 9, Better.FLOOR)))
        .isEqualTo("not a finite number");
  }

  @Test
  void anIntervalStandsBesideItsValue() {
    assertThat(Scores.section(List.of(new Score("a", 0.5, 0.4, 0.25, 0.75, 9, Better.LOWER))))
        .contains("95 % interval", "0.25 to 0.75");
    assertThat(Scores.section(List.of(new Score("a", 0.5, 0.4, 9, Better.LOWER))))
        .doesNotContain(" to 0");
  }

  @Test
  void anAxisOfScoresHoldsValueIntervalAndFloor() throws Exception {
    for (Better better : Better.values()) {
      String plot =
          Scores.plot(
              List.of(
                  new Score("a", 0.5, 0.01, 0.25, 0.75, 9, better),
                  new Score("b", 0, 0, 0, 0, 9, better),
                  new Score("c", -7, Double.NaN, 9, better)));
      Document parsed = parse("<div>" + plot + "</div>");
      assertThat(elements(parsed, "circle")).hasSize(3);
      for (Element circle : elements(parsed, "circle")) {
        assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(10.0, 290.0);
      }
      assertThat(elements(parsed, "path"))
          .filteredOn(p -> p.getAttribute("class").equals("floor"))
          .hasSize(2);
    }
  }

  @Test
  void picturesLieBesideThePage() {
    for (ReportData data : List.of(Reports.plane("run"), Reports.image("run"))) {
      Map<String, byte[]> files = ReportPage.files(data);
      assertThat(files).containsOnlyKeys("samples.png", "data.png", "particles.png");
      assertThat(files.values()).allMatch(png -> png[0] == (byte) 0x89 && png[1] == 'P');
    }
    byte[] png = ReportPage.files(Reports.plane("run")).get("samples.png");
    assertThat(png[18] << 8 | png[19] & 0xff).as("samples beside data").isEqualTo(800);
    assertThat(ReportPage.files(Reports.columns("run"))).isEmpty();
  }

  @Test
  void theEventsAreTheLogAndNothingThatIsMissing() {
    HistoryRow row = new HistoryRow(7, 0.5, 2, Double.NaN, 1e-3, Map.of("coupling-cost", 3.0));
    assertThat(HistoryRow.events(List.of(row)))
        .containsExactly(
            new EventFile.Event(
                2, 7, Map.of("loss", 0.5, "learning-rate", 1e-3, "coupling-cost", 3.0)));
  }

  @Test
  void pointsFarFromAllOthersAreShown() {
    String none = Sections.coverage(Reports.plane("run"));
    assertThat(none).contains("held-out data have a sample near", "class=\"stray\"");
    Batch far = Reports.points(50, 2, 3).with("x", HostArray.of(new double[100], 50, 2));
    Batch held = Reports.points(50, 2, 4);
    ReportData data = Reports.of("run", Reports.PLANE, far, held);
    assertThat(Sections.coverage(data)).containsPattern("Held-out data: [34]\\d of 50 with no");
  }

  @Test
  void aGridPutsEveryPixelInItsPlace() {
    double[] values = {0, 16, 8, 0, 16, 16, 0, 0};
    Html.Raster grid = Pictures.grid(values, new Layout.Image("x", 2, 2, 0, 16), 2, 1, 1);
    assertThat(grid.width()).isEqualTo(10);
    assertThat(grid.height()).isEqualTo(6);
    assertThat(grid.pixels()[2 * 10 + 2]).isEqualTo((byte) 0);
    assertThat(grid.pixels()[2 * 10 + 3]).isEqualTo((byte) 255);
    assertThat(grid.pixels()[3 * 10 + 2]).isEqualTo((byte) 128);
    assertThat(grid.pixels()[2 * 10 + 6]).isEqualTo((byte) 255);
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<Element> elements(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
