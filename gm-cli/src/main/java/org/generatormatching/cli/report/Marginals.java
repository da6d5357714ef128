package org.generatormatching.cli.report;

import java.util.Locale;
import org.generatormatching.api.Dataset.Layout;

/** The section that holds one-dimensional laws of the samples against those of the data. */
final class Marginals {
  private static final int BINS = 48;
  private static final String LEGEND =
      "<p class=\"legend\"><span class=\"key a\">samples</span>"
          + "<span class=\"key b\">held-out data</span></p>\n";

  private Marginals() {}

  static String section(ReportData data) {
    return Html.section("marginals", "Marginals against data", body(data));
  }

  private static String body(ReportData data) {
    if (data.layout() instanceof Layout.Columns) {
      return Html.absent("Points of this data set are columns; the table above compares them.");
    }
    double[] samples = Pictures.values(data.samples(), data.layout()).orElse(new double[0]);
    double[] reference = Pictures.values(data.reference(), data.layout()).orElse(new double[0]);
    if (samples.length == 0 || reference.length == 0) {
      return Html.absent("No marginals: samples or held-out data are absent.");
    }
    return data.layout() instanceof Layout.Image image
        ? images(image, samples, reference)
        : plane((Layout.Plane) data.layout(), samples, reference);
  }

  private static String plane(Layout.Plane plane, double[] samples, double[] reference) {
    StringBuilder out = new StringBuilder(LEGEND).append("<div class=\"two\">");
    for (int axis = 0; axis < 2; axis++) {
      double[] a = every(samples, axis);
      double[] b = every(reference, axis);
      Bars p = Bars.of(a, plane.low(), plane.high());
      Bars q = Bars.of(b, plane.low(), plane.high());
      String name = axis == 0 ? "x" : "y";
      out.append("<figure><figcaption>").append(name).append("</figcaption>");
      out.append(chart("histogram of " + name, p, q));
      out.append(
          Html.note(
              String.format(
                  Locale.ROOT,
                  "Total variation %.4f on %d bins; two samples of one law of these sizes give %.4f"
                      + " on average.",
                  p.distance(q),
                  BINS,
                  p.noise(q, a.length, b.length))));
      out.append("</figure>");
    }
    return out.append("</div>").toString();
  }

  private static double[] every(double[] xy, int axis) {
    double[] out = new double[xy.length / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = xy[2 * i + axis];
    }
    return out;
  }

  private static String images(Layout.Image image, double[] samples, double[] reference) {
    int area = image.height() * image.width();
    if (area > Sections.LARGEST_IMAGE) {
      return Html.absent("The images are too large for mean images in this file.");
    }
    double[][] a = moments(samples, area);
    double[][] b = moments(reference, area);
    double spread = Math.max(1e-300, Math.max(largest(a[1]), largest(b[1])));
    boolean dark = image.black() < image.white();
    double from = dark ? 0 : spread;
    double to = dark ? spread : 0;
    double low = Math.min(image.black(), image.white());
    double high = Math.max(image.black(), image.white());
    Bars p = Bars.of(samples, low, high + 1e-9 * (high - low));
    Bars q = Bars.of(reference, low, high + 1e-9 * (high - low));
    return "<div class=\"two\"><div class=\"moments\">"
        + moment("mean, samples", image, a[0], image.black(), image.white())
        + moment("mean, data", image, b[0], image.black(), image.white())
        + moment("deviation, samples", image, a[1], from, to)
        + moment("deviation, data", image, b[1], from, to)
        + "</div><figure><figcaption>Pixel values</figcaption>"
        + LEGEND
        + chart("histogram of pixel values", p, q)
        + Html.note(
            String.format(
                Locale.ROOT,
                "Total variation %.4f on %d bins; log axis. Data on a grid of values cannot be"
                    + " matched by continuous samples here; pixels of one image are dependent, so"
                    + " no floor is given. Both deviation images share one scale up to %s.",
                p.distance(q),
                BINS,
                Html.number(spread)))
        + "</figure></div>";
  }

  private static String moment(
      String title, Layout.Image image, double[] values, double black, double white) {
    return Html.figure(
        title,
        Html.image(Pictures.single(values, image.height(), image.width(), black, white), title));
  }

  private static double[][] moments(double[] values, int area) {
    int n = values.length / area;
    double[] mean = new double[area];
    double[] deviation = new double[area];
    for (int i = 0; i < values.length; i++) {
      mean[i % area] += values[i] / n;
    }
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - mean[i % area];
      deviation[i % area] += d * d / n;
    }
    for (int i = 0; i < area; i++) {
      deviation[i] = Math.sqrt(deviation[i]);
    }
    return new double[][] {mean, deviation};
  }

  private static double largest(double[] values) {
    double m = 0;
    for (double v : values) {
      m = Double.isFinite(v) ? Math.max(m, v) : m;
    }
    return m;
  }

  private static String chart(String description, Bars p, Bars q) {
    double top = Math.max(largest(p.fractions()), largest(q.fractions()));
    double least = Math.min(p.leastPositive(), q.leastPositive());
    boolean log = top / least > 1e3 || largest(q.fractions()) > 0.3;
    Axis y = log ? new Axis(least / 2, top * 1.3, true) : new Axis(0, top * 1.1, false);
    double[] edges = p.edges();
    Axis x = new Axis(edges[0], edges[edges.length - 1], false);
    return new Chart(description, 480, 240, x, y)
        .steps("data", edges, q.clipped(y.low()))
        .steps("fit", edges, p.clipped(y.low()))
        .svg();
  }

  /** Fractions of values in equal bins; what lies outside the window is in no bin. */
  private record Bars(double low, double high, double[] fractions, double outside) {
    static Bars of(double[] values, double low, double high) {
      double[] f = new double[BINS];
      double outside = 0;
      for (double v : values) {
        double u = (v - low) / (high - low);
        if (u >= 0 && u < 1) {
          f[(int) (u * BINS)] += 1.0 / values.length;
        } else {
          outside += 1.0 / values.length;
        }
      }
      return new Bars(low, high, f, outside);
    }

    /** Half the sum of differences; all that lies outside counts as one more bin. */
    double distance(Bars other) {
      double sum = Math.abs(outside - other.outside);
      for (int i = 0; i < BINS; i++) {
        sum += Math.abs(fractions[i] - other.fractions[i]);
      }
      return sum / 2;
    }

    /** The mean distance of two samples of one law: {@code E|N(0, s^2)| = s sqrt(2/pi)} per bin. */
    double noise(Bars other, int n, int m) {
      double sum = 0;
      for (int i = 0; i <= BINS; i++) {
        double a = i < BINS ? fractions[i] : outside;
        double b = i < BINS ? other.fractions[i] : other.outside;
        double p = Math.min(1, (n * a + m * b) / (n + m));
        sum += Math.sqrt(2 / Math.PI * p * (1 - p) * (1.0 / n + 1.0 / m));
      }
      return sum / 2;
    }

    double leastPositive() {
      double m = 1;
      for (double f : fractions) {
        m = f > 0 ? Math.min(m, f) : m;
      }
      return m;
    }

    double[] clipped(double least) {
      double[] out = fractions.clone();
      for (int i = 0; i < BINS; i++) {
        out[i] = Math.max(least, out[i]);
      }
      return out;
    }

    double[] edges() {
      double[] out = new double[BINS + 1];
      for (int i = 0; i <= BINS; i++) {
        out[i] = low + (high - low) * i / BINS;
      }
      return out;
    }
  }
}
