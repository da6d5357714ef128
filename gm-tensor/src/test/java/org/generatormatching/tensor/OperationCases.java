package org.generatormatching.tensor;

import static org.generatormatching.tensor.Shape.B;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A table in which every operation occurs; what engines are compared on. All floating inputs have
 * one element type, FLOAT64 where nothing else is asked for.
 */
public final class OperationCases {
  private final DType dtype;
  private final List<OperationCase> cases = new ArrayList<>();

  private OperationCases(DType dtype) {
    this.dtype = dtype;
  }

  /** The table in FLOAT64. */
  public static List<OperationCase> all() {
    return all(DType.FLOAT64);
  }

  /** The table in an element type. */
  public static List<OperationCase> all(DType dtype) {
    OperationCases c = new OperationCases(dtype);
    c.leaves();
    c.twoOperands();
    c.integersAndTruth();
    c.oneOperand();
    c.reductions();
    c.matrices();
    c.indexing();
    c.shapes();
    c.symbolicBatch();
    c.composites();
    c.derivatives();
    return List.copyOf(c.cases);
  }

  private interface Body {
    Tensor of(Tensor[] x);
  }

  private void add(String name, Body body, OperationCase.Input... inputs) {
    add(name, true, List.of(), body, inputs);
  }

  private void rough(String name, Body body, OperationCase.Input... inputs) {
    add(name, false, List.of(), body, inputs);
  }

  private void add(
      String name, boolean smooth, List<Weight> weights, Body body, OperationCase.Input... inputs) {
    Function<List<Tensor>, Tensor> f = x -> body.of(x.toArray(Tensor[]::new));
    cases.add(new OperationCase(name, List.of(inputs), weights, smooth, f));
  }

  /** A case of one input [B, 3] in (-1.5, 1.5). */
  private void one(String name, UnaryOperator<Tensor> f) {
    add(name, x -> f.apply(x[0]), x(B, 3));
  }

  private void positive(String name, UnaryOperator<Tensor> f) {
    add(name, x -> f.apply(x[0]), between(0.5, 2, B, 3));
  }

  private OperationCase.Input x(long... dims) {
    return between(-1.5, 1.5, dims);
  }

  private OperationCase.Input between(double low, double high, long... dims) {
    return new OperationCase.Input(new ArraySpec(dtype, Shape.of(dims)), low, high);
  }

  private static OperationCase.Input integers(long low, long high, long... dims) {
    return new OperationCase.Input(new ArraySpec(DType.INT64, Shape.of(dims)), low, high);
  }

  private static OperationCase.Input truths(long... dims) {
    return new OperationCase.Input(new ArraySpec(DType.BOOL, Shape.of(dims)), 0, 2);
  }

  private Tensor number(double v) {
    return Tensor.of(v, dtype);
  }

  private Tensor array(double... v) {
    return Tensor.of(HostArray.of(dtype, v, v.length));
  }

  private void leaves() {
    one("constant array", x -> x.times(array(0.5, -1, 2)));
    one("constant number", x -> x.times(number(0.1)).plus(number(3)));
    one("full", x -> x.plus(Tensor.full(1.5, dtype, Shape.of(B, 3)).times(x)));
    one("iota", x -> x.plus(Tensor.iota(3).cast(dtype)));
    one("batch size", x -> x.times(Tensor.batchSize(dtype)));
    Weight w = new Weight("w", dtype, Shape.of(3, 2), new Weight.Initializer.Normal(1));
    Weight b = new Weight("b", dtype, Shape.of(2), new Weight.Initializer.Constant(0));
    add(
        "weights",
        true,
        List.of(w, b),
        x -> x[0].matmul(w.tensor()).plus(b.tensor()).tanh().matmul(w.tensor().mT()),
        x(B, 3));
    DType noise = dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    one(
        "normal noise",
        x -> x.times(Rng.root().fork("case").normal(noise, Shape.of(B, 3)).cast(dtype)));
    one(
        "uniform noise",
        x ->
            x.plus(
                Rng.root()
                    .fork("case")
                    .uniform(noise, Shape.of(Shape.batch(2), 3))
                    .cast(dtype)
                    .slice(0, 1, 2)));
  }

