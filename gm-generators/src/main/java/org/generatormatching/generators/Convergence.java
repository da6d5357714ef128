package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * How fast simulated terms come to the law of their generator as steps shrink, without a sample. On
 * Gaussian data every step is an affine map of its point and its noise; so is a whole simulation,
 *
 * <pre>
 *   x_K = b + a x_0 + sum_k c_k e_k,     mean b + a m_0,     variance a^2 v_0 + sum_k c_k^2,
 * </pre>
 *
 * whose coefficients are the ends of rows that start from 0 and 1 and have a single noise of 1
 * each. The error is that of mean and variance at the end of the grid, the larger one, in FLOAT64.
 *
 * @param evaluations of the model in the coarse grid
 * @param coarse error of a grid
 * @param fine error of the grid with twice as many steps
 */
public record Convergence(int evaluations, double coarse, double fine) {
  private static final double AFFINE = 1e-8;
  private static final String POINT = "x.";

  /** The measured weak order p, where the error is proportional to h^p. */
  public double order() {
    return Math.log(coarse / fine) / Math.log(2);
  }

  /**
   * Measures a superposition on a line.
   *
   * @param terms of heads over R^1 in FLOAT64, whose point is the array {@code x}
   * @param law what they carry
   * @param from first time
   * @param to last time
   * @param steps of the coarse grid
   * @return nothing where steps are not affine, as with noise that depends on the point
   * @throws GmException if the terms share no evaluations
   */
  public static Optional<Convergence> measure(
      List<Term> terms, GaussianLaw law, double from, double to, int steps) {
    Optional<End> coarse = end(terms, law, TimeGrid.uniform(from, to, steps));
    Optional<End> fine = end(terms, law, TimeGrid.uniform(from, to, 2 * steps));
    return coarse.flatMap(
        c -> fine.map(f -> new Convergence(c.evaluations(), c.error(), f.error())));
  }

  private record End(int evaluations, double error) {}

  private static Optional<End> end(List<Term> terms, GaussianLaw law, TimeGrid grid) {
    List<Step> steps = new ArrayList<>();
    Map<StepTrace.Kind, Step> kinds = new HashMap<>();
    Signature point =
        new Signature(Map.of("x", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 1))));
    int noises = 0;
    int evaluations = 0;
    for (int i = 0; i < grid.steps(); i++) {
      Step s =
          kinds.computeIfAbsent(
              StepTrace.Kind.of(grid, i, terms),
              k -> {
                StepTrace trace = new StepTrace(law, terms, point, Signature.empty(), Set.of(), k);
                return new Step(trace, trace.trace());
              });
      steps.add(s);
      noises += s.noise().size();
      evaluations += s.trace().nodes().length;
    }
    Rows rows = new Rows(noises);
    for (int i = 0; i < grid.steps(); i++) {
      rows.step(steps.get(i), grid, i);
    }
    GaussianLaw.Moments start = law.moments(grid.at(0));
    GaussianLaw.Moments exact = law.moments(grid.at(grid.steps()));
    int all = evaluations;
    return rows.moments(start)
        .map(
            m ->
                new End(
                    all,
                    Math.max(
                        Math.abs(m.mean() - exact.mean()),
                        Math.abs(m.variance() - exact.variance()))));
  }

  private record Step(StepTrace trace, Traced traced) {
    List<Tensor> noise() {
      return traced.leaves(Op.NOISE);
    }
  }

  /**
   * Ends of: 0; 1; 2 with every noise 1, which tells whether the map is affine; 0 with one noise 1.
   */
  private static final class Rows {
    private static final int FIRST_NOISE = 3;

    private final int count;
    private int noises;
    private Map<String, HostArray> state = new LinkedHashMap<>();

    Rows(int noises) {
      this.count = FIRST_NOISE + noises;
      double[] x = new double[count];
      x[1] = 1;
      x[2] = 2;
      state.put(POINT + "x", HostArray.of(x, count, 1));
    }

    void step(Step step, TimeGrid grid, int i) {
      Map<String, HostArray> in = new HashMap<>(state);
      in.putAll(step.trace().numbers((factor, s) -> s, grid, i));
      Map<Tensor, HostArray> leaves = new HashMap<>();
      int k = 0;
      for (String n : step.traced().signature().names()) {
        leaves.put(step.traced().inputs().get(k++), in.get(n));
      }
      for (Tensor noise : step.noise()) {
        double[] e = new double[count];
        e[2] = 1;
        e[FIRST_NOISE + noises++] = 1;
        leaves.put(noise, HostArray.of(e, count, 1));
      }
      List<Tensor> outputs = List.copyOf(step.traced().outputs().values());
      List<HostArray> values = Reference.eval(outputs, count, leaves, NoiseKey.none());
      Map<String, HostArray> next = new LinkedHashMap<>();
      k = 0;
      for (String n : step.traced().outputs().keySet()) {
        next.put(n, values.get(k++));
      }
      state = next;
    }

    /** Empty if the rows do not lie on an affine map. */
    Optional<GaussianLaw.Moments> moments(GaussianLaw.Moments start) {
      double[] x = Objects.requireNonNull(state.get(POINT + "x")).doubles();
      double a = x[1] - x[0];
      double all = x[0] + 2 * a;
      double squares = 0;
      for (int j = FIRST_NOISE; j < count; j++) {
        all += x[j] - x[0];
        squares += (x[j] - x[0]) * (x[j] - x[0]);
      }
      return Math.abs(x[2] - all) > AFFINE * (1 + Math.abs(all))
          ? Optional.empty()
          : Optional.of(
              new GaussianLaw.Moments(x[0] + a * start.mean(), a * a * start.variance() + squares));
    }
  }
}
