package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;

/**
 * Means of a function of two points over all pairs, of the data and of every resample at once: each
 * pair is computed once. Cost: pairs times {@link Bootstrap#COLUMNS} multiplications.
 *
 * @param function symmetric
 */
record PairMeans(ToDoubleBiFunction<double[], double[]> function) {
  /** \(\frac{1}{nm} \sum_{ij} v_i w_j f(x_i, y_j)\) per column. */
  double[] across(double[][] x, double[][] v, double[][] y, double[][] w) {
    double[] sum = new double[Bootstrap.COLUMNS];
    for (int i = 0; i < x.length; i++) {
      add(sum, row(x[i], y, w, y.length), v[i], 1);
    }
    return over(sum, (double) x.length * y.length);
  }

  /** \(\frac{1}{n^2} \sum_{ij} w_i w_j f(x_i, x_j)\) per column, a point with itself included. */
  double[] within(double[][] x, double[][] w) {
    double[] sum = new double[Bootstrap.COLUMNS];
    for (int i = 0; i < x.length; i++) {
      add(sum, row(x[i], x, w, i), w[i], 2);
      double self = function.applyAsDouble(x[i], x[i]);
      for (int b = 0; b < sum.length; b++) {
        sum[b] += w[i][b] * w[i][b] * self;
      }
    }
    return over(sum, (double) x.length * x.length);
  }

  private double[] row(double[] point, double[][] others, double[][] weights, int n) {
    double[] r = new double[Bootstrap.COLUMNS];
    for (int j = 0; j < n; j++) {
      double f = function.applyAsDouble(point, others[j]);
      double[] w = weights[j];
      for (int b = 0; b < r.length; b++) {
        r[b] += w[b] * f;
      }
    }
    return r;
  }

  private static void add(double[] sum, double[] row, double[] weight, double factor) {
    for (int b = 0; b < sum.length; b++) {
      sum[b] += factor * weight[b] * row[b];
    }
  }

  private static double[] over(double[] sum, double count) {
    return Arrays.stream(sum).map(s -> s / count).toArray();
  }
}
