package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network in a fixed order.
 *
 * @param list the weights; names are unique
 */
public record Weights(List<Weight> list) {
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
   */
  public Map<String, HostArray> initial(long seed) {
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
}
