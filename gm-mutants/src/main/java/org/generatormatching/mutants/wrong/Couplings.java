package org.generatormatching.mutants.wrong;

import java.util.Arrays;
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
    public Coupled pair(HostRng rng, Batch source, Batch data) {
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
    public Coupled pair(HostRng rng, Batch source, Batch data) {
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
    public Coupled pair(HostRng rng, Batch source, Batch data) {
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
    public Coupled pair(HostRng rng, Batch source, Batch data) {
      return plan(rng.at(calls.getAndIncrement()).permutation(source.size()), 0);
    }
  }

  /** No cost. */
  public record Costless() implements Coupling {
    @Override
    public ComponentId id() {
      return ComponentId.of("costless@1");
    }

    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data) {
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
