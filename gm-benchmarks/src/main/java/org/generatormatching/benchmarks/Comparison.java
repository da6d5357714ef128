package org.generatormatching.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.generatormatching.runtime.bench.Benchmark;

/**
 * Times of two pieces of work, taken in turns: what disturbs the machine meets both.
 *
 * @param seconds median time of one call
 * @param floor median time of one call of the other work
 * @param ratio median over the pairs of the ratio of their times
 * @param low lower quartile of the ratio
 * @param high upper quartile of the ratio
 */
record Comparison(double seconds, double floor, double ratio, double low, double high) {
  private static final int WARM_UP = 3;

  /** Measures pairs of chunks; every second pair starts with the floor. */
  static Comparison of(Plan plan, Clock clock, Runnable work, Runnable other) {
    int a = calls(plan, clock, work);
    int b = calls(plan, clock, other);
    double[] times = new double[plan.pairs()];
    double[] floors = new double[plan.pairs()];
    for (int k = 0; k < plan.pairs(); k++) {
      if (k % 2 == 0) {
        times[k] = seconds(clock, work, a);
        floors[k] = seconds(clock, other, b);
      } else {
        floors[k] = seconds(clock, other, b);
        times[k] = seconds(clock, work, a);
      }
    }
    return of(times, floors);
  }

  /** From times that were taken in turns. */
  static Comparison of(double[] times, double[] floors) {
    double[] ratios = new double[times.length];
    for (int k = 0; k < ratios.length; k++) {
      ratios[k] = times[k] / floors[k];
    }
    return new Comparison(
        quantile(times, 0.5),
        quantile(floors, 0.5),
        quantile(ratios, 0.5),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  /** The number of calls that fills a chunk. */
  private static int calls(Plan plan, Clock clock, Runnable work) {
    seconds(clock, work, WARM_UP);
    int n = 1;
    for (double s = seconds(clock, work, n) * n;
        s < plan.seconds();
        s = seconds(clock, work, n) * n) {
      n = Math.max(n + 1, (int) (1.2 * n * plan.seconds() / Math.max(s, plan.seconds() / 100)));
    }
    return n;
  }

  /** Seconds per call. */
  private static double seconds(Clock clock, Runnable work, int n) {
    long start = clock.nanos();
    for (int i = 0; i < n; i++) {
      work.run();
    }
    return (clock.nanos() - start) / 1e9 / n;
  }

  /** A quantile by linear interpolation. */
  static double quantile(double[] values, double q) {
    double[] v = values.clone();
    Arrays.sort(v);
    double at = q * (v.length - 1);
    int i = (int) at;
    return i + 1 < v.length ? v[i] + (at - i) * (v[i + 1] - v[i]) : v[i];
  }

  /** As a figure in milliseconds. */
  Benchmark.Case milliseconds(String name) {
    return new Benchmark.Case(name, seconds * 1e3, "ms", floor * 1e3, ratio);
  }

  /** The spread in words. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.4f ms against %.4f ms, ratio %.3f, half of the pairs within %.3f to %.3f",
        seconds * 1e3,
        floor * 1e3,
        ratio,
        low,
        high);
  }
}
