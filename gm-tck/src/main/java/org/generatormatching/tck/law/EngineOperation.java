package org.generatormatching.tck.law;

import static org.generatormatching.tensor.Shape.B;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * An operation that engines are compared with the interpreter on.
 *
 * @param name for messages
 * @param body a function of x [B, 4] with values in (-1.5, 1.5), positive y [4] in (0.5, 2), and
 *     index INT64 [B, 4] of 0..3
 */
record EngineOperation(String name, Function<Inputs, Tensor> body) {
  /** What an operation may use. */
  record Inputs(Tensor x, Tensor y, Tensor index) {
    Tensor positive() {
      return x.abs().plus(y);
    }
  }

  /** The table. */
  static List<EngineOperation> all() {
    List<EngineOperation> r = new ArrayList<>();
    elementwise(r);
    chosen(r);
    reductions(r);
    layout(r);
    matrices(r);
    return List.copyOf(r);
  }

  private static void elementwise(List<EngineOperation> r) {
    add(r, "plus", i -> i.x.plus(i.y));
    add(r, "minus", i -> i.x.minus(i.y));
    add(r, "times", i -> i.x.times(i.y));
    add(r, "div", i -> i.x.div(i.y));
    add(r, "pow", i -> i.positive().pow(i.y));
    add(r, "atan2", i -> i.x.atan2(i.y));
    add(r, "abs", i -> i.x.abs());
    add(r, "exp", i -> i.x.exp());
    add(r, "expm1", i -> i.x.expm1());
    add(r, "log", i -> i.positive().log());
    add(r, "log1p", i -> i.positive().log1p());
    add(r, "sqrt", i -> i.positive().sqrt());
    add(r, "rsqrt", i -> i.positive().rsqrt());
    add(r, "sin", i -> i.x.sin());
    add(r, "cos", i -> i.x.cos());
    add(r, "tanh", i -> i.x.tanh());
    add(r, "sigmoid", i -> i.x.sigmoid());
    add(r, "softplus", i -> i.x.softplus());
    add(r, "silu", i -> i.x.silu());
    add(r, "gelu", i -> i.x.gelu());
    add(r, "erf", i -> i.x.erf());
    add(r, "lgamma", i -> i.positive().lgamma());
    add(r, "digamma", i -> i.positive().polygamma(0));
  }

  private static void chosen(List<EngineOperation> r) {
    add(r, "max", i -> i.x.max(i.y));
    add(r, "clamp", i -> i.x.clamp(-0.5, 0.5));
    add(r, "floor", i -> i.x.floor().times(i.x));
    add(r, "where", i -> i.x.lt(0.2).where(i.x.square(), i.y));
    add(r, "truth", i -> i.x.gt(0).and(i.x.lt(i.y)).not().cast(i.x.dtype()).times(i.x));
    add(r, "integers", i -> i.index.plus(5).floorMod(i.index.plus(1)).cast(i.x.dtype()));
    add(r, "gather", i -> i.x.gather(1, i.index));
    add(r, "take", i -> i.y.take(i.index));
    add(r, "oneHot", i -> i.index.oneHot(4, i.x.dtype()).times(i.y));
    add(r, "scatterAdd", i -> i.x.scatterAdd(1, i.index, i.x.sin()));
    add(r, "sort", i -> i.x.sort(1));
    add(r, "argmax", i -> i.x.argmax(1).cast(i.x.dtype()));
    add(r, "searchSorted", i -> i.y.cumsum(0).searchSorted(i.x.abs(), true).cast(i.x.dtype()));
  }

  private static void reductions(List<EngineOperation> r) {
    add(r, "sum", i -> i.x.sum(1));
    add(r, "sum of rows", i -> i.x.sum(0));
    add(r, "mean", i -> i.x.meanKeep(1).times(i.x));
    add(r, "amax", i -> i.x.amax(1));
    add(r, "cumsum", i -> i.x.cumsum(1));
    add(r, "softmax", i -> i.x.softmax(-1));
    add(r, "logSoftmax", i -> i.x.logSoftmax(-1));
    add(r, "logSumExp", i -> i.x.logSumExp(-1));
    add(r, "layerNorm", i -> i.x.layerNorm(i.y, i.y.neg(), 1e-2));
  }

  private static void layout(List<EngineOperation> r) {
    add(r, "concat", i -> Tensor.concat(1, i.x, i.x.sin()));
    add(r, "stack", i -> Tensor.stack(1, i.x, i.x.cos()));
    add(r, "slice", i -> i.x.slice(1, 1, 3));
    add(r, "pad", i -> i.x.pad(1, 2, 1));
    add(r, "flip", i -> i.x.flip(1));
    add(r, "reshape", i -> i.x.reshape(Shape.batch(2), 2).square());
    add(r, "transpose", i -> i.x.transpose(1, 0));
    add(r, "repeatRows", i -> i.x.repeatRows(3).sin());
    add(r, "broadcast", i -> i.x.unsqueeze(1).times(i.y.unsqueeze(1)));
    add(r, "batch size", i -> i.x.times(Tensor.batchSize(i.x.dtype())));
  }

  private static void matrices(List<EngineOperation> r) {
    add(r, "matmul", i -> i.x.matmul(i.y.unsqueeze(1).times(i.y)));
    add(r, "matmul over rows", i -> i.x.mT().matmul(i.x.sin()));
    add(r, "batched matmul", i -> i.x.reshape(B, 2, 2).matmul(i.x.sin().reshape(B, 2, 2)));
    add(
        r,
        "attention",
        i -> i.x.reshape(B, 2, 2).attention(i.x.reshape(B, 2, 2), i.x.cos().reshape(B, 2, 2)));
    add(r, "conv2d", i -> i.x.reshape(B, 1, 2, 2).conv2d(i.y.reshape(1, 1, 2, 2), 1, 1));
  }

  private static void add(List<EngineOperation> r, String name, Function<Inputs, Tensor> body) {
    r.add(new EngineOperation(name, body));
  }

  /** The value; with gradients also those of sum v (v + 0.3) with respect to x and y. */
  Traced program(DType dtype, boolean gradients) {
    return Traced.of(
        name,
        signature(dtype),
        leaves -> {
          State in = new State(leaves);
          Tensor v = body.apply(new Inputs(in.get("x"), in.get("y"), in.get("index")));
          Map<String, Tensor> out = new LinkedHashMap<>();
          out.put("value", v);
          if (gradients) {
            Tensor loss = v.times(v.plus(0.3)).sum();
            List<Tensor> g = Gradients.of(loss, List.of(in.get("x"), in.get("y")));
            out.put("gradient of x", g.get(0));
            out.put("gradient of y", g.get(1));
          }
          return out;
        });
  }

  private static Signature signature(DType dtype) {
    return Signature.of("x", new ArraySpec(dtype, Shape.of(B, 4)))
        .with("y", new ArraySpec(dtype, Shape.of(4)))
        .with("index", ArraySpec.tokens(4));
  }

  /** Values for the inputs. */
  List<HostArray> inputs(DType dtype, HostRng rng, int batch) {
    double[] x = new double[4 * batch];
    double[] y = new double[4];
    double[] index = new double[4 * batch];
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 * rng.uniform() - 1.5;
      index[i] = rng.below(4);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = 0.5 + 1.5 * rng.uniform();
    }
    return List.of(
        HostArray.of(dtype, x, batch, 4),
        HostArray.of(dtype, y, 4),
        HostArray.of(DType.INT64, index, batch, 4));
  }
}
