package org.generatormatching.training.coupling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * {@code optimal-transport@1}: in every pool of rows the pairs of the least total squared distance,
 * by an exact {@link Assignment}. Every row is used once, so that both marginals are kept in each
 * pool. The cost is the mean squared distance.
 *
 * <p>Pools are consecutive rows, the last one may be smaller; one that is larger than a batch spans
 * as many whole batches as it has room for. n rows in pools of p cost \(O(n p d)\) for the
 * distances and at most \(O(n p^2)\) for the assignment. Source: Pooladian et al. 2023 and Tong et
 * al. 2024, minibatch optimal transport.
 *
 * <p><b>Conditions.</b> Blind to the conditions c, optimal transport makes them tell of the source:
 * \(p(x_0 | c) \ne p_0\), and samples for c, which start from p_0, come out wrong. So source row i
 * is taken for a row of the condition c_i of data row i, which it may be, since the source is
 * independent of it, and the cost of a pair is \(|x_0^i - x_1^j|^2 + w |c_i - c_j|^2\). With w
 * infinite pairs stay within rows of equal conditions, and \(p(x_0 | c) = p_0\) exactly. A finite w
 * is a compromise for conditions that never repeat: the larger, the less skew and the less
 * transport. Categories that differ are at the squared distance 2, and so are an absent condition
 * and one that is there.
 *
 * @param rows of a pool; empty: the batch
 *     <p><b>Entropy.</b> With epsilon a pool has the plan of {@link Sinkhorn} in the place of the
 *     assignment, and a data row draws its partner from it: less exact, smoother, and the better
 *     for large pools.
 * @param conditionWeight w; empty: infinite
 * @param epsilon strength of the entropy, as a part of the mean cost; empty: the exact assignment
 */
public record OptimalTransport(
    Optional<Integer> rows, Optional<Double> conditionWeight, Optional<Double> epsilon)
    implements Coupling {
  /** By an exact assignment. */
  public OptimalTransport(Optional<Integer> rows, Optional<Double> conditionWeight) {
    this(rows, conditionWeight, Optional.empty());
  }

  /**
   * Settings.
   *
   * @param pool rows that are assigned together, at least 1; absent: the batch
   * @param conditionWeight weight of the distance between conditions, at least 0, where the model
   *     is told any; absent: infinite, only rows of equal categories are paired
   * @param epsilon strength of an entropy, as a part of the mean cost of a pool, above 0; absent:
   *     the exact assignment
   */
  public record Config(
      Optional<Integer> pool, Optional<Double> conditionWeight, Optional<Double> epsilon) {
    /** Where the laws prove it. */
    public static final List<Config> EXAMPLES =
        List.of(
            new Config(Optional.empty(), Optional.empty(), Optional.empty()),
            new Config(Optional.empty(), Optional.empty(), Optional.of(0.1)),
            new Config(Optional.of(3), Optional.empty(), Optional.empty()));

    /** Fills in what is absent and checks the ranges. */
    public Config {
      pool = pool == null ? Optional.empty() : pool;
      conditionWeight = conditionWeight == null ? Optional.empty() : conditionWeight;
      epsilon = epsilon == null ? Optional.empty() : epsilon;
      List<Problem> problems = new ArrayList<>();
      if (pool.isPresent() && pool.get() < 1) {
        problems.add(
            Problem.of(GmError.CONFIG, "the pool of optimal transport has too few rows")
                .found(pool.get())
                .expected("at least 1"));
      }
      if (conditionWeight.isPresent() && conditionWeight.get() < 0) {
        problems.add(
            Problem.of(GmError.CONFIG, "the weight of conditions is negative")
                .found(conditionWeight.get())
                .expected("at least 0"));
      }
      if (epsilon.isPresent() && !(epsilon.get() > 0)) {
        problems.add(
            Problem.of(GmError.CONFIG, "the entropy of optimal transport is out of range")
                .found("epsilon: " + epsilon.get())
                .expected("above 0"));
      }
      if (!problems.isEmpty()) {
        throw GmException.of(problems);
      }
    }

    /** The coupling. */
    public OptimalTransport coupling() {
      return new OptimalTransport(pool, conditionWeight, epsilon);
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("optimal-transport@1");
  }

  @Override
  public int pool() {
    return rows.orElse(1);
  }

  @Override
  public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
    SquaredDistance distance = new SquaredDistance(source, data);
    SquaredDistance told = new SquaredDistance(conditions, conditions);
    double weight = conditionWeight.orElse(0.0);
    int n = data.size();
    List<TransportPlan> plans = new ArrayList<>();
    List<int[]> groups = groups(conditions, n);
    for (int[] group : groups) {
      double[][] costs = new double[group.length][group.length];
      double mean = 0;
      for (int i = 0; i < group.length; i++) {
        for (int j = 0; j < group.length; j++) {
          costs[i][j] = distance.between(group[i], group[j]);
          if (weight > 0) {
            costs[i][j] += weight * told.between(group[i], group[j]);
          }
          mean += costs[i][j] / group.length / group.length;
        }
      }
      if (epsilon.isPresent() && mean > 0) {
        double[] masses = new double[group.length];
        Arrays.fill(masses, 1.0 / n);
        plans.add(Sinkhorn.balanced(epsilon.get() * mean).plan(costs, masses, masses));
      } else {
        plans.add(TransportPlan.of(Assignment.of(costs).columns(), costs, 1.0 / n));
      }
    }
    return Plan.of(groups, plans, distance);
  }

  /** The rows that may be paired with each other. */
  private List<int[]> groups(Batch conditions, int n) {
    List<int[]> groups = new ArrayList<>();
    int size = Math.min(n, rows.orElse(n));
    for (int first = 0; first < n; first += size) {
      int end = Math.min(n, first + size);
      Map<List<Double>, List<Integer>> equal = new LinkedHashMap<>();
      for (int i = first; i < end; i++) {
        equal.computeIfAbsent(key(conditions, i), k -> new ArrayList<>()).add(i);
      }
      equal.values().forEach(g -> groups.add(g.stream().mapToInt(i -> i).toArray()));
    }
    return groups;
  }

  /** What rows of one group share. */
  private List<Double> key(Batch conditions, int row) {
    List<Double> key = new ArrayList<>();
    for (HostArray a : conditionWeight.isPresent() ? List.<HostArray>of() : values(conditions)) {
      int width = a.size() / conditions.size();
      if (a.dtype().floating()) {
        throw Problem.of(GmError.CONFIG, "optimal transport finds no rows of equal numbers to pair")
            .found("a condition " + a)
            .expected("categories, or the key 'condition-weight'")
            .at("model.coupling")
            .exception();
      }
      for (int k = row * width; k < (row + 1) * width; k++) {
        key.add(a.get(k));
      }
    }
    return key;
  }

  private static List<HostArray> values(Batch batch) {
    return List.copyOf(batch.arrays().values());
  }
}
