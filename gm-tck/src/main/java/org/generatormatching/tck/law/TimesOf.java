package org.generatormatching.tck.law;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.generatormatching.api.Batch;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/** Functions of time on the interpreter. */
final class TimesOf {
  private TimesOf() {}

  /** At given times; 1 - t is that of the double t. */
  static double[] at(double[] t, Function<Times, Tensor> f) {
    return value(Batch.of("t", array(t)).with("s", array(rest(t))), f);
  }

  /** At 1 - s for given s, which are not rounded. */
  static double[] before(double[] s, Function<Times, Tensor> f) {
    return value(Batch.of("t", array(rest(s))).with("s", array(s)), f);
  }

  /** At 0, 1e-12, 1 - 1e-12 and 1. */
  static double[] ends(Function<Times, Tensor> f) {
    double[] t = {0, 1e-12, 1 - 1e-12, 1};
    double[] s = {1, 1 - 1e-12, 1e-12, 0};
    return value(Batch.of("t", array(t)).with("s", array(s)), f);
  }

  /** A function of steps. */
  static double[] step(double[] from, double[] to, BiFunction<Times, Times, Tensor> f) {
    Batch in =
        Batch.of("t", array(from))
            .with("s", array(rest(from)))
            .with("to.t", array(to))
            .with("to.s", array(rest(to)));
    return Interpreted.of(in, 0, x -> State.of("f", f.apply(times(x), times(x.factor("to")))))
        .get("f")
        .doubles();
  }

  /** Times in the arrays {@code t} and {@code s} = 1 - t. */
  static Times times(State x) {
    return new Times(x.get("t"), x.get("s"), Map.of());
  }

  private static double[] value(Batch in, Function<Times, Tensor> f) {
    return Interpreted.of(in, 0, x -> State.of("f", f.apply(times(x)))).get("f").doubles();
  }

  private static double[] rest(double[] t) {
    return Arrays.stream(t).map(x -> 1 - x).toArray();
  }

  private static HostArray array(double[] v) {
    return HostArray.of(v, v.length);
  }
}
