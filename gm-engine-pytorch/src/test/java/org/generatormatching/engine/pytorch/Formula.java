package org.generatormatching.engine.pytorch;

import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weights;

/** Optimisers in plain double, as their formulas stand in {@link OptimizerSpec}. */
final class Formula {
  private final Weights weights;
  private final OptimizerSpec spec;
  private final double[][] value;
  private final double[][] first;
  private final double[][] second;
  private final double[][] average;
  private int steps;
  private double norm;

  Formula(Weights weights, Map<String, HostArray> initial, OptimizerSpec spec) {
    this.weights = weights;
    this.spec = spec;
    int n = weights.list().size();
    value = new double[n][];
    first = new double[n][];
    second = new double[n][];
    average = new double[n][];
    for (int i = 0; i < n; i++) {
      value[i] = initial.get(weights.list().get(i).name()).doubles().clone();
      first[i] = new double[value[i].length];
      second[i] = new double[value[i].length];
      average[i] = value[i].clone();
    }
  }

  double norm() {
    return norm;
  }

  void step(List<HostArray> gradients, double rate) {
    steps++;
    double square = 0;
    for (int i = 0; i < value.length; i++) {
      for (double g : gradients.get(i).doubles()) {
        square += g * g;
      }
    }
    norm = Math.sqrt(square);
    double factor = Math.min(1, spec.clipNorm() / (norm + 1e-6));
    for (int i = 0; i < value.length; i++) {
      double[] g = gradients.get(i).doubles();
      for (int j = 0; j < g.length; j++) {
        update(i, j, factor * g[j], rate);
        average[i][j] =
            spec.averageDecay() * average[i][j] + (1 - spec.averageDecay()) * value[i][j];
      }
    }
  }

  private void update(int i, int j, double g, double rate) {
    OptimizerSpec.Rule rule = spec.rule();
    if (rule instanceof OptimizerSpec.AdamW r) {
      value[i][j] *= 1 - rate * r.weightDecay();
      adam(i, j, g, rate, r.beta1(), r.beta2(), r.epsilon());
    } else if (rule instanceof OptimizerSpec.Adam r) {
      adam(i, j, g, rate, r.beta1(), r.beta2(), r.epsilon());
    } else if (rule instanceof OptimizerSpec.Sgd r) {
      first[i][j] = r.momentum() * first[i][j] + g;
      value[i][j] -= rate * first[i][j];
    }
  }

  private void adam(int i, int j, double g, double rate, double b1, double b2, double epsilon) {
    first[i][j] = b1 * first[i][j] + (1 - b1) * g;
    second[i][j] = b2 * second[i][j] + (1 - b2) * g * g;
    double m = first[i][j] / (1 - Math.pow(b1, steps));
    double v = second[i][j] / (1 - Math.pow(b2, steps));
    value[i][j] -= rate * m / (Math.sqrt(v) + epsilon);
  }

  void assertClose(TrainingProgram training, double tolerance) {
    Map<String, HostArray> got = training.weights().toHost();
    Map<String, HostArray> mean = training.average().toHost();
    for (int i = 0; i < value.length; i++) {
      String name = weights.list().get(i).name();
      HostArray a = got.get(name);
      Engines.assertClose(name, a, HostArray.of(a.dtype(), value[i], a.dims()), tolerance);
      Engines.assertClose(
          "average of " + name,
          mean.get(name),
          HostArray.of(a.dtype(), average[i], a.dims()),
          tolerance);
    }
  }
}
