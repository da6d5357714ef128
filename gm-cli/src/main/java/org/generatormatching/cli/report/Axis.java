package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.List;

/** An axis of a chart: where a value lies between 0 and 1, and which values are marked. */
record Axis(double low, double high, boolean log) {
  /** Beyond this ratio a linear axis hides the small values. */
  private static final double LOG_RATIO = 30;

  /** An axis over the finite values, logarithmic where they are positive and range widely. */
  static Axis over(double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (Double.isFinite(v)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
    if (low > high) {
      return new Axis(0, 1, false);
    }
    if (low > 0 && high / low > LOG_RATIO) {
      return new Axis(low / 1.1, high * 1.1, true);
    }
    double pad = high > low ? 0.05 * (high - low) : Math.max(Math.abs(high), 1e-300) * 0.5;
    return new Axis(low >= 0 && low < 0.4 * high ? 0 : low - pad, high + pad, false);
  }

  double position(double v) {
    return log
        ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (v - low) / (high - low);
  }

  /** At most about {@code count} round values. */
  List<Double> ticks(int count) {
    List<Double> decades = log ? decades(count) : List.of();
    return decades.size() >= 2 ? decades : linear(count);
  }

  private List<Double> decades(int count) {
    int first = (int) Math.ceil(Math.log10(low));
    int last = (int) Math.floor(Math.log10(high));
    int stride = Math.max(1, (last - first + count) / count);
    List<Double> out = new ArrayList<>();
    for (int e = first; e <= last; e += stride) {
      out.add(Math.pow(10, e));
    }
    return out;
  }

  private List<Double> linear(int count) {
    double raw = (high - low) / count;
    double unit = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / unit;
    double step = unit * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    List<Double> out = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (int i = 0; i <= 2 * count && (first + i) * step <= high + 1e-9 * step; i++) {
      out.add((first + i) * step);
    }
    return out;
  }
}