  private void twoOperands() {
    add("plus a row", x -> x[0].plus(x[1]), x(B, 3), x(3));
    add("plus a scalar", x -> x[0].plus(x[1]), x(B, 3), x());
    add("minus, both stretched", x -> x[0].minus(x[1]), x(B, 1, 3), x(4, 1));
    add(
        "minus of stretched numbers",
        x -> x[0].broadcast(Shape.of(B, 3)).minus(x[1].broadcast(Shape.of(B, 3))),
        x(),
        x(1));
    add("times a column", x -> x[0].times(x[1]), x(B, 3), x(B, 1));
    add("times of rank 4", x -> x[0].times(x[1]), x(B, 2, 1, 3), x(2, 4, 1));
    add("times itself", x -> x[0].times(x[0]), x(B, 3));
    add("div", x -> x[0].div(x[1]), x(B, 3), between(0.5, 2, 3));
    positive("rdiv", x -> x.rdiv(2));
    one("rsub", x -> x.rsub(2));
    add("pow", x -> x[0].pow(x[1]), between(0.5, 2, B, 3), between(0.5, 2, 3));
    add("pow of a number", x -> x[0].pow(2.5), between(0.5, 2, B, 3));
    add("atan2", x -> x[0].atan2(x[1]), x(B, 3), between(0.5, 2, 3));
    add("max", x -> x[0].max(x[1]), x(B, 3), x(3));
    add("min", x -> x[0].min(x[1]), x(B, 3), x(3));
    one("clip", x -> x.max(-0.5).min(0.5).plus(x.square()));
    add("where", x -> x[0].where(x[1].sin(), x[2]), truths(B, 3), x(B, 3), x(3));
    one("where with a number", x -> x.lt(0.2).where(x.sin(), number(0)));
    one(
        "where with infinity",
        x -> x.lt(1.2).where(x, number(Double.NEGATIVE_INFINITY)).softmax(-1).times(x));
    one("comparison as a factor", x -> x.le(0.2).cast(dtype).times(x));
  }

  private void integersAndTruth() {
    add("less", x -> x[0].lt(x[1]), x(B, 3), x(3));
    add("equal integers", x -> x[0].eq(x[1]), integers(0, 3, B, 3), integers(0, 3, 3));
    add("greater", x -> x[0].gt(0).or(x[0].ge(x[0])), x(B, 3));
    add(
        "and, or, not",
        x -> x[0].and(x[1]).or(x[0].not()).and(x[1].eq(x[0]).not()),
        truths(B, 3),
        truths(3));
    add(
        "integer arithmetic",
        x -> x[0].plus(x[1]).times(2).minus(1).neg().abs().sign(),
        integers(-5, 9, B, 3),
        integers(0, 9, 3));
    add("floorDiv", x -> x[0].floorDiv(x[1]), integers(-9, 9, B, 3), integers(1, 4, 3));
    add("floorMod", x -> x[0].floorMod(x[1]), integers(-9, 9, B, 3), integers(1, 4, 3));
    add(
        "floorDiv by a negative",
        x -> x[0].floorDiv(x[1]).times(10).plus(x[0].floorMod(x[1])),
        integers(-9, 9, B, 3),
        integers(-4, 0, 3));
    add("integer max", x -> x[0].max(x[1]).min(3), integers(-5, 9, B, 3), integers(-5, 9, 3));
    add("count", x -> x[0].lt(0).cast(DType.INT64).sum(1), x(B, 5));
    add("isFinite", x -> x[0].rdiv(0).isFinite(), x(B, 3));
    add("isFinite of a log", x -> x[0].log().isFinite(), x(B, 3));
    add("cast to integer", x -> x[0].times(3).cast(DType.INT64), x(B, 3));
    add("cast to truth", x -> x[0].cast(DType.BOOL), integers(-1, 2, B, 3));
    add("truth to float", x -> x[0].cast(dtype), truths(B, 3));
  }

  private void oneOperand() {
    one("neg", Tensor::neg);
    one("abs", Tensor::abs);
    one("sign", x -> x.sign().times(x));
    one("floor", x -> x.floor().times(x));
    one("exp", Tensor::exp);
    one("expm1", Tensor::expm1);
    positive("log", Tensor::log);
    add("log1p", x -> x[0].log1p(), between(-0.5, 2, B, 3));
    positive("sqrt", Tensor::sqrt);
    positive("rsqrt", Tensor::rsqrt);
    one("square", Tensor::square);
    one("sin", Tensor::sin);
    one("cos", Tensor::cos);
    one("tanh", Tensor::tanh);
    one("sigmoid", Tensor::sigmoid);
    one("softplus", Tensor::softplus);
    one("softplus far out", x -> x.times(8).softplus());
    one("erf", Tensor::erf);
    one("relu", Tensor::relu);
    add("lgamma", x -> x[0].lgamma(), between(0.2, 5, B, 3));
    add("digamma", x -> x[0].polygamma(0), between(0.5, 5, B, 3));
    add("trigamma", x -> x[0].polygamma(1), between(0.7, 5, B, 3));
    rough("through FLOAT32", x -> x[0].cast(DType.FLOAT32).cast(dtype), x(B, 3));
    rough("through BFLOAT16", x -> x[0].cast(DType.BFLOAT16).cast(dtype), x(B, 3));
    rough(
        "stopGradient",
        x -> x[0].times(x[0].sin().stopGradient().plus(1)).plus(x[0].square()),
        x(B, 3));
    one("watch", x -> x.sin().watch("sine").times(x));
  }

