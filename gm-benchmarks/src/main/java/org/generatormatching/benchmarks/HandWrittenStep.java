package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.engine.pytorch.TorchScriptFunction;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Weight;

/**
 * One training step of a perceptron as a PyTorch user would write it in TorchScript by hand:
 * torch's layers, autograd, clipping, fused AdamW and moving average, all in one call.
 */
final class HandWrittenStep implements AutoCloseable {
  private static final String HEAD =
      """
      def run(self, x: Tensor, u: Tensor, layers: int, p: List[Tensor], m: List[Tensor], \
      v: List[Tensor], e: List[Tensor], s: List[Tensor], lr: float, wd: float, clip: float, \
      average: float) -> List[Tensor]:
        torch.set_grad_enabled(True)
        r = annotate(List[Tensor], [])
        for i in range(torch.len(p)):
          t = torch.append(r, torch.requires_grad_(torch.detach(p[i]), True))
        h = x
        for i in range(layers):
          h = torch.silu(torch.linear(h, torch.t(r[torch.mul(2, i)]), r[torch.add(torch.mul(2, i), 1)]))
        h = torch.linear(h, torch.t(r[torch.mul(2, layers)]), r[torch.add(torch.mul(2, layers), 1)])
        l = torch.mse_loss(h, u)
        o = torch.autograd.grad([l], r, None, None, False, False)
        torch.set_grad_enabled(False)
        g = annotate(List[Tensor], [])
        for i in range(torch.len(o)):
          t = torch.append(g, torch.contiguous(unchecked_cast(Tensor, o[i])))
        n = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g, 2)))
        c = torch.clamp_max(torch.mul(torch.reciprocal(torch.add(n, 1e-06)), clip), 1.)
        k = torch._foreach_mul(g, c)
        torch._foreach_add_(s, 1)
        q = annotate(List[Tensor], [])
        for i in range(torch.len(p)):
          t = torch.append(q, s[0])
        torch._fused_adamw_(p, k, m, v, annotate(List[Tensor], []), q, lr=lr, beta1=0.9, beta2=0.999, weight_decay=wd, eps=1e-8, amsgrad=False, maximize=False)
        torch._foreach_lerp_(e, p, average)
        return [torch.detach(l), n]
      """;

  private final List<DeviceArray> state = new ArrayList<>();
  private final TorchScriptFunction function;
  private final TorchScriptFunction.Call call;

  /** A step on given rows, from the first values of the perceptron. */
  HandWrittenStep(Backend backend, Perceptron p, DeviceArray x, DeviceArray u) {
    OptimizerSpec.AdamW rule = (OptimizerSpec.AdamW) Perceptron.OPTIMIZER.rule();
    function = TorchScriptFunction.differentiating(backend, "hand-written step", HEAD);
    call =
        function
            .call()
            .array(x)
            .array(u)
            .integer(p.layers())
            .arrays(values(backend, p))
            .arrays(zeros(backend, p))
            .arrays(zeros(backend, p))
            .arrays(values(backend, p))
            .arrays(List.of(own(backend.upload(HostArray.of(new float[1], new long[] {})))))
            .number(Perceptron.RATE)
            .number(rule.weightDecay())
            .number(Perceptron.OPTIMIZER.clipNorm())
            .number(1 - Perceptron.OPTIMIZER.averageDecay());
  }

  private DeviceArray own(DeviceArray a) {
    state.add(a);
    return a;
  }

  private List<DeviceArray> values(Backend backend, Perceptron p) {
    return p.initial().values().stream().map(v -> own(backend.upload(v))).toList();
  }

  private List<DeviceArray> zeros(Backend backend, Perceptron p) {
    List<DeviceArray> r = new ArrayList<>();
    for (Weight w : p.weights().list()) {
      r.add(own(backend.upload(HostArray.zeros(w.dtype(), w.shape().dims()))));
    }
    return r;
  }

  /** One step; its loss stays on the device. */
  void step() {
    call.run().forEach(DeviceArray::close);
  }

  /** One step and its loss. */
  double stepAndLoss() {
    List<DeviceArray> r = call.run();
    double loss = r.get(0).toHost().item();
    r.forEach(DeviceArray::close);
    return loss;
  }

  @Override
  public void close() {
    call.close();
    function.close();
    state.forEach(DeviceArray::close);
  }
}
