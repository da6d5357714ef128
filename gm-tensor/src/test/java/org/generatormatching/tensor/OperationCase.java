package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One use of an operation, with its first and second derivatives, as a program that any engine can
 * run.
 *
 * @param name what is tried
 * @param inputs the inputs and their ranges
 * @param weights the weights that the function uses
 * @param smooth whether central differences agree with the gradients: not across a rounding, nor
 *     through a stopped gradient
 * @param function the function of the inputs
 */
public record OperationCase(
    String name,
    List<Input> inputs,
    List<Weight> weights,
    boolean smooth,
    Function<List<Tensor>, Tensor> function) {

  /**
   * An input: floating values uniform in [low, high), integers of low .. high-1, truth values
   * evenly.
   *
   * @param spec type and shape
   * @param low least value
   * @param high bound of the values
   */
  public record Input(ArraySpec spec, double low, double high) {}

  /**
   * The program of this case: {@code value}; and if it is floating, {@code loss} = sum of y (y +
   * 0.3), a {@code gradientK} of it for every floating input, {@code curvature} = sum of g sin g
   * over those gradients, and a {@code secondK} of that for every floating input.
   */
  public Traced program() {
    return Traced.of(
        name,
        signature(),
        leaves -> {
          List<Tensor> x = List.copyOf(leaves.values());
          Map<String, Tensor> out = new LinkedHashMap<>();
          Tensor y = function.apply(x);
          out.put("value", y);
          if (y.dtype().floating()) {
            derivatives(y, x, out);
          }
          return out;
        });
  }

  private static void derivatives(Tensor y, List<Tensor> inputs, Map<String, Tensor> out) {
    List<Tensor> x = inputs.stream().filter(t -> t.dtype().floating()).toList();
    Tensor loss = y.times(y.plus(0.3)).sum();
    out.put("loss", loss);
    List<Tensor> first = Gradients.of(loss, x);
    Tensor curvature = Tensor.of(0, y.dtype());
    for (int i = 0; i < x.size(); i++) {
      out.put("gradient" + i, first.get(i));
      curvature = curvature.plus(first.get(i).times(first.get(i).sin()).sum().cast(y.dtype()));
    }
    out.put("curvature", curvature);
    List<Tensor> second = Gradients.of(curvature, x);
    for (int i = 0; i < x.size(); i++) {
      out.put("second" + i, second.get(i));
    }
  }

  /** The inputs as {@code x0}, {@code x1}, ... */
  public Signature signature() {
    Signature s = Signature.empty();
    for (int i = 0; i < inputs.size(); i++) {
      s = s.with("x" + i, inputs.get(i).spec());
    }
    return s;
  }

  /** Values for the inputs, the same at every call. */
  public List<HostArray> values(int batch) {
    List<HostArray> r = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + batch);
    for (Input i : inputs) {
      r.add(values(i, batch, random));
    }
    return r;
  }

  private static HostArray values(Input input, int batch, SplittableRandom random) {
    Shape shape = input.spec().shape();
    double[] v = new double[Math.toIntExact(shape.size(batch))];
    DType dtype = input.spec().dtype();
    for (int i = 0; i < v.length; i++) {
      double u = input.low() + (input.high() - input.low()) * random.nextDouble();
      v[i] =
          switch (dtype) {
            case BOOL -> random.nextInt(2);
            case INT64 -> Math.floor(u);
            default -> u;
          };
    }
    return HostArray.of(dtype, v, shape.concrete(batch));
  }

  /** Values for the weights by name, the same at every call. */
  public Map<String, HostArray> weightValues() {
    Map<String, HostArray> r = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(7);
    for (Weight w : weights) {
      r.put(w.name(), values(new Input(new ArraySpec(w.dtype(), w.shape()), -1, 1), 1, random));
    }
    return r;
  }

  @Override
  public String toString() {
    return name;
  }
}
