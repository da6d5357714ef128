package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The weights of a network in a fixed order.
 *
 * @param list the weights; names are unique
 */
public record Weights(List<Weight> list) {
  /** The longest array that every virtual machine can make. */
  private static final long MOST_VALUES = Integer.MAX_VALUE - 8L;

  /** Checks that names are unique. */
  public Weights {
    list = List.copyOf(list);
    Map<String, Weight> seen = new LinkedHashMap<>();
    for (Weight w : list) {
      if (seen.put(w.name(), w) != null) {
        throw Problem.of(GmError.INPUT, "two weights have one name").found(w.name()).exception();
      }
    }
  }

  /** Several networks' weights together. */
  public static Weights of(Weights... parts) {
    List<Weight> all = new ArrayList<>();
    for (Weights w : parts) {
      all.addAll(w.list);
    }
    return new Weights(all);
  }

  /** Number of trained values. */
  public long size() {
    return list.stream().mapToLong(w -> w.shape().coefficient()).sum();
  }

  /**
   * First values. A weight's values depend on the seed and its name alone, so adding a layer does
   * not change the others.
   *
   * @throws GmException [GM/MEMORY] if they are more than Java's memory holds
   */
  public Map<String, HostArray> initial(long seed) {
    checkSize(Runtime.getRuntime().maxMemory());
    Map<String, HostArray> r = new LinkedHashMap<>();
    for (Weight w : list) {
      HostRng rng = HostRng.of(seed).fork("initial").fork(w.name());
      double[] v = new double[Math.toIntExact(w.shape().coefficient())];
      for (int i = 0; i < v.length; i++) {
        v[i] = w.initializer().draw(rng);
      }
      r.put(w.name(), HostArray.of(w.dtype(), v, w.shape().dims()));
    }
    return r;
  }

  /** Refuses before anything is allocated: a width too much squares the number of values. */
  void checkSize(long memory) {
    Weight largest =
        list.stream().max(Comparator.comparingLong(w -> w.shape().coefficient())).orElse(null);
    if (largest == null) {
      return;
    }
    long values = largest.shape().coefficient();
    double needed = 4.0 * size() + 8.0 * values;
    if (values > MOST_VALUES || needed > memory) {
      throw Problem.of(GmError.MEMORY, "the network is too large for Java's memory")
          .found(
              String.format(
                  Locale.ROOT,
                  "%,d values, the most in '%s' %s, which take %,.0f MiB",
                  size(),
                  largest.name(),
                  largest.shape(),
                  needed / (1 << 20)))
          .expected(
              String.format(
                  Locale.ROOT, "at most %,d MiB, and %,d in one", memory >> 20, MOST_VALUES))
          .advice("Make it smaller, or give Java more memory: GM_JAVA_OPTS=-Xmx16g.")
          .exception();
    }
  }
}
