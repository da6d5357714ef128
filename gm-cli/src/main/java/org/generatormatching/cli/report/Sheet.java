package org.generatormatching.cli.report;

/** An SVG file that stands alone, in light and dark. */
final class Sheet {
  private final StringBuilder out = new StringBuilder();

  /**
   * An empty page.
   *
   * @param light style rules
   * @param dark those that differ where the screen is dark
   */
  Sheet(String title, int width, int height, String light, String dark) {
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    out.append(width).append(' ').append(height).append("\" width=\"").append(width);
    out.append("\" height=\"").append(height).append("\" role=\"img\">");
    out.append("<title>").append(Html.text(title)).append("</title><style>");
    out.append(".page{fill:#fff}text{font:12px system-ui,sans-serif;fill:#556172}");
    out.append(".title{font-size:13px;fill:#1a2230}path{fill:none}.grid{stroke:#dfe3e8}");
    out.append(".axis{stroke:#556172}").append(light);
    out.append("@media(prefers-color-scheme:dark){.page{fill:#18202a}text{fill:#a3aebd}");
    out.append(".title{fill:#e6eaf0}.grid{stroke:#2c3746}.axis{stroke:#a3aebd}");
    out.append(dark).append("}</style>");
    out.append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>");
  }

  /** Elements as they are. */
  Sheet add(CharSequence elements) {
    out.append(elements);
    return this;
  }

  /** A line of text. */
  Sheet text(String style, int x, int y, String text) {
    out.append("<text class=\"").append(style).append("\" x=\"").append(x);
    out.append("\" y=\"").append(y).append("\">").append(Html.text(text)).append("</text>");
    return this;
  }

  /** A chart with a title above. */
  Sheet chart(String title, int x, int y, int width, int height, Chart chart) {
    text("title", x + 20, y - 6, title);
    String size = "x=\"" + x + "\" y=\"" + y + "\" width=\"" + width + "\" height=\"" + height;
    out.append(chart.svg().replaceFirst("<svg ", "<svg " + size + "\" "));
    return this;
  }

  /** The file. */
  String svg() {
    return out + "</svg>\n";
  }
}
