package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/**
 * Lowers one training step: outputs, gradient, clipping by the global norm, optimiser, moving
 * average.
 *
 * <p>The fused optimisers ignore strides, so a transposed gradient would be read in the wrong order
 * without an error: every gradient is made dense. Gradients are never written to, because two
 * weights may share one.
 */
final class TrainingWriter {
  private static final String GRADIENT = "(gradient) ";

  /**
   * What a step takes beside the arguments of a program: moments, average, number of steps, rate.
   */
  private static final String STATE =
      ", m: List[Tensor], v: List[Tensor], e: List[Tensor], s: List[Tensor], lr: float";

  private final OptimizerSpec optimizer;
  private final Weights weights;

  TrainingWriter(OptimizerSpec optimizer, Weights weights) {
    this.optimizer = optimizer;
    this.weights = weights;
  }

  /**
   * The step. Its results are the gradient's norm and the outputs of the program, in order.
   *
   * @param leaves the leaf of each weight in the program, by name; unused weights have none
   */
  Script write(Traced program, Map<String, Tensor> leaves, String device) {
    Traced step = withGradients(program, leaves);
    TorchScriptWriter w = new TorchScriptWriter(step, device);
    List<Tensor> list = new ArrayList<>();
    weights.list().forEach(x -> list.add(leaves.getOrDefault(x.name(), x.tensor())));
    w.bindWeights(list);
    w.emit();
    Lowering low = w.lowering();
    StringJoiner gradients = new StringJoiner(", ", "g = [", "]");
    weights
        .list()
        .forEach(
            x ->
                gradients.add(
                    "torch.contiguous(" + low.ref(step.output(GRADIENT + x.name())) + ")"));
    StringJoiner results = new StringJoiner(", ", "r = [n, ", "]");
    program.outputs().keySet().forEach(o -> results.add(w.output(step.output(o))));
    low.line(gradients.toString());
    norm(low);
    low.line(results.toString());
    update(low);
    low.line("return r");
    return w.script(STATE);
  }

  private Traced withGradients(Traced program, Map<String, Tensor> leaves) {
    return program.map(
        outputs -> {
          Map<String, Tensor> all = new LinkedHashMap<>(outputs);
          List<Tensor> xs = new ArrayList<>();
          weights.list().forEach(x -> xs.add(leaves.getOrDefault(x.name(), x.tensor())));
          Tensor loss = Objects.requireNonNull(outputs.get("loss"));
          List<Tensor> gradients = Gradients.of(loss, xs);
          for (int i = 0; i < xs.size(); i++) {
            all.put(GRADIENT + weights.list().get(i).name(), gradients.get(i));
          }
          return all;
        });
  }

  private boolean mixed() {
    return weights.list().stream().map(Weight::dtype).distinct().count() > 1;
  }

  /** The element type of the gradient's norm. */
  DType normType() {
    return mixed() ? DType.FLOAT64 : weights.list().get(0).dtype();
  }

  private void norm(Lowering low) {
    low.line("q = torch._foreach_norm(g, 2)");
    if (mixed()) {
      StringJoiner same = new StringJoiner(", ", "q = [", "]");
      for (int i = 0; i < weights.list().size(); i++) {
        same.add(Lowering.cast("q[" + i + "]", DType.FLOAT64));
      }
      low.line(same.toString());
    }
    low.line("n = torch.linalg_vector_norm(torch.stack(q))");
  }

  /** A step whose norm is not finite changes nothing. */
  private void update(Lowering low) {
    low.line("if bool(torch.isfinite(n)):");
    if (optimizer.clipNorm() < Double.POSITIVE_INFINITY) {
      low.line("  a = torch.div(" + number(optimizer.clipNorm()) + ", torch.add(float(n), 1e-06))");
      low.line("  if torch.lt(a, 1.):");
      low.line("    h = torch._foreach_mul(g, a)");
      low.line("  else:");
      low.line("    h = g");
    } else {
      low.line("  h = g");
    }
    low.line("  torch._foreach_add_(s, 1)");
    rule(low);
    if (optimizer.averageDecay() > 0) {
      low.line("  torch._foreach_lerp_(e, p, " + number(1 - optimizer.averageDecay()) + ")");
    }
  }

  private void rule(Lowering low) {
    OptimizerSpec.Rule rule = optimizer.rule();
    if (rule instanceof OptimizerSpec.AdamW r) {
      adam(low, "_fused_adamw_", r.beta1(), r.beta2(), r.epsilon(), r.weightDecay());
    } else if (rule instanceof OptimizerSpec.Adam r) {
      adam(low, "_fused_adam_", r.beta1(), r.beta2(), r.epsilon(), 0);
    } else if (rule instanceof OptimizerSpec.Sgd r) {
      sgd(low, r.momentum());
    }
  }

  private void adam(
      Lowering low, String kernel, double beta1, double beta2, double epsilon, double decay) {
    int n = weights.list().size();
    low.line(
        "  torch."
            + kernel
            + "(p, h, m, v, annotate(List[Tensor], []), ["
            + "s[0], ".repeat(n - 1)
            + "s[0]], lr=lr, beta1="
            + number(beta1)
            + ", beta2="
            + number(beta2)
            + ", weight_decay="
            + number(decay)
            + ", eps="
            + number(epsilon)
            + ", amsgrad=False, maximize=False)");
  }

  private static void sgd(Lowering low, double momentum) {
    if (momentum == 0) {
      low.line("  torch._foreach_add_(p, h, alpha=torch.neg(lr))");
    } else {
      low.line("  torch._foreach_mul_(m, " + number(momentum) + ")");
      low.line("  torch._foreach_add_(m, h)");
      low.line("  torch._foreach_add_(p, m, alpha=torch.neg(lr))");
    }
  }

  private static String number(double x) {
    return Lowering.literal(x, DType.FLOAT64);
  }
}