  private void reductions() {
    one("sum", x -> x.sum(1));
    one("sum over the batch", x -> x.sum(0));
    one("sum of all", Tensor::sum);
    one("sumKeep", x -> x.sumKeep(0, 1));
    add("sum over the middle", x -> x[0].sum(1), x(B, 3, 4));
    add("sum over outer axes", x -> x[0].sum(0, 2), x(B, 3, 4));
    one("mean", x -> x.mean(1));
    one("meanKeep", x -> x.meanKeep(-1).times(x));
    one("mean over the batch", x -> x.plus(1).mean(0));
    one("mean of all", Tensor::mean);
    one("amax", x -> x.amax(1));
    one("amaxKeep", x -> x.amaxKeep(1).times(x));
    add("amax over the middle", x -> x[0].amax(1), x(B, 3, 4));
    add("argmax", x -> x[0].argmax(1), x(B, 5));
    add("argmax over the middle", x -> x[0].argmax(1), x(B, 5, 2));
    one("cumsum", x -> x.cumsum(-1));
    one("cumsum over the batch", x -> x.cumsum(0));
    add("cumsum of integers", x -> x[0].cumsum(1), integers(0, 9, B, 4));
    one("flip", x -> x.flip(1));
    one("flip the batch", x -> x.flip(0));
    one("sort", x -> x.sort(1));
    add("argsort", x -> x[0].argsort(1), x(B, 7));
    add("argsort of equal integers", x -> x[0].argsort(1), integers(0, 3, B, 9));
    add("sort over the middle", x -> x[0].sort(1), x(B, 4, 2));
    add(
        "searchSorted left",
        x -> x[0].cumsum(1).searchSorted(x[1], false),
        integers(0, 3, B, 6),
        integers(0, 12, B, 4));
    add(
        "searchSorted right",
        x -> x[0].cumsum(1).searchSorted(x[1], true),
        integers(0, 3, B, 6),
        integers(0, 12, B, 4));
    add("searchSorted in a vector", x -> array(-1, 0, 0.5, 1).searchSorted(x[0], true), x(B, 4));
  }

  private void matrices() {
    add("matmul", x -> x[0].matmul(x[1]), x(B, 3), x(3, 4));
    add("matmul with a column", x -> x[0].matmul(x[1]), x(B, 3), x(3, 1));
    add("matmul, wide", x -> x[0].matmul(x[1]), x(B, 3), x(3, 9));
    add("matmul over nothing", x -> x[0].matmul(x[1]), x(B, 0), x(0, 2));
    add("matmul over the batch", x -> x[0].mT().matmul(x[1]), x(B, 3), x(B, 2));
    add("linear layer", x -> x[0].matmul(x[1]).plus(x[2]), x(B, 5, 3), x(3, 4), x(4));
    add("batched matmul", x -> x[0].matmul(x[1]), x(B, 5, 3), x(B, 3, 2));
    add("batched matmul of rank 4", x -> x[0].matmul(x[1].mT()), x(B, 2, 5, 3), x(B, 2, 4, 3));
    add("matrix times batch", x -> x[0].matmul(x[1]), x(2, 3), x(B, 3, 2));
    add("conv2d", x -> x[0].conv2d(x[1], 1, 1), x(B, 2, 5, 5), x(3, 2, 3, 3));
    add("conv2d of stride 2", x -> x[0].conv2d(x[1], 2, 1), x(B, 2, 6, 5), x(3, 2, 3, 3));
    add("conv2d without padding", x -> x[0].conv2d(x[1], 2, 0), x(B, 1, 6, 6), x(2, 1, 3, 3));
    add("conv2d of single pixels", x -> x[0].conv2d(x[1], 1, 0), x(B, 3, 2, 2), x(2, 3, 1, 1));
    add(
        "conv2d with bias",
        x -> x[0].conv2d(x[1], 1, 1).plus(x[2]),
        x(B, 2, 4, 4),
        x(3, 2, 3, 3),
        x(3, 1, 1));
  }

