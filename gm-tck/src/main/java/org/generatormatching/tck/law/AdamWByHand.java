package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * What a training program should do, in plain Java: gradients from the interpreter, clipping by the
 * global norm, then the formulas of {@link OptimizerSpec.AdamW} in double arithmetic, weights
 * rounded to their type after each step.
 */
public final class AdamWByHand {
  private final Traced program;
  private final OptimizerSpec.AdamW rule;
  private final double clipNorm;
  private final List<Tensor> leaves;
  private final List<Tensor> wanted = new ArrayList<>();
  private final Map<String, HostArray> weights;
  private final Map<String, double[]> first = new HashMap<>();
  private final Map<String, double[]> second = new HashMap<>();
  private int steps;

  /**
   * A training that starts from given weights.
   *
   * @param program gives {@code loss}
   * @param clipNorm the largest norm of a gradient
   */
  public AdamWByHand(
      Traced program, OptimizerSpec.AdamW rule, double clipNorm, Map<String, HostArray> initial) {
    this.program = program;
    this.rule = rule;
    this.clipNorm = clipNorm;
    this.leaves = program.leaves(Op.WEIGHT);
    this.weights = new LinkedHashMap<>(initial);
    Tensor loss = program.output("loss");
    wanted.add(loss);
    wanted.addAll(Gradients.of(loss, leaves));
    initial.forEach(
        (n, a) -> {
          first.put(n, new double[a.size()]);
          second.put(n, new double[a.size()]);
        });
  }

  /** Trains one step and gives the loss before it. */
  public double step(int batch, List<HostArray> inputs, NoiseKey key, double learningRate) {
    Map<Tensor, HostArray> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(program.inputs().get(i), inputs.get(i));
    }
    leaves.forEach(t -> values.put(t, Objects.requireNonNull(weights.get(name(t)))));
    List<HostArray> out = Reference.eval(wanted, batch, values, key);
    double squares = 0;
    for (HostArray g : out.subList(1, out.size())) {
      for (int i = 0; i < g.size(); i++) {
        squares += g.get(i) * g.get(i);
      }
    }
    double factor = Math.min(1, clipNorm / (Math.sqrt(squares) + 1e-6));
    steps++;
    for (int k = 0; k < leaves.size(); k++) {
      update(name(leaves.get(k)), out.get(k + 1), factor, learningRate);
    }
    return out.get(0).item();
  }

  private void update(String name, HostArray gradient, double factor, double learningRate) {
    HostArray old = Objects.requireNonNull(weights.get(name));
    double[] m = Objects.requireNonNull(first.get(name));
    double[] v = Objects.requireNonNull(second.get(name));
    double[] w = new double[m.length];
    for (int i = 0; i < w.length; i++) {
      double g = factor * gradient.get(i);
      m[i] = rule.beta1() * m[i] + (1 - rule.beta1()) * g;
      v[i] = rule.beta2() * v[i] + (1 - rule.beta2()) * g * g;
      double mean = m[i] / (1 - Math.pow(rule.beta1(), steps));
      double size = Math.sqrt(v[i] / (1 - Math.pow(rule.beta2(), steps))) + rule.epsilon();
      w[i] = old.get(i) * (1 - learningRate * rule.weightDecay()) - learningRate * mean / size;
    }
    weights.put(name, HostArray.of(old.dtype(), w, old.dims()));
  }

  private static String name(Tensor leaf) {
    return ((Attribute.Name) leaf.attribute()).name();
  }
}
