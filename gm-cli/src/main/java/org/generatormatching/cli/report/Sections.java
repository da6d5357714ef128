package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.cli.report.Pictures.Plane2d;

/** The sections that show points: samples beside data, and particles over time. */
final class Sections {
  /** Pixels of an image beyond which the page would grow past what mail and browsers like. */
  static final int LARGEST_IMAGE = 150_000;

  private static final int PICTURE = 520;
  private static final int SMALL_PICTURE = 208;
  private static final int MOST_COLUMNS = 40;
  private static final int MOST_PARTICLES = 1500;
  private static final double[] TIMES = {0, 0.25, 0.5, 0.75, 1};

  private Sections() {}

  static String pictures(ReportData data) {
    String body =
        data.layout() instanceof Layout.Columns
            ? columns(data.samples(), data.reference())
            : "<div class=\"two\">"
                + Html.figure("Samples", picture(data, data.samples(), "samples"))
                + Html.figure("Held-out data", picture(data, data.reference(), "held-out data"))
                + "</div>"
                + (data.layout() instanceof Layout.Plane
                    ? Html.note("Brightness is density, on one scale for both.")
                    : Html.note("The first points of each, not chosen."));
    return Html.section("samples", "Samples and data", body);
  }

  private static String picture(ReportData data, Batch points, String what) {
    Optional<double[]> values = Pictures.values(points, data.layout());
    if (values.isEmpty()) {
      return Html.absent("No picture: there are no " + what + " of the layout's shape.");
    }
    if (data.layout() instanceof Layout.Image image) {
      return images(values.get(), image, PICTURE, 10, what);
    }
    Layout.Plane plane = (Layout.Plane) data.layout();
    Optional<double[]> a = Pictures.values(data.samples(), plane);
    Optional<double[]> b = Pictures.values(data.reference(), plane);
    int bins = Pictures.bins(a.or(() -> b).orElseThrow().length / 2);
    double top =
        Math.max(
            a.map(v -> Plane2d.of(v, plane, bins).top()).orElse(0.0),
            b.map(v -> Plane2d.of(v, plane, bins).top()).orElse(0.0));
    Plane2d histogram = Plane2d.of(values.get(), plane, bins);
    return Html.image(histogram.raster(top, PICTURE), "histogram of the " + what)
        + Html.note(
            values.get().length / 2
                + " points on ["
                + Html.number(plane.low())
                + ", "
                + Html.number(plane.high())
                + "]², "
                + Html.number(100 * histogram.outside())
                + " % outside.");
  }

  private static String images(
      double[] values, Layout.Image image, int size, int most, String what) {
    int area = image.height() * image.width();
    if (area > LARGEST_IMAGE) {
      return Html.absent("The images are too large for this file; see the run's samples.");
    }
    int count = values.length / area;
    int side = (int) Math.sqrt(Math.min(LARGEST_IMAGE / area, most * most));
    int columns = Math.max(1, Math.min(side, (int) Math.ceil(Math.sqrt(count))));
    int rows = Math.min(columns, count / columns);
    int scale = Math.max(1, (size / columns - 2) / image.width());
    return Html.image(
        Pictures.grid(values, image, columns, rows, scale), rows * columns + " images: " + what);
  }

  private static String columns(Batch samples, Batch reference) {
    List<List<String>> rows = new ArrayList<>();
    int total = 0;
    for (String array : samples.arrays().keySet()) {
      int width = samples.size() == 0 ? 0 : samples.get(array).doubles().length / samples.size();
      total += width;
      for (int c = 0; c < width && rows.size() < MOST_COLUMNS; c++) {
        List<String> row = new ArrayList<>();
        row.add(width == 1 ? array : array + "[" + c + "]");
        row.addAll(summary(samples, array, c));
        row.addAll(summary(reference, array, c));
        rows.add(row);
      }
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
    String more = total > rows.size() ? " The first " + rows.size() + " of " + total + "." : "";
    return Html.table(head, rows)
        + Html.note(samples.size() + " samples, " + reference.size() + " held-out rows." + more);
  }

  private static List<String> summary(Batch batch, String array, int column) {
    if (batch.size() == 0 || !batch.arrays().containsKey(array)) {
      return List.of("–", "–", "–", "–", "–");
    }
    double[] all = batch.get(array).doubles();
    int n = batch.size();
    int width = all.length / n;
    if (column >= width) {
      return List.of("–", "–", "–", "–", "–");
    }
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = all[i * width + column];
    }
    Arrays.sort(v);
    double mean = Arrays.stream(v).average().orElse(Double.NaN);
    double variance = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum() / n;
    double median = (v[(n - 1) / 2] + v[n / 2]) / 2;
    return Arrays.stream(new double[] {mean, Math.sqrt(variance), v[0], median, v[n - 1]})
        .mapToObj(Html::number)
        .toList();
  }

  static String trajectory(ReportData data) {
    List<Snapshot> shown = new ArrayList<>();
    for (double t : data.trajectory().isEmpty() ? new double[0] : TIMES) {
      Snapshot nearest = data.trajectory().get(0);
      for (Snapshot s : data.trajectory()) {
        nearest = Math.abs(s.t() - t) < Math.abs(nearest.t() - t) ? s : nearest;
      }
      if (!shown.contains(nearest)) {
        shown.add(nearest);
      }
    }
    StringBuilder out = new StringBuilder();
    for (Snapshot s : shown) {
      Pictures.values(s.points(), data.layout())
          .ifPresent(v -> out.append(Html.figure("t = " + Html.number(s.t()), frame(v, data))));
    }
    String body =
        out.length() == 0
            ? Html.absent(
                data.layout() instanceof Layout.Columns
                    ? "No strip: points of this data set are columns, not pictures."
                    : "No strip: this run kept no snapshots of its particles.")
            : "<div class=\"strip\">"
                + out
                + "</div>"
                + Html.note("The same particles from the source, t = 0, to the data, t = 1.");
    return Html.section("time", "Particles over time", body);
  }

  private static String frame(double[] values, ReportData data) {
    if (data.layout() instanceof Layout.Image image) {
      return images(values, image, SMALL_PICTURE, 5, "particles");
    }
    Layout.Plane plane = (Layout.Plane) data.layout();
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < Math.min(values.length / 2, MOST_PARTICLES); i++) {
      double u = (values[2 * i] - plane.low()) / (plane.high() - plane.low());
      double v = (values[2 * i + 1] - plane.low()) / (plane.high() - plane.low());
      if (u >= 0 && u <= 1 && v >= 0 && v <= 1) {
        d.append('M').append(Chart.px(200 * u)).append(' ');
        d.append(Chart.px(200 - 200 * v)).append("h0");
      }
    }
    return "<svg class=\"cloud\" viewBox=\"0 0 200 200\" role=\"img\" aria-label=\"particles\">"
        + "<path d=\""
        + d
        + "\"/></svg>";
  }
}
