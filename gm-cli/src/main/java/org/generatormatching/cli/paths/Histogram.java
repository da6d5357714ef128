package org.generatormatching.cli.paths;

import java.util.Arrays;

/**
 * The shares of equal bins from about the smallest to the largest exact value of each coordinate,
 * and of all that is outside, which is the last share.
 */
record Histogram(int across, double[] low, double[] high, double[] shares) {
  /** Odd, so that round data points lie inside a bin and not on an edge. */
  private static final int ON_A_LINE = 41;

  private static final int ON_A_SIDE = 16;

  /**
   * Of the window, or of 1 where it is narrower: what lies on a wall, which exact draws only come
   * near, is inside, and so is what comes near a constant.
   */
  private static final double MARGIN = 1e-3;

  /** Of exact values, row by row. */
  static Histogram of(double[] exact, int coordinates) {
    double[] low = new double[coordinates];
    double[] high = new double[coordinates];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < exact.length; i++) {
      int c = i % coordinates;
      low[c] = Math.min(low[c], exact[i]);
      high[c] = Math.max(high[c], exact[i]);
    }
    for (int c = 0; c < coordinates; c++) {
      double margin = MARGIN * Math.max(1, high[c] - low[c]);
      low[c] -= margin;
      high[c] += margin;
    }
    int across = coordinates == 1 ? ON_A_LINE : ON_A_SIDE;
    Histogram empty = new Histogram(across, low, high, new double[0]);
    return new Histogram(across, low, high, empty.shares(exact));
  }

  private double[] shares(double[] x) {
    int coordinates = low.length;
    double[] h = new double[(int) Math.pow(across, coordinates) + 1];
    int n = x.length / coordinates;
    for (int i = 0; i < n; i++) {
      int bin = 0;
      for (int c = 0; c < coordinates && bin >= 0; c++) {
        double v = x[i * coordinates + c];
        boolean inside = v >= low[c] && v <= high[c];
        int place = (int) Math.min(across - 1, (v - low[c]) / (high[c] - low[c]) * across);
        bin = inside ? bin * across + place : -1;
      }
      h[bin < 0 ? h.length - 1 : bin] += 1.0 / n;
    }
    return h;
  }

  /** The total variation of values from the exact ones. */
  double variation(double[] x) {
    double[] p = shares(x);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs(p[i] - shares[i]);
    }
    return sum / 2;
  }
}
