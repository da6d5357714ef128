package org.generatormatching.tck.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.State;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/** Runs traced code on the interpreter. */
public final class Interpreted {
  private Interpreted() {}

  /**
   * What traced code gives for a batch of rows, which it sees as [B, ...] arrays.
   *
   * @param seed of the noise that the code draws
   */
  public static Batch of(Batch in, long seed, UnaryOperator<State> body) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Map<Tensor, HostArray> leaves = new HashMap<>();
    in.signature()
        .arrays()
        .forEach(
            (n, a) -> {
              Tensor t = Tensor.input(n, a.dtype(), a.shape());
              inputs.put(n, t);
              leaves.put(t, in.get(n));
            });
    return of(in.size(), seed, leaves, body.apply(new State(inputs)));
  }

  /** What traced code without inputs gives for B rows. */
  public static Batch of(int rows, long seed, Supplier<State> body) {
    return of(rows, seed, Map.of(), body.get());
  }

  private static Batch of(int rows, long seed, Map<Tensor, HostArray> leaves, State out) {
    List<HostArray> values =
        Reference.eval(
            new ArrayList<>(out.arrays().values()), rows, leaves, new NoiseKey(seed, 0, 0));
    Map<String, HostArray> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : out.names()) {
      m.put(n, values.get(i++));
    }
    return new Batch(m);
  }
}
