package org.generatormatching.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/** Runs traced code on the interpreter. */
public final class Eval {
  private Eval() {}

  /** What traced code gives for the rows of a batch. */
  public static Batch of(Batch in, UnaryOperator<State> body) {
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
    State out = body.apply(new State(inputs));
    List<HostArray> values =
        Reference.eval(
            new ArrayList<>(out.arrays().values()), in.size(), leaves, new NoiseKey(1, 0, 0));
    Map<String, HostArray> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : out.names()) {
      m.put(n, values.get(i++));
    }
    return new Batch(m);
  }

  /** A function of times at given times; 1 - t is that of the double t. */
  public static double[] atTimes(double[] t, Function<Times, Tensor> f) {
    double[] s = new double[t.length];
    for (int i = 0; i < t.length; i++) {
      s[i] = 1 - t[i];
    }
    Batch in = Batch.of("t", HostArray.of(t, t.length)).with("s", HostArray.of(s, s.length));
    return of(in, x -> State.of("f", f.apply(new Times(x.get("t"), x.get("s"), Map.of()))))
        .get("f")
        .doubles();
  }
}
