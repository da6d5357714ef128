package org.generatormatching.cli.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.generatormatching.io.Png;

/** Text, numbers and tables as well-formed markup. */
final class Html {
  private Html() {}

  /** Text that is safe between tags and in quoted attributes; what XML forbids becomes U+FFFD. */
  static String text(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    raw.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
    }
  }

  private static boolean allowed(int c) {
    boolean control = c < 0x20 && c != '\n' && c != '\t' && c != '\r';
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
  }

  /** Three or four significant digits; a dash where there is no number. */
  static String number(double v) {
    if (Double.isNaN(v)) {
      return "–";
    }
    if (Double.isInfinite(v)) {
      return v > 0 ? "∞" : "−∞";
    }
    double a = Math.abs(v);
    if (a != 0 && (a < 1e-4 || a >= 1e7)) {
      return String.format(Locale.ROOT, "%.2e", v).replace("-", "−");
    }
    int first = a == 0 ? 0 : (int) Math.floor(Math.log10(a));
    int decimals = Math.max(0, (a < 1 ? 2 : 3) - first);
    String digits = String.format(Locale.ROOT, "%." + decimals + "f", v + 0.0);
    return (decimals == 0 ? digits : digits.replaceAll("\\.?0+$", "")).replace("-", "−");
  }

  /** An image of gray or RGB pixels inside the page. */
  static String image(Raster raster, String description) {
    String data = Base64.getEncoder().encodeToString(raster.png());
    return "<img alt=\""
        + text(description)
        + "\" width=\""
        + raster.width()
        + "\" height=\""
        + raster.height()
        + "\" src=\"data:image/png;base64,"
        + data
        + "\"/>";
  }

  /** A figure with its title above. */
  static String figure(String title, String body) {
    return "<figure><figcaption>" + text(title) + "</figcaption>" + body + "</figure>\n";
  }

  /** A section with a heading. */
  static String section(String id, String title, String body) {
    return "<section id=\"" + id + "\"><h2>" + text(title) + "</h2>\n" + body + "</section>\n";
  }

  /** A line that says why something is absent. */
  static String absent(String why) {
    return "<p class=\"absent\">" + text(why) + "</p>\n";
  }

  /** A remark in small print. */
  static String note(String remark) {
    return "<p class=\"note\">" + text(remark) + "</p>\n";
  }

  /** A table that scrolls in its own box where the screen is narrow; each row has a header. */
  static String table(String label, List<String> head, List<List<String>> rows) {
    return table("scroll", label, head, rows);
  }

  /** A table whose rows become lists of names and values where the screen is narrow. */
  static String stacked(String label, List<String> head, List<List<String>> rows) {
    return table("scroll stacked", label, head, rows);
  }

  private static String table(
      String style, String label, List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder("<div class=\"").append(style);
    out.append("\" role=\"region\" aria-label=\"").append(text(label));
    out.append("\" tabindex=\"0\"><table>");
    if (!head.isEmpty()) {
      out.append("<thead><tr>");
      head.forEach(h -> out.append("<th scope=\"col\">").append(text(h)).append("</th>"));
      out.append("</tr></thead>");
    }
    out.append("<tbody>");
    for (List<String> row : rows) {
      out.append("<tr><th scope=\"row\">").append(text(row.get(0))).append("</th>");
      for (int i = 1; i < row.size(); i++) {
        out.append("<td");
        if (i < head.size()) {
          out.append(" data-head=\"").append(text(head.get(i))).append('"');
        }
        out.append('>').append(text(row.get(i))).append("</td>");
      }
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  /** Pixels as {@link Png} takes them. */
  record Raster(int width, int height, byte[] pixels) {
    byte[] png() {
      return Png.encode(width, height, pixels);
    }
  }
}
