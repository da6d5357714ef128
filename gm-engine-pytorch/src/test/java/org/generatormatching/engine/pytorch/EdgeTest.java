package org.generatormatching.engine.pytorch;

import static org.generatormatching.tensor.Shape.B;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Special values, empty axes and scalars, where torch's operations differ from ours. */
class EdgeTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, 0.5, 20.001, 25, 35, 100, -745, 1e-300, INF, -INF, Double.NaN
  };

  private static PytorchBackend engine;

  @BeforeAll
  static void open() {
    engine = Engines.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static ArraySpec doubles(long... dims) {
    return new ArraySpec(DType.FLOAT64, Shape.of(dims));
  }

  private static HostArray array(double[] values, long... dims) {
    return HostArray.of(DType.FLOAT64, values, dims);
  }

  private interface Body {
    void of(Tensor x, Map<String, Tensor> out);
  }

  private static void compare(ArraySpec spec, List<HostArray> inputs, Body body) {
    compare(
        Signature.of("x", spec),
        inputs.stream().map(List::of).toList(),
        (in, out) -> body.of(in.get("x"), out));
  }

  private interface Bodies {
    void of(Map<String, Tensor> in, Map<String, Tensor> out);
  }

  /**
   * Every output for every list of inputs, on one program; B is the leading dimension of the first.
   */
  private static void compare(Signature signature, List<List<HostArray>> calls, Bodies body) {
    Traced p =
        Traced.of(
            "edge",
            signature,
            in -> {
              Map<String, Tensor> out = new LinkedHashMap<>();
              body.of(in, out);
              return out;
            });
    NoiseKey key = new NoiseKey(5, 7, 1000);
    List<String> names = List.copyOf(p.outputs().keySet());
    try (Program program = engine.compile(p)) {
      for (List<HostArray> in : calls) {
        long[] dims = in.isEmpty() ? new long[0] : in.get(0).dims();
        int batch = dims.length == 0 ? 2 : (int) dims[0];
        List<HostArray> got = program.runToHost(Arguments.of(batch, in).with(key));
        List<HostArray> want = Engines.reference(p, batch, in, Map.of(), key);
        for (int i = 0; i < got.size(); i++) {
          Engines.assertClose(names.get(i) + " of " + in, got.get(i), want.get(i), 1e-12);
        }
      }
    }
  }

  @Test
  void specialValues() {
    compare(
        doubles(B, SPECIAL.length),
        List.of(array(SPECIAL, 1, SPECIAL.length)),
        (x, out) -> {
          out.put("softplus", x.softplus());
          out.put("sign", x.sign());
          out.put("sigmoid", x.sigmoid());
          out.put("log1p", x.log1p());
          out.put("zero to the power", x.abs().times(0).pow(x.abs()));
          out.put("power zero", x.pow(0));
          out.put("number to the power", Tensor.of(2, DType.FLOAT64).pow(x));
          out.put("max", x.max(0.25));
          out.put("min", x.unsqueeze(1).min(x.unsqueeze(2)));
          out.put("amax", x.amax(1));
          out.put("argmax", x.argmax(1));
          out.put("argsort", x.argsort(1));
          out.put("less", x.lt(0.5));
          out.put("more", x.gt(0.5));
          out.put("at least", x.ge(0.5));
          out.put("equal", x.eq(x));
          out.put("finite", x.isFinite());
          out.put(
              "two numbers", x.lt(0).where(Tensor.of(0.1, x.dtype()), Tensor.of(0.2, x.dtype())));
          out.put("searched", x.argsort(1).cast(DType.FLOAT64).cumsum(1).searchSorted(x, true));
          out.put("truth", x.cast(DType.BOOL).eq(Tensor.of(1, DType.BOOL)));
          out.put("large constant", x.abs().plus(1).cast(DType.FLOAT32).times(1e300));
        });
  }

  @Test
  void nothingPossible() {
    double[] rows = {-INF, -INF, -INF, 1, -INF, 2, 0, 0, 0, -INF, INF, 1};
    compare(
        doubles(B, 3),
        List.of(array(rows, 4, 3)),
        (x, out) -> {
          out.put("softmax", x.slice(1, 0, 2).softmax(1));
          out.put("logSoftmax", x.slice(1, 0, 2).logSoftmax(1));
          out.put("logSumExp", x.slice(1, 0, 1).logSumExp(1));
        });
  }

  @Test
  void emptyAxes() {
    Consumer<ArraySpec> check =
        spec ->
            compare(
                spec,
                List.of(
                    HostArray.zeros(DType.FLOAT64, spec.shape().concrete(2)),
                    HostArray.zeros(DType.FLOAT64, spec.shape().concrete(0))),
                (x, out) -> {
                  out.put("amax over the batch", x.amax(0));
                  out.put("amaxKeep over the batch", x.amaxKeep(0));
                  out.put("amax of all", x.amax());
                  out.put("argmax over the batch", x.argmax(0));
                  out.put("logSumExp over the batch", x.logSumExp(0));
                  out.put("sum", x.sum());
                  out.put("mean", x.mean());
                  out.put("sorted", x.sort(0));
                  out.put("amax", x.amax(1));
                  out.put("softmax", x.softmax(1));
                  out.put("gradient", Gradients.of(x.amax(0), x));
                  out.put("repeated", x.repeatRows(3));
                });
    check.accept(doubles(B, 3));
    check.accept(doubles(B, 1));
    compare(
        doubles(B, 0),
        List.of(array(new double[0], 2, 0), array(new double[0], 0, 0)),
        (x, out) -> {
          out.put("amax", x.amax(1));
          out.put("amaxKeep", x.amaxKeep(1));
          out.put("logSumExp", x.logSumExp(1));
          out.put("sum", x.sum(1));
          out.put("concat", Tensor.concat(1, x, x));
        });
  }

  /** Scalars of the host, alone and among themselves. */
  @Test
  void scalars() {
    Signature s = Signature.of("h", ArraySpec.number()).with("t", ArraySpec.number());
    List<List<HostArray>> calls = new ArrayList<>();
    for (double h : new double[] {0.25, 0, -2}) {
      calls.add(List.of(HostArray.scalar(h).reshape(), HostArray.scalar(0.5).reshape()));
    }
    compare(
        s,
        calls,
        (in, out) -> {
          Tensor h = in.get("h");
          Tensor t = in.get("t");
          out.put("itself", h);
          out.put("arithmetic", h.times(t).minus(t.div(3)).plus(1).neg().rsub(2));
          out.put("division by zero", t.div(h));
          out.put("power", t.pow(h));
          out.put("power of a number", Tensor.of(2, DType.FLOAT64).pow(h));
          out.put("larger", h.max(t).min(0.3));
          out.put("choice", h.lt(t).where(h, t.times(2)));
          out.put("choice of constants", h.le(0).where(Tensor.of(0.1, h.dtype()), h));
          out.put("comparison", Tensor.of(0, h.dtype()).eq(h));
          out.put("function", h.sin().plus(t.exp()));
          out.put("full", h.broadcast(Shape.of(B, 3)));
          out.put("single", h.cast(DType.FLOAT32).times(0.1));
          out.put("through single", t.div(3).cast(DType.FLOAT32).cast(DType.FLOAT64));
          out.put("stopped", h.stopGradient().watch("h").times(2));
          out.put("integer", h.times(3).cast(DType.INT64));
          out.put("size", Tensor.batchSize(DType.INT64).plus(1));
          out.put("inverse size", Tensor.batchSize(DType.FLOAT64).rdiv(1).times(h));
          out.put("gradient", Gradients.of(h.times(t).times(h), h));
          out.put("reshaped", h.reshape(1, 1).broadcast(Shape.of(2, 2)));
        });
  }

  @Test
  void integers() {
    compare(
        new ArraySpec(DType.INT64, Shape.of(B, 4)),
        List.of(HostArray.of(new long[] {-7, 7, 3, 1L << 53, 1, -1, 2, 5}, 2, 4)),
        (x, out) -> {
          Tensor seven = Tensor.of(7, DType.INT64);
          out.put("number by", seven.floorDiv(x));
          out.put("number modulo", seven.floorMod(x));
          out.put("by number", x.floorDiv(Tensor.of(-2, DType.INT64)));
          out.put("times size", x.times(Tensor.batchSize(DType.INT64)));
          out.put("power of two", x.times(2).plus(1));
          out.put("to float", x.cast(DType.FLOAT64).times(0.5));
          out.put("max", x.max(2));
          out.put("negative", x.rsub(1));
          out.put("chosen", x.lt(2).where(x, Tensor.of(9, DType.INT64)));
        });
  }

  @Test
  void tablesOfAnyRank() {
    HostArray index = HostArray.of(new long[] {2, 0, 0, 1}, 2, 2);
    compare(
        new ArraySpec(DType.INT64, Shape.of(B, 2)),
        List.of(index, HostArray.zeros(DType.INT64, 0, 2)),
        (i, out) -> {
          double[] v = new double[24];
          for (int k = 0; k < v.length; k++) {
            v[k] = Math.sin(k);
          }
          Tensor table = Tensor.of(array(v, 3, 2, 4));
          Tensor numbers = Tensor.of(array(new double[] {1, 2, 3}, 3));
          out.put("rank 3", table.take(i));
          out.put("rank 1", numbers.take(i));
          out.put("integers", Tensor.iota(3).times(10).take(i));
          out.put("gradient", Gradients.of(table.take(i).square(), table));
          out.put("gradient of numbers", Gradients.of(numbers.take(i).square(), numbers));
        });
  }

  @Test
  void noiseOfEveryForm() {
    compare(
        doubles(B, 1),
        List.of(HostArray.zeros(DType.FLOAT64, 3, 1), HostArray.zeros(DType.FLOAT64, 0, 1)),
        (x, out) -> {
          Rng rng = Rng.root().fork("edge");
          out.put("rows", rng.normal(DType.FLOAT64, Shape.of(B, 2)));
          out.put("row pairs", rng.uniform(DType.FLOAT32, Shape.of(Shape.batch(2), 3)));
          out.put("shared", rng.normal(DType.FLOAT32, Shape.of(5)));
          out.put("one number", rng.uniform(DType.FLOAT64, Shape.scalar()).plus(x));
          out.put("other fork", rng.fork("a").normal(DType.FLOAT64, Shape.of(B)));
        });
  }

  @Test
  void higherPolygamma() {
    compare(
        doubles(B, 3),
        List.of(array(new double[] {0.5, 2, 7, 30, 1e-3, 1e4}, 2, 3)),
        (x, out) -> {
          for (int n = 0; n < 4; n++) {
            out.put("order " + n, x.polygamma(n));
          }
        });
  }

  @Test
  void equalValuesKeepTheirOrder() {
    double[] v = new double[100];
    for (int i = 0; i < v.length; i++) {
      v[i] = i * 7 % 5;
    }
    compare(doubles(B, 50), List.of(array(v, 2, 50)), (x, out) -> out.put("order", x.argsort(1)));
  }
}
