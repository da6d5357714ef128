package org.generatormatching.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** What must hold for a page as a browser shows it, on a wide and a narrow screen. */
public final class PageChecks {
  private static final int[] WIDTHS = {1280, 390};

  /** What lies outside the screen, or is cut off by what it lies in, as a list of texts. */
  private static final String CUT =
      """
      (() => {
        document.querySelectorAll('details').forEach(d => { d.open = true; });
        const bad = [];
        const width = document.documentElement.clientWidth;
        const page = document.documentElement.scrollWidth;
        if (page > window.innerWidth) bad.push('the page is ' + page + ' wide');
        for (const e of document.querySelectorAll('body *')) {
          const box = e.getBoundingClientRect();
          const name = e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + e.textContent.slice(0, 40);
          if (box.width === 0 || e.closest('.cloud *, .stacked thead')) continue;
          const scrolled = e.closest('.scroll, pre');
          if ((box.right > width + 0.5 || box.left < -0.5) && (!scrolled || scrolled === e)) {
            bad.push(name + ' from ' + box.left + ' to ' + box.right);
          }
          if (e instanceof HTMLElement && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1
              && (!e.matches('.scroll') || window.innerWidth > 1000)) {
            bad.push(name + ' holds ' + e.scrollWidth + ' in ' + e.clientWidth);
          }
        }
        return bad;
      })()
      """;

  private PageChecks() {}

  /** Shows a page in light and dark and looks whether anything is cut or said on the console. */
  public static void nothingIsCut(Browser browser, Path page, String name) throws Exception {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    for (int width : WIDTHS) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.show(page, width, dark);
        String which = name + "-" + width + (dark ? "-dark" : "");
        int height = Math.min(9000, browser.evaluate("document.body.scrollHeight").asInt());
        Files.write(pictures.resolve(which + ".png"), browser.picture(width, height));
        JsonNode cut = browser.evaluate(CUT);
        assertThat(cut.isArray()).isTrue();
        assertThat(cut).as(which).isEmpty();
        assertThat(browser.evaluate("document.images.length").asInt())
            .isEqualTo(
                browser
                    .evaluate("[...document.images].filter(i => i.naturalWidth > 0).length")
                    .asInt());
        assertThat(browser.console()).as(which).isEmpty();
      }
    }
  }
}
