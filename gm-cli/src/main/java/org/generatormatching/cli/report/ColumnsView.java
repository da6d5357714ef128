package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.eval.metric.Balls.Near;

/** Columns of numbers or tokens: pairs, marginals, quantiles or shares over time. */
record ColumnsView() implements View {
  private static final int MOST_PAIRED = 5;
  private static final int MOST_CHARTS = 8;
  private static final int MOST_ROWS = 40;
  private static final int MOST_DOTS = 500;
  private static final int SIDE = 100;
  private static final int FEW_BINS = 24;
  private static final double[] BANDS = {0.05, 0.25, 0.5, 0.75, 0.95};

  @Override
  public String noun() {
    return "rows of columns";
  }

  @Override
  public String opening(Batch samples, Batch reference) {
    List<Column> a = Column.of(samples, MOST_PAIRED);
    List<Column> b = Column.of(reference, MOST_PAIRED);
    int k = Math.min(a.size(), b.size());
    if (k == 0) {
      return Html.absent("No picture: samples or held-out data are absent.");
    }
    StringBuilder out = new StringBuilder(Histogram.LEGEND);
    out.append("<div class=\"pairs of").append(k).append("\">");
    for (int row = 0; row < k; row++) {
      for (int column = 0; column < k; column++) {
        out.append(
            row == column
                ? diagonal(a.get(row), b.get(row))
                : pair(a.get(column), a.get(row), b.get(column), b.get(row)));
      }
    }
    int all = Column.of(samples, Integer.MAX_VALUE).size();
    String first = k < all ? "The first " + k + " of " + all + " columns. " : "";
    return out.append("</div>")
        .append(
            Html.note(
                first
                    + "Each panel shows the middle 99 % of the data; on the diagonal, histograms."))
        .toString();
  }

  private static String diagonal(Column a, Column b) {
    Window w = Window.of(b, a);
    int bins = w.whole ? w.bins : Math.min(FEW_BINS, w.bins);
    Histogram p = Histogram.of(a.values, w.low, w.high, bins);
    Histogram q = Histogram.of(b.values, w.low, w.high, bins);
    double top =
        Math.max(
            Arrays.stream(p.fractions()).max().orElse(0),
            Arrays.stream(q.fractions()).max().orElse(0));
    return "<figure class=\"cell\"><figcaption>"
        + Html.text(a.name)
        + "</figcaption>"
        + panel("histograms of " + a.name, steps("area", q, top) + steps("edge", p, top))
        + "</figure>";
  }

  private static String steps(String style, Histogram h, double top) {
    StringBuilder d = new StringBuilder("M0 ").append(SIDE);
    int n = h.fractions().length;
    for (int i = 0; i < n; i++) {
      double y = SIDE * (1 - 0.92 * h.fractions()[i] / Math.max(top, Double.MIN_NORMAL));
      d.append('V').append(Chart.px(y)).append('H').append(Chart.px(SIDE * (i + 1.0) / n));
    }
    return "<path class=\"" + style + "\" d=\"" + d.append('V').append(SIDE) + "\"/>";
  }

  private static String pair(Column ax, Column ay, Column bx, Column by) {
    Window wx = Window.of(bx, ax);
    Window wy = Window.of(by, ay);
    return "<figure class=\"cell\">"
        + panel(
            ax.name + " against " + ay.name,
            dots("other", bx, by, wx, wy) + dots("all", ax, ay, wx, wy))
        + "</figure>";
  }

  private static String panel(String description, String body) {
    return "<svg class=\"cloud\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\""
        + Html.text(description)
        + "\">"
        + body
        + "</svg>";
  }

