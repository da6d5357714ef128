package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.cli.report.Html.Raster;
import org.generatormatching.eval.metric.Balls.Near;

/** Gray images: grids, strips over time, mean images. */
record ImageView(Layout.Image image) implements View {
  /** Pixels of a picture beyond which the page would grow past what mail and browsers like. */
  private static final int LARGEST = 150_000;

  private static final int LARGEST_FRAME = 30_000;
  private static final int WIDTH = 640;
  private static final int FRAME_WIDTH = 260;
  private static final int FILE_WIDTH = 800;
  private static final String TOO_LARGE =
      "The images are too large for this file; see the run's samples.";

  @Override
  public String noun() {
    return image.height() + " × " + image.width() + " images";
  }

  private int area() {
    return image.height() * image.width();
  }

  private Optional<double[]> values(Batch batch) {
    return Pictures.values(batch, image.array(), area());
  }

  @Override
  public String opening(Batch samples, Batch reference) {
    return "<div class=\"two\">"
        + Html.figure("Samples", picture(samples, "samples"))
        + Html.figure("Held-out data", picture(reference, "held-out data"))
        + "</div>"
        + Html.note("The first of each, not chosen.");
  }

  private String picture(Batch points, String what) {
    return values(points)
        .map(v -> grid(v, WIDTH, 10, LARGEST, what))
        .orElseGet(() -> Html.absent("There are no " + what + " of the layout's shape."));
  }

  private String grid(double[] values, int width, int most, int largest, String what) {
    int count = values.length / area();
    int side = (int) Math.sqrt(Math.min(largest / area(), most * most));
    if (side == 0) {
      return Html.absent(TOO_LARGE);
    }
    int columns = Math.min(side, (int) Math.ceil(Math.sqrt(count)));
    int rows = Math.min(columns, count / columns);
    int scale = Math.max(1, (width / columns - 2) / image.width());
    return Html.image(
        Pictures.grid(values, image, columns, rows, scale), rows * columns + " images: " + what);
  }

  @Override
  public String particles(List<Snapshot> trajectory) {
    StringBuilder out = new StringBuilder();
    for (Snapshot s : trajectory) {
      values(s.points())
          .map(v -> grid(v, FRAME_WIDTH, 5, LARGEST_FRAME, "particles at t = " + s.time()))
          .ifPresent(picture -> out.append(s.frame(picture)));
    }
    return Snapshot.strip(out.toString());
  }

  @Override
  public String marginals(Batch samples, Batch reference) {
    Optional<double[]> a = values(samples);
    Optional<double[]> b = values(reference);
    if (a.isEmpty() || b.isEmpty()) {
      return Html.absent("No marginals: samples or held-out data are absent.");
    }
    if (area() > LARGEST) {
      return Html.absent(TOO_LARGE);
    }
    Moments p = Moments.of(a.get(), area());
    Moments q = Moments.of(b.get(), area());
    double spread = Math.max(1e-300, Math.max(p.most(), q.most()));
    boolean dark = image.black() < image.white();
    double from = dark ? 0 : spread;
    double to = dark ? spread : 0;
    return "<div class=\"two\"><div class=\"moments\">"
        + moment("mean, samples", p.mean, image.black(), image.white())
        + moment("mean, data", q.mean, image.black(), image.white())
        + moment("deviation, samples", p.deviation, from, to)
        + moment("deviation, data", q.deviation, from, to)
        + "</div>"
        + pixels(a.get(), b.get(), spread)
        + "</div>";
  }

  private String pixels(double[] samples, double[] data, double spread) {
    double low = Math.min(image.black(), image.white());
    double high = Math.max(image.black(), image.white());
    double end = high + 1e-9 * (high - low);
    Histogram p = Histogram.of(samples, low, end, Histogram.BINS);
    Histogram q = Histogram.of(data, low, end, Histogram.BINS);
    return Html.figure(
        "Pixel values",
        Histogram.LEGEND
            + Histogram.chart("histogram of pixel values, samples and held-out data", p, q)
            + Html.note(
                String.format(
                    Locale.ROOT,
                    "Total variation %.4f on %d bins; log axis. Data on a grid of values cannot be"
                        + " matched by continuous samples here; pixels of one image are dependent,"
                        + " so no floor is given. Both deviation images share one scale up to %s.",
                    p.distance(q),
                    Histogram.BINS,
                    Html.number(spread))));
  }

  private String moment(String title, double[] values, double black, double white) {
    return Html.figure(
        title,
        Html.image(Pictures.single(values, image.height(), image.width(), black, white), title));
  }

  @Override
  public String strays(Batch samples, Batch reference, Near near) {
    return "<div class=\"two strays\">"
        + strays(reference, near.covered(), "Held-out data with no sample near")
        + strays(samples, near.supported(), "Samples with no data near")
        + "</div>";
  }

  private String strays(Batch points, boolean[] near, String title) {
    double[] all = values(points).orElse(new double[0]);
    int n = area();
    List<Integer> far = new ArrayList<>();
    for (int i = 0; i < Math.min(near.length, all.length / n); i++) {
      if (!near[i]) {
        far.add(i);
      }
    }
    if (far.isEmpty()) {
      return Html.figure(title, Html.absent("None of " + near.length + "."));
    }
    double[] picked = new double[far.size() * n];
    for (int i = 0; i < far.size(); i++) {
      System.arraycopy(all, far.get(i) * n, picked, i * n, n);
    }
    return Html.figure(
        title + ": " + far.size() + " of " + near.length,
        grid(picked, WIDTH / 2, 6, LARGEST_FRAME, title));
  }

  @Override
  public Map<String, byte[]> files(ReportData data) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    values(data.samples()).ifPresent(v -> files.put("samples.png", file(v).png()));
    values(data.reference()).ifPresent(v -> files.put("data.png", file(v).png()));
    List<Raster> frames = new ArrayList<>();
    for (Snapshot s : data.trajectory()) {
      values(s.points()).ifPresent(v -> frames.add(frame(v)));
    }
    Pictures.row(frames).ifPresent(r -> files.put("particles.png", r.png()));
    return files;
  }

  private Raster file(double[] values) {
    int count = values.length / area();
    int columns = Math.max(4, Math.min(16, FILE_WIDTH / (2 * image.width() + 2)));
    columns = Math.min(columns, count);
    int scale = Math.max(1, (FILE_WIDTH / columns - 2) / image.width());
    return Pictures.grid(
        values, image, columns, Math.min((columns + 1) / 2, count / columns), scale);
  }

  private Raster frame(double[] values) {
    int side = (int) Math.max(1, Math.min(5, Math.sqrt((double) values.length / area())));
    return Pictures.grid(
        values, image, side, side, Math.max(1, FRAME_WIDTH / (side * (image.width() + 2))));
  }

  /** Mean and standard deviation of every pixel. */
  private record Moments(double[] mean, double[] deviation) {
    static Moments of(double[] values, int area) {
      int n = values.length / area;
      double[] mean = new double[area];
      double[] square = new double[area];
      for (int i = 0; i < values.length; i++) {
        mean[i % area] += values[i] / n;
      }
      for (int i = 0; i < values.length; i++) {
        double d = values[i] - mean[i % area];
        square[i % area] += d * d / n;
      }
      for (int i = 0; i < area; i++) {
        square[i] = Math.sqrt(square[i]);
      }
      return new Moments(mean, square);
    }

    double most() {
      double m = 0;
      for (double v : deviation) {
        m = Double.isFinite(v) ? Math.max(m, v) : m;
      }
      return m;
    }
  }
}
