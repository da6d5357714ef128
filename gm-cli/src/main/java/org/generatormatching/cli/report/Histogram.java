package org.generatormatching.cli.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Fractions of values in equal bins; what lies outside the window is in no bin.
 *
 * @param low lower end of the window
 * @param high upper end of the window
 * @param fractions of all values, by bin
 * @param outside fraction of the values outside the window
 * @param values how many there were
 */
record Histogram(double low, double high, double[] fractions, double outside, int values) {
  /** The usual number of bins. */
  static final int BINS = 48;

  static final String LEGEND =
      "<p class=\"legend\"><span class=\"key a\">samples</span>"
          + "<span class=\"key b\">held-out data</span></p>\n";

  static Histogram of(double[] values, double low, double high, int bins) {
    double[] f = new double[bins];
    double outside = 0;
    for (double v : values) {
      double u = (v - low) / (high - low);
      if (u >= 0 && u < 1) {
        f[(int) (u * bins)] += 1.0 / values.length;
      } else {
        outside += 1.0 / values.length;
      }
    }
    return new Histogram(low, high, f, outside, values.length);
  }

  /** Half the sum of differences; all that lies outside counts as one more bin. */
  double distance(Histogram other) {
    double sum = Math.abs(outside - other.outside);
    for (int i = 0; i < fractions.length; i++) {
      sum += Math.abs(fractions[i] - other.fractions[i]);
    }
    return sum / 2;
  }

  /** The mean distance of two samples of one law: {@code E|N(0, s^2)| = s sqrt(2/pi)} per bin. */
  double noise(Histogram other) {
    int n = values;
    int m = other.values;
    double sum = 0;
    for (int i = 0; i <= fractions.length; i++) {
      double a = i < fractions.length ? fractions[i] : outside;
      double b = i < fractions.length ? other.fractions[i] : other.outside;
      double p = Math.min(1, (n * a + m * b) / (n + m));
      sum += Math.sqrt(2 / Math.PI * p * (1 - p) * (1.0 / n + 1.0 / m));
    }
    return sum / 2;
  }

  /** The histograms of samples and data on one pair of axes. */
  static String chart(String description, Histogram samples, Histogram data) {
    double top = Math.max(samples.top(), data.top());
    double least = Math.min(samples.leastPositive(), data.leastPositive());
    boolean log = top / least > 1e3 || data.top() > 0.3 && samples.fractions.length == BINS;
    Axis y = log ? new Axis(least / 2, top * 1.3, true) : new Axis(0, top * 1.1, false);
    double[] edges = samples.edges();
    Axis x = new Axis(samples.low, samples.high, false);
    return new Chart(description, 480, 240, x, y)
        .steps("data", edges, data.clipped(y.low()))
        .steps("fit", edges, samples.clipped(y.low()))
        .svg();
  }

  /** A chart with its legend and the distance of the two beside what chance gives. */
  static String figure(String name, Histogram samples, Histogram data) {
    return Html.figure(
        name,
        chart("histogram of " + name + ", samples and held-out data", samples, data)
            + Html.note(
                String.format(
                    Locale.ROOT,
                    "Total variation %.4f on %d bins; two samples of one law of these sizes give"
                        + " %.4f on average.",
                    samples.distance(data),
                    samples.fractions.length,
                    samples.noise(data))));
  }

  private double top() {
    return Arrays.stream(fractions).max().orElse(0);
  }

  private double leastPositive() {
    return Arrays.stream(fractions).filter(f -> f > 0).min().orElse(1);
  }

  private double[] clipped(double least) {
    return Arrays.stream(fractions).map(f -> Math.max(least, f)).toArray();
  }

  private double[] edges() {
    double[] out = new double[fractions.length + 1];
    for (int i = 0; i < out.length; i++) {
      out[i] = low + (high - low) * i / fractions.length;
    }
    return out;
  }
}
