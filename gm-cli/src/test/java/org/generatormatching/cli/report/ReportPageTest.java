package org.generatormatching.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportPageTest {
  private static final Layout PLANE = new Layout.Plane("x", -3, 3);
  private static final Layout IMAGE = new Layout.Image("x", 4, 3, 0, 16);

  @Test
  void aPageIsWellFormedSmallAndComplete() throws Exception {
    for (Layout layout : List.of(PLANE, IMAGE, new Layout.Columns())) {
      String page = ReportPage.html(data("run", layout));
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
              "samples",
              "marginals",
              "time",
              "training",
              "metrics",
              "verified",
              "repeat",
              "provenance");
      assertThat(page).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void aPageLinksToNothingAndHasNoScript() {
    String page = ReportPage.html(data("run", PLANE));
    List<String> foreign = List.of("http:", "https:", "\"//", "<script", "@import", "url(");
    assertThat(foreign).noneMatch(page::contains);
    assertThat(page.split("(src|href)=\"")).hasSizeGreaterThan(2);
    assertThat(List.of(page.split("(src|href)=\"")).stream().skip(1))
        .allMatch(rest -> rest.startsWith("data:"));
  }

  @Test
  void textOfTheRunIsEscaped() throws Exception {
    String evil = "<script>alert('x')</script> & \"\u0001\"";
    String page = ReportPage.html(data(evil, PLANE));
    parse(page);
    assertThat(page)
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;\uFFFD&quot;");
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    assertThat(ReportPage.html(data("run", PLANE))).isEqualTo(ReportPage.html(data("run", PLANE)));
  }

  @Test
  void missingPartsSayWhy() throws Exception {
    for (Layout layout : List.of(PLANE, IMAGE, new Layout.Columns())) {
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
              new Verified(List.of(), List.of(), 0),
              Map.of(),
              "",
              List.of(),
              Map.of());
      String page = ReportPage.html(data);
      parse(page);
      assertThat(page)
          .contains(
              "no training history",
              "was not evaluated",
              "ran no laws",
              "No provenance",
              "No commands");
      assertThat(Pictures.samples(data)).isEmpty();
    }
  }

  @Test
  void lossesThatAreNotFiniteLeaveGaps() throws Exception {
    List<HistoryRow> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      double loss = i % 7 == 0 ? Double.NaN : i == 500 ? Double.POSITIVE_INFINITY : 1.0 / (i + 1);
      rows.add(new HistoryRow(i, loss, i, Double.NaN, 1e-3));
    }
    String section = TrainingCurves.section(rows);
    parse(section);
    assertThat(section)
        .contains("log axis", "144 rows without a finite loss", "Not recorded by this run")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void aVerdictFollowsTheDirection() {
    assertThat(ReportPage.verdict(new Score("a", 0.1, 0.1, 9, Better.LOWER)))
        .isEqualTo("at its floor");
    assertThat(ReportPage.verdict(new Score("a", 0.3, 0.1, 9, Better.LOWER)))
        .isEqualTo("3.0 × its floor");
    assertThat(ReportPage.verdict(new Score("a", 0.6, 0.9, 9, Better.HIGHER)))
        .isEqualTo("0.3 below its floor");
    assertThat(ReportPage.verdict(new Score("a", 0.3, 0.9, 9, Better.FLOOR)))
        .isEqualTo("0.6 below its floor");
    assertThat(ReportPage.verdict(new Score("a", Double.NaN, 0.9, 9, Better.FLOOR)))
        .isEqualTo("not a finite number");
  }

  @Test
  void anIntervalStandsBesideItsValue() {
    assertThat(ReportPage.metrics(List.of(new Score("a", 0.5, 0.4, 0.25, 0.75, 9, Better.LOWER))))
        .contains("95 % interval", "0.25 to 0.75");
    assertThat(ReportPage.metrics(List.of(new Score("a", 0.5, 0.4, 9, Better.LOWER))))
        .doesNotContain(" to 0");
  }

  @Test
  void thePictureOfAPlaneShowsSamplesBesideData() {
    byte[] png = Pictures.samples(data("run", PLANE)).orElseThrow();
    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    assertThat(png[18] << 8 | png[19] & 0xff).isEqualTo(800);
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

  private static ReportData data(String text, Layout layout) {
    int width = layout instanceof Layout.Image ? 12 : 2;
    Batch points = points(500, width, 1);
    List<HistoryRow> history = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      history.add(new HistoryRow(10L * i, 2.0 / (i + 1), 0.1 * i, 1, 1e-3));
    }
    return new ReportData(
        text,
        layout,
        points,
        points(400, width, 2),
        List.of(new Snapshot(0, points), new Snapshot(1, points)),
        history,
        List.of(new Score(text, Double.NaN, Double.POSITIVE_INFINITY, 5, Better.LOWER)),
        new Verified(
            List.of(new Verified.Row(text, text, text, Double.NaN, 1e-4, text)), List.of(text), 2),
        Map.of(text, text),
        text,
        List.of(text),
        Map.of(text, text));
  }

  private static Batch points(int rows, int width, long seed) {
    Random random = new Random(seed);
    double[] v = random.doubles(rows * (long) width, -3.5, 3.5).toArray();
    return Batch.of("x", HostArray.of(v, rows, width));
  }
}
