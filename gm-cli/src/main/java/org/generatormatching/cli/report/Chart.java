package org.generatormatching.cli.report;

import java.util.Locale;

/** A chart as SVG: axes, then curves and steps in the order in which they are added. */
final class Chart {
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 10;
  private static final double BOTTOM = 32;

  private final double width;
  private final double height;
  private final Axis x;
  private final Axis y;
  private final StringBuilder out = new StringBuilder();

  Chart(String description, int width, int height, Axis x, Axis y) {
    this.width = width;
    this.height = height;
    this.x = x;
    this.y = y;
    out.append("<svg class=\"chart ")
        .append(width > 500 ? "wide" : width > 400 ? "middle" : "small");
    out.append("\" viewBox=\"0 0 ").append(width).append(' ').append(height);
    out.append("\" role=\"img\" aria-label=\"").append(Html.text(description)).append("\">");
    grid();
  }

  private void grid() {
    for (double v : y.ticks(4)) {
      double py = down(v);
      out.append("<path class=\"grid\" d=\"M").append(px(LEFT)).append(' ').append(px(py));
      out.append('H').append(px(width - RIGHT)).append("\"/>");
      label(LEFT - 8, py + 4, "end", v);
    }
    for (double v : x.ticks(5)) {
      label(across(v), height - 10, "middle", v);
    }
    out.append("<path class=\"axis\" d=\"M").append(px(LEFT)).append(' ');
    out.append(px(height - BOTTOM)).append('H').append(px(width - RIGHT)).append("\"/>");
  }

  private void label(double px, double py, String anchor, double v) {
    out.append("<text x=\"").append(px(px)).append("\" y=\"").append(px(py));
    out.append("\" text-anchor=\"").append(anchor).append("\">");
    out.append(Html.text(tick(v))).append("</text>");
  }

  /** A curve through the points; a value that cannot be drawn breaks it. */
  Chart line(String style, double[] xs, double[] ys) {
    StringBuilder d = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < xs.length; i++) {
      boolean shown = Double.isFinite(ys[i]) && (!y.log() || ys[i] > 0);
      if (shown) {
        d.append(drawing ? 'L' : 'M').append(px(across(xs[i]))).append(' ').append(px(down(ys[i])));
      }
      drawing = shown;
    }
    return path(style, d);
  }

  /** Dots at the points that can be drawn. */
  Chart dots(String style, double[] xs, double[] ys) {
    for (int i = 0; i < xs.length; i++) {
      if (Double.isFinite(ys[i]) && (!y.log() || ys[i] > 0)) {
        out.append("<circle class=\"").append(style).append("\" r=\"2.5\" cx=\"");
        out.append(px(across(xs[i]))).append("\" cy=\"").append(px(down(ys[i]))).append("\"/>");
      }
    }
    return this;
  }

  /** The outline of a histogram with {@code edges.length - 1} bins. */
  Chart steps(String style, double[] edges, double[] heights) {
    StringBuilder d = new StringBuilder("M");
    d.append(px(across(edges[0]))).append(' ').append(px(down(y.low())));
    for (int i = 0; i < heights.length; i++) {
      d.append('V').append(px(down(heights[i]))).append('H').append(px(across(edges[i + 1])));
    }
    return path(style, d.append('V').append(px(down(y.low()))));
  }

  /** The area between two curves. */
  Chart band(String style, double[] xs, double[] low, double[] high) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      d.append(i == 0 ? 'M' : 'L').append(px(across(xs[i]))).append(' ').append(px(down(high[i])));
    }
    for (int i = xs.length - 1; i >= 0; i--) {
      d.append('L').append(px(across(xs[i]))).append(' ').append(px(down(low[i])));
    }
    return path(style, d.append('Z'));
  }

  private Chart path(String style, StringBuilder d) {
    out.append("<path class=\"").append(style).append("\" d=\"").append(d).append("\"/>");
    return this;
  }

  /** The finished element. */
  String svg() {
    return out + "</svg>";
  }

  private double across(double v) {
    return LEFT + x.position(v) * (width - LEFT - RIGHT);
  }

  private double down(double v) {
    return height - BOTTOM - y.position(v) * (height - TOP - BOTTOM);
  }

  static String px(double v) {
    double r = Math.rint(v * 10) / 10;
    return r == Math.rint(r) ? Long.toString((long) r) : String.format(Locale.ROOT, "%.1f", r);
  }

  private static String tick(double v) {
    double a = Math.abs(v);
    if (a == 0) {
      return "0";
    }
    if (a >= 1e4 && a < 1e7 && v == Math.rint(v)) {
      return trim(v / 1000) + "k";
    }
    if (a < 1e-3 || a >= 1e4) {
      int e = (int) Math.floor(Math.log10(a) + 1e-9);
      return trim(v / Math.pow(10, e)) + "e" + e;
    }
    return trim(v);
  }

  private static String trim(double v) {
    String s = String.format(Locale.ROOT, "%.4f", v);
    return s.replaceAll("\\.?0+$", "").replace("-", "−");
  }
}
