package org.generatormatching.training.coupling;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * {@code optimal-transport@1}: in every pool of rows the pairs of the least total squared distance,
 * by an exact {@link Assignment}. Every row is used once, so that both marginals are kept in each
 * batch. The cost is the mean squared distance.
 *
 * <p>Pools are consecutive rows, the last one may be smaller. n rows in pools of p cost \(O(n p
 * d)\) for the distances and at most \(O(n p^2)\) for the assignment. Source: Pooladian et al. 2023
 * and Tong et al. 2024, minibatch optimal transport.
 *
 * @param pool rows of a pool; empty, or more than there are: all
 */
public record OptimalTransport(Optional<Integer> pool) implements Coupling {
  /**
   * Settings.
   *
   * @param pool rows that are assigned together, at least 1; absent, or more than the batch has:
   *     the batch
   */
  public record Config(Optional<Integer> pool) {
    /** Where the laws prove it. */
    public static final List<Config> EXAMPLES =
        List.of(new Config(Optional.empty()), new Config(Optional.of(3)));

    /** Fills in what is absent and checks the range. */
    public Config {
      pool = pool == null ? Optional.empty() : pool;
      if (pool.isPresent() && pool.get() < 1) {
        throw Problem.of(GmError.CONFIG, "the pool of optimal transport has too few rows")
            .found(pool.get())
            .expected("at least 1")
            .exception();
      }
    }

    /** The coupling. */
    public OptimalTransport coupling() {
      return new OptimalTransport(pool);
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("optimal-transport@1");
  }

  @Override
  public Coupled pair(HostRng rng, Batch source, Batch data) {
    SquaredDistance distance = new SquaredDistance(source, data);
    int n = data.size();
    int[] partner = new int[n];
    int size = Math.min(n, pool.orElse(n));
    for (int first = 0; first < n; first += size) {
      int rows = Math.min(size, n - first);
      double[][] costs = new double[rows][rows];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
          costs[i][j] = distance.between(first + i, first + j);
        }
      }
      int[] columns = Assignment.of(costs).columns();
      for (int i = 0; i < rows; i++) {
        partner[first + i] = first + columns[i];
      }
    }
    return Plan.of(partner, distance);
  }
}
