package org.generatormatching.tck;

import java.util.List;

/** What measuring a law on a subject gave. */
public sealed interface Measurement {
  /** What makes a violated bound larger than any score. */
  double BEFORE_SCORES = 1e200;

  /** Where the worst value was seen, for people; may be empty. */
  String where();

  /**
   * A distance that an honest component keeps below a bound, without noise.
   *
   * @param value the distance; NaN is a failure
   * @param bound rounding errors and declared discretisation errors
   */
  record Deviation(double value, double bound, String where) implements Measurement {}

  /**
   * The largest of several statistics that are standard normal if the law holds.
   *
   * @param z the largest absolute value; NaN is a failure
   * @param comparisons how many were looked at
   */
  record Score(double z, int comparisons, String where) implements Measurement {}

  /**
   * The law does not apply.
   *
   * @param where the reason
   */
  record NotApplicable(String where) implements Measurement {}

  /** A deviation. */
  static Measurement deviation(double value, double bound, String where) {
    return new Deviation(value, bound, where);
  }

  /** A statement that holds or not: a deviation of 0 or 1. */
  static Measurement holds(boolean ok, String otherwise) {
    return new Deviation(ok ? 0 : 1, 0.5, ok ? "" : otherwise);
  }

  /** One statistic. */
  static Measurement score(double z, String where) {
    return new Score(z, 1, where);
  }

  /** The law does not apply. */
  static Measurement skip(String reason) {
    return new NotApplicable(reason);
  }

  /**
   * The worst of several measurements of one law: deviations by their ratio to the bound and scores
   * by their size, with all comparisons counted; a deviation beyond its bound comes before all
   * scores. Those that do not apply are left out, unless there is nothing else.
   */
  static Measurement worst(List<Measurement> all) {
    Measurement worst = null;
    int comparisons = 0;
    for (Measurement m : all) {
      if (m instanceof Score s) {
        comparisons += s.comparisons();
      }
      worst = worst == null || size(m) > size(worst) ? m : worst;
    }
    if (worst == null) {
      return skip("nothing to measure");
    }
    return worst instanceof Score s ? new Score(s.z(), comparisons, s.where()) : worst;
  }

  private static double size(Measurement m) {
    double s = -1;
    if (m instanceof Deviation d) {
      double ratio = d.value() / Math.max(d.bound(), 1e-300);
      s = ratio > 1 ? Math.min(ratio * BEFORE_SCORES, Double.MAX_VALUE) : ratio;
    } else if (m instanceof Score z) {
      s = Math.abs(z.z());
    }
    return Double.isNaN(s) ? Double.POSITIVE_INFINITY : s;
  }
}
