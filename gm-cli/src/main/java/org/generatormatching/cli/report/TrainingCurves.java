package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The section with the loss, the learning rate and the gradient norm over the steps. */
final class TrainingCurves {
  /** More points than a screen has columns only make the file larger. */
  private static final int BUCKETS = 400;

  private static final int LONGEST_HALF = 50;

  private TrainingCurves() {}

  static String section(List<HistoryRow> history) {
    if (history.isEmpty()) {
      return Html.section(
          "training", "Training", Html.absent("No curves: this run has no training history."));
    }
    String body =
        "<div class=\"curves\">"
            + loss(history)
            + "<div class=\"stack\">"
            + small("Learning rate", history, HistoryRow::learningRate)
            + small("Gradient norm, before clipping", history, HistoryRow::gradientNorm)
            + "</div></div>"
            + others(history);
    return Html.section("training", "Training", body);
  }

  private static String loss(List<HistoryRow> history) {
    double[] ys = column(history, HistoryRow::loss);
    if (finite(ys) == 0) {
      return Html.figure("Loss", Html.absent("The history holds no finite loss."));
    }
    double[] xs = column(history, HistoryRow::step);
    int half = Math.min(LONGEST_HALF, ys.length / 40);
    double[] smooth = smooth(ys, half);
    Axis y = Axis.over(ys);
    Chart chart = new Chart("loss by step, logged and smoothed", 640, 330, steps(xs), y);
    curve(chart, "raw", xs, ys);
    curve(chart, "smooth", xs, smooth);
    long missing = ys.length - finite(ys);
    String legend =
        "<p class=\"legend\"><span class=\"key raw\">each logged step</span>"
            + "<span class=\"key a\">median of "
            + (2 * half + 1)
            + " rows around each"
            + "</span></p>";
    String gaps = missing == 0 ? "" : Html.note(missing + " rows without a finite loss are gaps.");
    return Html.figure("Loss by step" + (y.log() ? ", log axis" : ""), legend + chart.svg() + gaps);
  }

  /** A curve for every number that this kind of training measures beside the loss. */
  private static String others(List<HistoryRow> history) {
    Set<String> names = new LinkedHashSet<>();
    history.forEach(row -> names.addAll(row.others().keySet()));
    StringBuilder out = new StringBuilder();
    for (String name : names) {
      out.append(small(name, history, row -> row.others().getOrDefault(name, Double.NaN)));
    }
    return out.length() == 0 ? "" : "<div class=\"charts more\">" + out + "</div>";
  }

  private static String small(
      String title, List<HistoryRow> history, ToDoubleFunction<HistoryRow> value) {
    double[] ys = column(history, value);
    if (finite(ys) == 0) {
      return Html.figure(title, Html.absent("Not recorded by this run."));
    }
    double[] xs = column(history, HistoryRow::step);
    Axis y = Axis.over(ys);
    int half = Math.min(LONGEST_HALF, ys.length / 40);
    Chart chart = new Chart(title + " by step", 360, 150, steps(xs), y);
    curve(chart, "raw", xs, ys);
    curve(chart, "smooth thin", xs, smooth(ys, half));
    return Html.figure(title + (y.log() ? ", log axis" : ""), chart.svg());
  }

  private static Axis steps(double[] xs) {
    double low = xs[0];
    double last = xs[xs.length - 1];
    double high = last + (last - low) / Math.max(1, xs.length - 1);
    return new Axis(low < 0.1 * high ? 0 : low, high > low ? high : low + 1, false);
  }

  /** Keeps the extremes of every bucket, so that no spike disappears. */
  private static void curve(Chart chart, String style, double[] xs, double[] ys) {
    if (xs.length <= 2 * BUCKETS) {
      chart.line(style, xs, ys);
      return;
    }
    List<Integer> keep = new ArrayList<>();
    for (int b = 0; b < BUCKETS; b++) {
      int from = (int) ((long) b * xs.length / BUCKETS);
      int to = (int) ((long) (b + 1) * xs.length / BUCKETS);
      int least = from;
      int most = from;
      for (int i = from; i < to; i++) {
        least = ys[i] < ys[least] || Double.isNaN(ys[least]) ? i : least;
        most = ys[i] > ys[most] || Double.isNaN(ys[most]) ? i : most;
      }
      keep.add(Math.min(least, most));
      keep.add(Math.max(least, most));
    }
    int[] index = keep.stream().mapToInt(i -> i).distinct().toArray();
    chart.line(
        style,
        Arrays.stream(index).mapToDouble(i -> xs[i]).toArray(),
        Arrays.stream(index).mapToDouble(i -> ys[i]).toArray());
  }

  /** The median of a centred window: it lags behind no trend and follows no single spike. */
  static double[] smooth(double[] ys, int half) {
    double[] out = new double[ys.length];
    for (int i = 0; i < ys.length; i++) {
      int from = Math.max(0, i - half);
      int to = Math.min(ys.length, i + half + 1);
      double[] window = Arrays.stream(ys, from, to).filter(Double::isFinite).sorted().toArray();
      int n = window.length;
      out[i] = n == 0 ? Double.NaN : (window[(n - 1) / 2] + window[n / 2]) / 2;
    }
    return out;
  }

  private static double[] column(List<HistoryRow> rows, ToDoubleFunction<HistoryRow> value) {
    return rows.stream().mapToDouble(value).toArray();
  }

  private static long finite(double[] ys) {
    return Arrays.stream(ys).filter(Double::isFinite).count();
  }
}
