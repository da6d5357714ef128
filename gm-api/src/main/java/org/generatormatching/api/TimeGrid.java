package org.generatormatching.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * The times of a simulation in [0, 1]: ascending from noise towards data, or descending, which
 * steppers of flows alone can follow.
 *
 * @param times at least two, strictly in one direction
 */
public record TimeGrid(List<Double> times) {
  private static final int MOST_STEPS = 1_000_000;

  /** Checks order and range. */
  public TimeGrid {
    times = List.copyOf(times);
    boolean ok = times.size() >= 2 && times.stream().allMatch(t -> t >= 0 && t <= 1);
    for (int i = 1; ok && i < times.size(); i++) {
      double step = times.get(i) - times.get(i - 1);
      ok = times.get(0) < times.get(1) ? step > 0 : step < 0;
    }
    if (!ok) {
      throw Problem.of(GmError.CONFIG, "a time grid must go one way inside [0, 1]")
          .found(times)
          .exception();
    }
  }

  /** Whether it goes from data towards noise. */
  public boolean descends() {
    return at(1) < at(0);
  }

  /** The same times in the other direction. */
  public TimeGrid reversed() {
    List<Double> r = new ArrayList<>(times);
    Collections.reverse(r);
    return new TimeGrid(r);
  }

  /** n equal steps from 0 to 1. */
  public static TimeGrid uniform(int n) {
    return uniform(0, 1, n);
  }

  /** n equal steps. */
  public static TimeGrid uniform(double from, double to, int n) {
    checkSteps(n);
    Double[] t = new Double[n + 1];
    for (int i = 0; i <= n; i++) {
      t[i] = i == n ? to : from + (to - from) * i / n;
    }
    return new TimeGrid(List.of(t));
  }

  /** n steps from 0 to 1 at sin^2(pi i / 2n), fine at both ends. */
  public static TimeGrid cosine(int n) {
    checkSteps(n);
    Double[] t = new Double[n + 1];
    for (int i = 0; i <= n; i++) {
      double s = Math.sin(Math.PI / 2 * i / n);
      t[i] = i == n ? 1 : s * s;
    }
    return new TimeGrid(List.of(t));
  }

  private static void checkSteps(int n) {
    if (n < 1 || n > MOST_STEPS) {
      throw Problem.of(GmError.CONFIG, "a time grid cannot have so many steps")
          .found(n)
          .expected("1 to " + MOST_STEPS)
          .exception();
    }
  }

  /** Number of steps. */
  public int steps() {
    return times.size() - 1;
  }

  /** Time i. */
  public double at(int i) {
    return times.get(i);
  }
}
