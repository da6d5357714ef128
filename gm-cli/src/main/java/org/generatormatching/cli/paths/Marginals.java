package org.generatormatching.cli.paths;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Times;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

/**
 * The laws of a path at a few times, of one or two coordinates, known from many exact draws: points
 * of the data by chance, and the path to each of them.
 */
public final class Marginals {
  private static final int EXACT = 400_000;
  private static final int MOST_VALUES = 8_000_000;
  private static final int REPEATS = 10;

  private final ConditionalPath path;
  private final Batch ends;
  private final long seed;
  private final int coordinates;
  private final List<Marginal> laws = new ArrayList<>();

  /**
   * The law at a time.
   *
   * @param t the time
   * @param draws exact ones
   * @param histogram of these
   * @param floor the mean total variation of as many exact draws as are simulated
   */
  public record Marginal(double t, double[] draws, Histogram histogram, double floor) {
    /** The total variation of simulated places from the exact ones. */
    public double variation(double[] places) {
      return histogram.variation(places);
    }
  }

  /**
   * The laws of a path.
   *
   * @param ends data points, among which chance chooses
   * @param times a few
   * @param count how many points will be simulated
   */
  public Marginals(ConditionalPath path, Batch ends, List<Double> times, int count, long seed) {
    this.path = path;
    this.ends = ends;
    this.seed = seed;
    long values =
        path.space().point().arrays().values().stream()
            .mapToLong(a -> a.shape().coefficient())
            .sum();
    long first = path.space().point().arrays().values().iterator().next().shape().coefficient();
    this.coordinates = (int) Math.min(2, first);
    int exact = (int) Math.min(EXACT, MOST_VALUES / values);
    for (double t : times) {
      double[] draws = drawn(t, 0, exact);
      Histogram histogram = Histogram.of(draws, coordinates);
      double floor = 0;
      for (int r = 1; r <= REPEATS; r++) {
        floor += histogram.variation(drawn(t, r, count)) / REPEATS;
      }
      laws.add(new Marginal(t, draws, histogram, floor));
    }
  }

  /** In the order of the times. */
  public List<Marginal> laws() {
    return List.copyOf(laws);
  }

  /** How many coordinates are looked at: one, or two where points have as many. */
  public int coordinates() {
    return coordinates;
  }

  private double[] drawn(double t, int repetition, int n) {
    HostRng rng = HostRng.of(seed + repetition).fork("ends");
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> rng.below(ends.size()));
    Batch x =
        Interpreted.of(
            ends.rows(rows),
            seed + repetition,
            z -> path.draw(Rng.root().fork("exact"), z, Times.at(t, Shape.B)).xt());
    return places(x);
  }

  /** The coordinates that are looked at, of every row. */
  public double[] places(Batch x) {
    double[] all = x.arrays().values().iterator().next().doubles();
    int width = all.length / x.size();
    double[] r = new double[coordinates * x.size()];
    Arrays.setAll(r, i -> all[i / coordinates * width + i % coordinates]);
    return r;
  }
}
