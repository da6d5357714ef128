package org.generatormatching.cli.paths;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.generatormatching.api.Batch;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.TimeGrid;

/** What a simulation left: the places of all samples at a few steps, and the ways of some. */
public final class Watch implements SampleRequest.Listener {
  private static final int WAYS = 24;

  private final Marginals marginals;
  private final TimeGrid grid;
  private final List<Integer> steps;
  private final List<List<double[]>> seen = new ArrayList<>();
  private final List<double[]> ways = new ArrayList<>();

  /**
   * Nothing seen yet.
   *
   * @param steps of the grid at which all samples are kept
   */
  public Watch(Marginals marginals, TimeGrid grid, List<Integer> steps) {
    this.marginals = marginals;
    this.grid = grid;
    this.steps = List.copyOf(steps);
    steps.forEach(s -> seen.add(new ArrayList<>()));
  }

  @Override
  public void step(long first, int step, double t, Supplier<Batch> points) {
    int k = steps.indexOf(step);
    if (first > 0 && k < 0) {
      return;
    }
    Batch x = points.get();
    double[] places = marginals.places(x);
    if (first == 0) {
      follow(step, places, x.size());
    }
    if (k >= 0) {
      seen.get(k).add(places);
    }
  }

  private void follow(int step, double[] places, int rows) {
    if (ways.isEmpty()) {
      for (int i = 0; i < Math.min(WAYS, rows); i++) {
        double[] way = new double[grid.steps() + 1];
        Arrays.fill(way, Double.NaN);
        ways.add(way);
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      ways.get(i)[step] = places[i * marginals.coordinates()];
    }
  }

  /** The times of the simulation. */
  public TimeGrid grid() {
    return grid;
  }

  /** The places at the k-th of the steps, sample by sample. */
  public double[] places(int k) {
    return seen.get(k).stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** The first coordinate of some samples at all times, a row for each. */
  public double[][] ways() {
    return ways.toArray(new double[0][]);
  }
}
