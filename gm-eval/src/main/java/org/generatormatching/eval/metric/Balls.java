package org.generatormatching.eval.metric;

import java.util.Arrays;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.Signature;

/**
 * Balls around held-out points, each up to its k-th nearest other one.
 *
 * @param centres [m][columns], in common units
 * @param squares squared radii
 * @param inner how many other centres lie strictly inside
 * @param edge how many other centres lie at exactly the radius
 * @param k the number of neighbours
 */
public record Balls(double[][] centres, double[] squares, int[] inner, int[] edge, int k) {
  /** The usual number of neighbours. */
  public static final int NEIGHBOURS = 5;

  /** Which held-out points have a sample near, and which samples have a held-out point near. */
  public record Near(boolean[] covered, boolean[] supported) {}

  /**
   * Which points are near points of the other side, as {@link Coverage} counts them.
   *
   * @param most rows that are looked at of each side, the first ones
   * @return empty arrays where a side has too few rows or other columns, and for tokens
   */
  public static Near near(Batch samples, Batch reference, Dataset.Layout layout, int most) {
    var names = reference.arrays().keySet();
    if (reference.size() <= NEIGHBOURS
        || samples.size() == 0
        || !measurable(reference.signature())
        || hasMissing(reference)
        || hasMissing(samples)
        || !samples.arrays().keySet().containsAll(names)) {
      return new Near(new boolean[0], new boolean[0]);
    }
    Rows held = Rows.of(reference.rows(0, Math.min(most, reference.size())), names);
    Rows drawn = Rows.of(samples.rows(0, Math.min(most, samples.size())), names);
    if (held.width() != drawn.width()) {
      return new Near(new boolean[0], new boolean[0]);
    }
    double[] units = held.units(layout);
    Hits hits = around(held.over(units).values(), NEIGHBOURS).hits(drawn.over(units).values());
    boolean[] covered = new boolean[held.size()];
    for (int j = 0; j < covered.length; j++) {
      covered[j] = hits.inside()[j].length + hits.level()[j].length > 0;
    }
    return new Near(covered, hits.supported());
  }

  /** Whether a table has cells without a number, to which there is no distance. */
  private static boolean hasMissing(Batch points) {
    return points.arrays().values().stream()
        .anyMatch(a -> a.dtype().floating() && Arrays.stream(a.doubles()).anyMatch(Double::isNaN));
  }

  /** Whether distances between points mean something: those between tokens do not. */
  static boolean measurable(Signature points) {
    return points.arrays().values().stream().allMatch(a -> a.dtype().floating());
  }

  /** The balls of more than k points. */
  static Balls around(double[][] centres, int k) {
    int m = centres.length;
    double[] squares = new double[m];
    int[] inner = new int[m];
    int[] edge = new int[m];
    double[] distance = new double[m - 1];
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < m - 1; i++) {
        distance[i] = square(centres[j], centres[i < j ? i : i + 1]);
      }
      double[] sorted = distance.clone();
      Arrays.sort(sorted);
      squares[j] = sorted[k - 1];
      for (double d : distance) {
        inner[j] += d < squares[j] ? 1 : 0;
        edge[j] += d == squares[j] ? 1 : 0;
      }
    }
    return new Balls(centres, squares, inner, edge, k);
  }

  private static double square(double[] a, double[] b) {
    return TwoSampleClassifier.Kernel.GAUSSIAN.distance(a, b);
  }

  /** Which points lie in which balls. */
  Hits hits(double[][] points) {
    int[][] inside = new int[centres.length][];
    int[][] level = new int[centres.length][];
    int[] near = new int[points.length];
    int[] beside = new int[points.length];
    for (int j = 0; j < centres.length; j++) {
      int in = 0;
      int on = 0;
      for (int i = 0; i < points.length; i++) {
        double d = square(centres[j], points[i]);
        if (d < squares[j]) {
          near[in++] = i;
        } else if (d == squares[j]) {
          beside[on++] = i;
        }
      }
      inside[j] = Arrays.copyOf(near, in);
      level[j] = Arrays.copyOf(beside, on);
    }
    return new Hits(this, inside, level, points.length);
  }

  /** \(\binom{a}{k} / \binom{a+b}{k}\): of a and b in random order, the first k are all of a. */
  static double noneAmongFirst(int k, double a, double b) {
    double p = 1;
    for (int i = 0; i < k; i++) {
      p *= (a - i) / (a + b - i);
    }
    return p;
  }

  /**
   * Points in balls.
   *
   * @param inside for every ball the points strictly inside
   * @param level for every ball the points at exactly its radius
   * @param points number of all points
   */
  record Hits(Balls balls, int[][] inside, int[][] level, int points) {
    /** How likely a point, as often as its weight says, is among the k nearest to centre j. */
    double covered(int j, double[][] weights, int column) {
      for (int i : inside[j]) {
        if (weights[i][column] > 0) {
          return 1;
        }
      }
      double ties = 0;
      for (int i : level[j]) {
        ties += weights[i][column];
      }
      return 1 - noneAmongFirst(balls.k - balls.inner[j], balls.edge[j], ties);
    }

    /** Marks the points of ball j, its edge included. */
    void mark(int j, boolean[] in) {
      for (int i : inside[j]) {
        in[i] = true;
      }
      for (int i : level[j]) {
        in[i] = true;
      }
    }

    /** Which points lie in a ball. */
    boolean[] supported() {
      boolean[] in = new boolean[points];
      for (int j = 0; j < inside.length; j++) {
        mark(j, in);
      }
      return in;
    }
  }
}
