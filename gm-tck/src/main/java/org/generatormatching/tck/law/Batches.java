package org.generatormatching.tck.law;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tck.Trial;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;

/** The batches that laws are measured on. */
final class Batches {
  private Batches() {}

  /** Draws of a space's reference law. */
  static Batch reference(StateSpace space, int rows, long seed) {
    return Interpreted.of(
        rows, seed, () -> space.reference().draw(Rng.root().fork("reference"), Shape.B));
  }

  /** Draws of the reference law, followed by as many nodes where there is a quadrature. */
  static Batch points(StateSpace space, int rows, Trial trial, String purpose) {
    HostRng rng = trial.rng(purpose);
    Batch drawn = reference(space, rows, rng.bits());
    Optional<Quadrature> q = space.quadrature();
    if (q.isEmpty()) {
      return drawn;
    }
    Batch nodes = q.get().points();
    int[] index = new int[rows];
    Arrays.setAll(index, i -> rng.below(nodes.size()));
    return Batch.concat(List.of(drawn, nodes.rows(index)));
  }

  /** A number of rows for a simulation, less where a point has many numbers. */
  static int samples(Signature point, int usual, Trial trial) {
    long size = point.arrays().values().stream().mapToLong(a -> a.shape().coefficient()).sum();
    return trial.samples((int) Math.max(Math.min(usual, 100_000 / size), 100));
  }

  /** Standard normal numbers of a signature's floating arrays. */
  static Batch normals(Signature signature, int rows, HostRng rng) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    signature
        .arrays()
        .forEach(
            (n, a) -> {
              long[] dims = a.shape().concrete(rows);
              int size = Math.toIntExact(a.shape().size(rows));
              m.put(n, HostArray.of(a.dtype(), rng.normals(size), dims));
            });
    return new Batch(m);
  }

  /** The rows of a batch again and again until there are enough. */
  static Batch cycled(Batch data, int rows) {
    int[] index = new int[rows];
    Arrays.setAll(index, i -> i % data.size());
    return data.rows(index);
  }

  /** Every row k times. */
  static Batch repeated(Batch data, int k) {
    int[] index = new int[data.size() * k];
    Arrays.setAll(index, i -> i / k);
    return data.rows(index);
  }

  /** Several batches as one, told apart by a prefix and a dot. */
  static Batch named(String first, Batch a, String second, Batch b) {
    return new Batch(Map.of()).join(first, a).join(second, b);
  }

  /** The rounding error of 1 in the coarsest floating type of some arrays. */
  static double epsilon(Signature signature) {
    double eps = 0x1p-53;
    for (ArraySpec a : signature.arrays().values()) {
      eps = Math.max(eps, epsilon(a.dtype()));
    }
    return eps;
  }

  /** The rounding error of 1. */
  static double epsilon(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> 0x1p-9;
      case FLOAT32 -> 0x1p-24;
      default -> 0x1p-53;
    };
  }

  /** Whether every number is finite. */
  static boolean finite(Batch b) {
    return b.arrays().values().stream()
        .allMatch(a -> Arrays.stream(a.doubles()).allMatch(Double::isFinite));
  }

  /** The largest difference of numbers of equal place; NaN if there is one. */
  static double difference(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, a[i] == b[i] ? 0 : Math.abs(a[i] - b[i]));
    }
    return worst;
  }
}
