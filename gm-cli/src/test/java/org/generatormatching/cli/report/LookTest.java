package org.generatormatching.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real browser, where there is one: GM_CHROMIUM names it, or it is on the path. The
 * pictures stay in target/screenshots.
 */
class LookTest {
  @TempDir static Path temp;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    Assumptions.assumeTrue(Browser.installed().isPresent(), "no Chromium here");
    browser = Browser.open(Browser.installed().get(), temp.resolve("profile"));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void nothingIsCutOnAnyScreen() throws Exception {
    List<ReportData> all =
        List.of(
            Reports.plane("plane"),
            Reports.image("image"),
            Reports.columns("columns"),
            Reports.tokens("tokens of a run with-a-very-long-name-that-has-no-place-to-break-it"));
    for (ReportData data : all) {
      String name = data.name().substring(0, 5);
      PageChecks.nothingIsCut(browser, write(name, ReportPage.html(data)), name);
    }
  }

  @Test
  void whatIsTooWideOrFailsIsSeen() throws Exception {
    String page = ReportPage.html(Reports.plane("wide"));
    Path wide =
        write(
            "wide",
            page.replace("<main>", "<main><div class=\"w\">x</div>")
                .replace("<style>", "<style>.w{width:1300px}"));
    assertThatThrownBy(() -> PageChecks.nothingIsCut(browser, wide, "wide"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the page is");
    Path broken = write("broken", page.replace("'use strict';", "'use strict'; "));
    assertThatThrownBy(() -> PageChecks.nothingIsCut(browser, broken, "broken"))
        .as("a script that is not the page's own is refused, and said so on the console")
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Content Security Policy");
  }

  @Test
  void particlesMoveWithTheSlider() throws Exception {
    browser.show(write("film", ReportPage.html(Reports.plane("film"))), 1280, false);
    String at = "document.querySelector('.stage path').getAttribute('d').length";
    assertThat(browser.evaluate(at).asInt()).isGreaterThan(1000);
    browser.evaluate(
        "(() => { const s = document.querySelector('.controls input'); s.value = 0.3;"
            + " s.dispatchEvent(new Event('input')); })()");
    assertThat(browser.evaluate("document.querySelector('output').value").asString())
        .isEqualTo("t = 0.30");
    browser.evaluate("document.querySelector('.controls button').click()");
    assertThat(
            browser.evaluate("document.querySelector('.controls button').textContent").asString())
        .isEqualTo("Stop");
    assertThat(browser.console()).isEmpty();
  }

  private static Path write(String name, String page) throws Exception {
    return Files.writeString(temp.resolve(name + ".html"), page);
  }
}
