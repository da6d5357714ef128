package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Tensor;

/**
 * Explicit Runge-Kutta steps of dX = F dt on flat spaces, with the velocity itself: {@code k_i =
 * F(x + h sum_j a_ij k_j, t + c_i h)}, {@code x' = x + h sum_i b_i k_i}.
 *
 * <p>On a last step, at whose end F may be infinite, a second tableau without a node there takes
 * over. One step of order q has a local error of order q + 1, so that a last step of one order less
 * leaves the order of the whole.
 *
 * @param id in configurations
 * @param order of the whole
 * @param usual the tableau of steps that end before t = 1
 * @param last that of a step that ends there
 */
record RungeKutta(ComponentId id, int order, Tableau usual, Tableau last) implements Stepper {
  /**
   * The coefficients.
   *
   * @param c nodes, the first 0
   * @param a row i - 1: the weights of k_0 .. k_(i-1) in stage i; the last row is b
   */
  record Tableau(double[] c, double[][] a) {}

  /** The classical method of order 4; Ralston's of order 3 on the last step. */
  static RungeKutta classical() {
    return new RungeKutta(
        ComponentId.of("rk4@1"),
        4,
        new Tableau(
            new double[] {0, 0.5, 0.5, 1},
            new double[][] {{0.5}, {0, 0.5}, {0, 0, 1}, {1 / 6., 1 / 3., 1 / 3., 1 / 6.}}),
        new Tableau(
            new double[] {0, 0.5, 0.75},
            new double[][] {{0.5}, {0, 0.75}, {2 / 9., 1 / 3., 4 / 9.}}));
  }

  private Tableau tableau(boolean ends) {
    return ends ? last : usual;
  }

  @Override
  public boolean reversible() {
    return true;
  }

  @Override
  public double[] nodes(boolean ends) {
    return tableau(ends).c().clone();
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    Tableau t = tableau(at.last());
    Tensor h = at.to().t().minus(at.from().t());
    List<State> slopes = new ArrayList<>();
    State x = x0;
    for (int i = 0; i <= k; i++) {
      Times node = at.nodes().get(i);
      slopes.add(evaluated.get(i).value(x, node));
      x = x0;
      for (int j = 0; j <= i; j++) {
        double weight = t.a()[i][j];
        x = weight == 0 ? x : x.plus(slopes.get(j).times(h.times(weight)));
      }
    }
    return x;
  }
}
