package org.generatormatching.mutants.wrong;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;

/** Couplings: a random order, and what can go wrong with it. */
public final class Couplings {
  private Couplings() {}

  /** Pairs rows in a random order. */
  public record Independent() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("independent@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      return plan(rng.permutation(source.size()), 0);
    }
  }

  /** Draws data rows with replacement: right on average, wrong in each batch. */
  public record WithReplacement() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("with-replacement@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      int n = data.size();
      return plan(IntStream.range(0, n).map(i -> rng.below(n)).toArray(), 0);
    }
  }

  /** Weights that sum to n. */
  public record Unnormalised() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("unnormalised@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      Coupled p = plan(rng.permutation(source.size()), 0);
      double[] w = Arrays.stream(p.weights()).map(v -> v * source.size()).toArray();
      return new Coupled(p.source(), p.data(), w, p.cost());
    }
  }

  /** Another order at each call. */
  public record Restless(AtomicInteger calls) implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("restless@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      return plan(rng.at(calls.getAndIncrement()).permutation(source.size()), 0);
    }
  }

  /** Pairs rows in the order of their first coordinates, whatever the conditions of the data. */
  public record Sorted() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("sorted@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      int[] first = order(source);
      int[] second = order(data);
      int[] partner = new int[first.length];
      for (int k = 0; k < first.length; k++) {
        partner[first[k]] = second[k];
      }
      return plan(partner, 0);
    }

    private static int[] order(Batch rows) {
      double[] x = rows.get("x").doubles();
      int width = x.length / rows.size();
      return IntStream.range(0, rows.size())
          .boxed()
          .sorted(Comparator.comparingDouble(i -> x[i * width]))
          .mapToInt(i -> i)
          .toArray();
    }
  }

  /** No cost. */
  public record Costless() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("costless@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
      return plan(rng.permutation(source.size()), Double.NaN);
    }
  }

  private static Coupling.Coupled plan(int[] data, double cost) {
    int n = data.length;
    double[] w = new double[n];
    Arrays.fill(w, 1.0 / n);
    return new Coupling.Coupled(IntStream.range(0, n).toArray(), data, w, cost);
  }
}