  private void indexing() {
    add("gather", x -> x[0].gather(1, x[1]), x(B, 4), integers(0, 4, B, 2));
    add("gather over the middle", x -> x[0].gather(1, x[1]), x(B, 4, 2), integers(0, 4, B, 3, 2));
    add("scatterAdd", x -> x[0].scatterAdd(1, x[1], x[2]), x(B, 4), integers(0, 4, B, 6), x(B, 6));
    add("take", x -> x[0].take(x[1]), x(6, 3), integers(0, 6, B, 2));
    add("take numbers", x -> x[0].take(x[1]), x(6), integers(0, 6, B));
    add("oneHot", x -> x[0].times(x[1].oneHot(5, dtype)), x(B, 2, 5), integers(-1, 7, B, 2));
    add("oneHot of integers", x -> x[0].oneHot(4, DType.INT64), integers(-1, 5, B));
  }

  private void shapes() {
    one("reshape", x -> x.reshape(Shape.batch(3)).times(2));
    one("reshape, batch last", x -> x.reshape(3, B));
    one("transpose", x -> x.transpose(1, 0));
    add("transpose of rank 4", x -> x[0].transpose(2, 0, 3, 1), x(B, 2, 3, 4));
    one("broadcast", x -> x.unsqueeze(1).broadcast(Shape.of(B, 5, 3)));
    one("slice", x -> x.slice(1, 1, 3));
    one("at", x -> x.at(1, 2));
    one("pad", x -> x.pad(1, 2, 1));
    add("pad of integers", x -> x[0].pad(1, 1, 1), integers(1, 9, B, 2));
    one("concat", x -> Tensor.concat(1, x, x.sin(), x.slice(1, 0, 1)));
    one("stack", x -> Tensor.stack(1, x, x.sin()));
    one("stack last", x -> Tensor.stack(-1, x, x.sin()));
    add("alignTo", x -> x[0].alignTo(x[1]).times(x[1]), x(B), x(B, 2, 3));
    add("einsum", x -> Einsum.of("bik,bjk,j->bi", x[0], x[1], x[2]), x(B, 2, 3), x(B, 4, 3), x(4));
  }

  private void symbolicBatch() {
    one(
        "two batches",
        x -> {
          Tensor u = Tensor.concat(0, x, x.sin());
          return u.slice(0, 1, 2).times(u.slice(0, 0, 1));
        });
    one("pad the batch", x -> x.pad(0, 1, 2).cos().slice(0, 0, 2));
    one("repeatRows", x -> x.repeatRows(4).sin().reshape(B, 4, 3).mean(1));
    one(
        "outer copies",
        x -> x.unsqueeze(0).broadcast(Shape.of(4, B, 3)).reshape(Shape.batch(4), 3).sin());
    add(
        "flatten rows",
        x -> x[0].reshape(Shape.batch(5), 3).matmul(x[1]).reshape(B, 5, 2),
        x(B, 5, 3),
        x(3, 2));
  }

  private void composites() {
    one("silu", Tensor::silu);
    one("gelu", Tensor::gelu);
    one("softmax", x -> x.softmax(-1));
    one("softmax over the batch", x -> x.softmax(0));
    add("softmax over the middle", x -> x[0].softmax(1), x(B, 4, 2));
    one("logSoftmax", x -> x.logSoftmax(-1));
    add("logSoftmax over the middle", x -> x[0].logSoftmax(1), x(B, 4, 2));
    one("logSumExp", x -> x.logSumExp(-1));
    add("layerNorm", x -> x[0].layerNorm(x[1], x[2], 1e-2), x(B, 4, 3), x(3), x(3));
    add("groupNorm", x -> x[0].groupNorm(2, x[1], x[2], 1e-2), x(B, 4, 2, 2), x(4), x(4));
    add("groupNorm of vectors", x -> x[0].groupNorm(2, x[1], x[2], 1e-1), x(B, 6), x(6), x(6));
    add("attention", x -> x[0].attention(x[1], x[2]), x(B, 4, 3), x(B, 5, 3), x(B, 5, 2));
    add("attention of heads", x -> x[0].attention(x[0], x[1]), x(B, 2, 3, 4), x(B, 2, 3, 4));
    add("upsample", x -> x[0].upsample(2), x(B, 2, 2, 3));
    add(
        "layerNorm whose scale is its input's",
        x -> x[0].times(x[1]).layerNorm(x[1], x[1].sin(), 1e-1),
        x(B, 3),
        between(0.5, 1.5, 3));
  }

  private void derivatives() {
    one("jvp", x -> Gradients.jvp(x.sin().times(x.sum(1).unsqueeze(1)), x, x.cos()));
    one("gradient", x -> Gradients.of(x.tanh().times(x), x));
    one("hessian row", x -> Gradients.of(Gradients.of(x.silu().square(), x).at(1, 0), x));
  }
}