  private static String dots(String style, Column x, Column y, Window wx, Window wy) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < Math.min(MOST_DOTS, x.values.length); i++) {
      double u = wx.place(x.values[i], i, 0);
      double v = wy.place(y.values[i], i, 1);
      if (u >= 0 && u <= 1 && v >= 0 && v <= 1) {
        d.append('M').append(Chart.px(SIDE * u)).append(' ');
        d.append(Chart.px(SIDE * (1 - v))).append("h0");
      }
    }
    return "<path class=\"" + style + "\" d=\"" + d + "\"/>";
  }

  @Override
  public String particles(List<Snapshot> trajectory) {
    if (trajectory.size() < 2) {
      return "";
    }
    double[] times = trajectory.stream().mapToDouble(Snapshot::t).toArray();
    List<List<Column>> all =
        trajectory.stream().map(s -> Column.of(s.points(), MOST_CHARTS)).toList();
    StringBuilder out = new StringBuilder();
    for (int c = 0; c < all.get(0).size(); c++) {
      int column = c;
      List<Column> over = all.stream().map(columns -> columns.get(column)).toList();
      out.append(
          Html.figure(
              over.get(0).name, over.get(0).whole ? shares(over, times) : fan(over, times)));
    }
    return "<div class=\"charts\">"
        + out
        + "</div>"
        + Html.note(
            "By time: the median with the middle 50 % and 90 % of the particles; of whole numbers,"
                + " how often each occurs.");
  }

  private static String fan(List<Column> over, double[] times) {
    double[][] q = new double[BANDS.length][times.length];
    for (int i = 0; i < times.length; i++) {
      double[] sorted = over.get(i).values.clone();
      Arrays.sort(sorted);
      for (int b = 0; b < BANDS.length; b++) {
        q[b][i] = sorted.length == 0 ? Double.NaN : sorted[(int) (BANDS[b] * (sorted.length - 1))];
      }
    }
    double[] ends = new double[2 * times.length];
    System.arraycopy(q[0], 0, ends, 0, times.length);
    System.arraycopy(q[BANDS.length - 1], 0, ends, times.length, times.length);
    double low = Arrays.stream(ends).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(ends).filter(Double::isFinite).max().orElse(1);
    double pad = high > low ? 0.05 * (high - low) : 1;
    Axis y = new Axis(low - pad, high + pad, false);
    return new Chart(
            "quantiles of " + over.get(0).name + " by time", 480, 240, new Axis(0, 1, false), y)
        .band("band", times, q[0], q[4])
        .band("band", times, q[1], q[3])
        .line("smooth", times, q[2])
        .svg();
  }

  /** Rows are values, columns are times, the darker the more often. */
  private static String shares(List<Column> over, double[] times) {
    Window w = Window.of(over.get(over.size() - 1), over.get(0));
    StringBuilder out = new StringBuilder();
    double width = 100.0 / times.length;
    double height = 60.0 / w.bins;
    for (int i = 0; i < times.length; i++) {
      double[] f = Histogram.of(over.get(i).values, w.low, w.high, w.bins).fractions();
      double top = Arrays.stream(f).max().orElse(1);
      for (int b = 0; b < w.bins; b++) {
        out.append("<rect class=\"heat\" x=\"").append(Chart.px(i * width));
        out.append("\" y=\"").append(Chart.px(60 - (b + 1) * height));
        out.append("\" width=\"").append(Chart.px(width)).append("\" height=\"");
        out.append(Chart.px(height)).append("\" fill-opacity=\"");
        out.append(String.format(Locale.ROOT, "%.2f", top > 0 ? f[b] / top : 0));
        out.append("\"/>");
      }
    }
    String name = over.get(0).name;
    return "<svg class=\"cloud\" viewBox=\"0 0 100 60\" role=\"img\" aria-label=\"shares of the"
        + " values of "
        + Html.text(name)
        + " by time\">"
        + out
        + "</svg>"
        + Html.note(
            "Values "
                + Html.number(w.low)
                + " to "
                + Html.number(w.high)
                + " upwards, t from 0 to 1.");
  }

  @Override
  public String marginals(Batch samples, Batch reference) {
    List<Column> a = Column.of(samples, MOST_CHARTS);
    List<Column> b = Column.of(reference, MOST_CHARTS);
    int k = Math.min(a.size(), b.size());
    StringBuilder out = new StringBuilder();
    if (k > 0) {
      out.append(Histogram.LEGEND).append("<div class=\"charts\">");
      for (int c = 0; c < k; c++) {
        Window w = Window.of(b.get(c), a.get(c));
        out.append(
            Histogram.figure(
                a.get(c).name,
                Histogram.of(a.get(c).values, w.low, w.high, w.bins),
                Histogram.of(b.get(c).values, w.low, w.high, w.bins)));
      }
      out.append("</div>");
    }
    return out + table(samples, reference);
  }

  private static String table(Batch samples, Batch reference) {
    List<Column> a = Column.of(samples, MOST_ROWS);
    List<Column> b = Column.of(reference, MOST_ROWS);
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < a.size(); c++) {
      List<String> row = new ArrayList<>();
      row.add(a.get(c).name);
      row.addAll(a.get(c).summary());
      row.addAll(c < b.size() ? b.get(c).summary() : List.of("–", "–", "–", "–", "–"));
      rows.add(row);
    }
    if (rows.isEmpty()) {
      return Html.absent("No summary: there are no samples.");
    }
    List<String> head = new ArrayList<>(List.of("column"));
    for (String of : List.of("samples", "data")) {
      for (String s : List.of("mean", "deviation", "least", "median", "largest")) {
        head.add(of + " " + s);
      }
    }
    int all = Column.of(samples, Integer.MAX_VALUE).size();
    String more = all > rows.size() ? " The first " + rows.size() + " of " + all + "." : "";
    return Html.table("summary of the columns", head, rows)
        + Html.note(samples.size() + " samples, " + reference.size() + " held-out rows." + more);
  }

  @Override
  public String strays(Batch samples, Batch reference, Near near) {
    return "";
  }

  @Override
  public Map<String, byte[]> files(ReportData data) {
    return Map.of();
  }

  /** One column of a batch. */
  private record Column(String name, double[] values, boolean whole) {
    static List<Column> of(Batch batch, int most) {
      List<Column> out = new ArrayList<>();
      int n = batch.size();
      for (String array : n == 0 ? List.<String>of() : List.copyOf(batch.arrays().keySet())) {
        double[] all = batch.get(array).doubles();
        boolean whole = !batch.get(array).dtype().floating();
        int width = all.length / n;
        for (int c = 0; c < width && out.size() < most; c++) {
          double[] v = new double[n];
          for (int i = 0; i < n; i++) {
            v[i] = all[i * width + c];
          }
          out.add(new Column(width == 1 ? array : array + "[" + c + "]", v, whole));
        }
      }
      return out;
    }

    List<String> summary() {
      double[] v = values.clone();
      Arrays.sort(v);
      int n = v.length;
      double mean = Arrays.stream(v).average().orElse(Double.NaN);
      double variance = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / n;
      double median = (v[(n - 1) / 2] + v[n / 2]) / 2;
      return Arrays.stream(new double[] {mean, Math.sqrt(variance), v[0], median, v[n - 1]})
          .mapToObj(Html::number)
          .toList();
    }
  }

  /** Where the values of a column are drawn; every whole number has a bin of its own. */
  private record Window(double low, double high, int bins, boolean whole) {
    private static final int MOST_VALUES = 64;
    private static final double LEFT_OUT = 0.005;

    static Window of(Column data, Column samples) {
      double[] v = data.values.clone();
      Arrays.sort(v);
      if (data.whole) {
        double low = Math.min(v[0], Arrays.stream(samples.values).min().orElse(v[0]));
        double high = Math.max(v[v.length - 1], Arrays.stream(samples.values).max().orElse(low));
        int values = (int) Math.min(Integer.MAX_VALUE, high - low + 1);
        return new Window(low - 0.5, high + 0.5, Math.min(MOST_VALUES, values), true);
      }
      double low = v[(int) (LEFT_OUT * (v.length - 1))];
      double high = v[(int) Math.ceil((1 - LEFT_OUT) * (v.length - 1))];
      double pad = high > low ? 0.08 * (high - low) : 0.5;
      return new Window(low - pad, high + pad, Histogram.BINS, false);
    }

    /** Between 0 and 1; whole numbers are spread inside their bin, the same way every time. */
    double place(double v, int i, int axis) {
      double spread = whole ? ((i * (axis == 0 ? 37 : 61)) % 101 / 100.0 - 0.5) * 0.7 : 0;
      return (v + spread - low) / (high - low);
    }
  }
}
