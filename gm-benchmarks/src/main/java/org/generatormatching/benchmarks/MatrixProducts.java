package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.engine.pytorch.TorchScriptFunction;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;

/**
 * The matrix products of one training step of a perceptron and nothing else: for layer i with input
 * a, kernel w and gradient g of its output a w, a^T g and, but for the first layer, g w^T. They
 * write to memory that is there already, which is an argument, so that none of them is dead code.
 */
final class MatrixProducts implements AutoCloseable {
  /** Which kernels. */
  enum Kernel {
    /** Those that our programs use. */
    OWN,
    /** oneDNN on its own layout, everything converted and transposed beforehand. */
    ONE_DNN
  }

  private final double operations;
  private final List<DeviceArray> arrays = new ArrayList<>();
  private final TorchScriptFunction function;
  private final TorchScriptFunction.Call call;

  MatrixProducts(Backend backend, Perceptron p, Kernel kernel) {
    int n = p.layers() + 1;
    List<DeviceArray> a = new ArrayList<>();
    List<DeviceArray> w = new ArrayList<>();
    List<DeviceArray> g = new ArrayList<>();
    List<DeviceArray> out = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int in = i == 0 ? Perceptron.IN : p.width();
      int to = i == p.layers() ? Perceptron.OUT : p.width();
      a.add(Perceptron.normal(backend, "a" + i, p.batch(), in));
      w.add(Perceptron.normal(backend, "w" + i, in, to));
      g.add(Perceptron.normal(backend, "g" + i, p.batch(), to));
      out.add(Perceptron.normal(backend, "out", p.batch(), to));
      out.add(Perceptron.normal(backend, "out", in, to));
      if (i > 0) {
        out.add(Perceptron.normal(backend, "out", p.batch(), in));
      }
      sum += 2.0 * p.batch() * in * to * (i == 0 ? 2 : 3);
    }
    operations = sum;
    List.of(a, w, g, out).forEach(arrays::addAll);
    if (kernel == Kernel.OWN) {
      function = TorchScriptFunction.compile(backend, "matrix products", own(n));
      call = function.call().arrays(a).arrays(w).arrays(g).arrays(out);
    } else {
      List<DeviceArray> packed = packed(backend, a, w, g);
      arrays.addAll(packed);
      function = TorchScriptFunction.compile(backend, "matrix products", oneDnn(n));
      call = function.call().arrays(packed);
    }
  }

  private static String own(int layers) {
    StringBuilder s =
        new StringBuilder(
            "def run(self, a: List[Tensor], w: List[Tensor], g: List[Tensor], o: List[Tensor])"
                + " -> List[Tensor]:\n");
    int k = 0;
    for (int i = 0; i < layers; i++) {
      s.append("  r = torch.mm(a[%d], w[%d], out=o[%d])%n".formatted(i, i, k++));
      s.append("  r = torch.mm(torch.t(a[%d]), g[%d], out=o[%d])%n".formatted(i, i, k++));
      if (i > 0) {
        s.append("  r = torch.mm(g[%d], torch.t(w[%d]), out=o[%d])%n".formatted(i, i, k++));
      }
    }
    return s.append("  return [r]\n").toString();
  }

  /** For each product its two operands as oneDNN wants them: rows, and rows of the transposed. */
  private static List<DeviceArray> packed(
      Backend backend, List<DeviceArray> a, List<DeviceArray> w, List<DeviceArray> g) {
    String source =
        """
        def run(self, a: List[Tensor], w: List[Tensor], g: List[Tensor]) -> List[Tensor]:
          r = annotate(List[Tensor], [])
          for i in range(torch.len(a)):
            at = torch.contiguous(torch.t(a[i]))
            wt = torch.contiguous(torch.t(w[i]))
            gt = torch.contiguous(torch.t(g[i]))
            for t in [a[i], wt, at, gt, g[i], w[i]]:
              u = torch.append(r, torch.to_mkldnn(t))
          return r
        """;
    try (TorchScriptFunction f = TorchScriptFunction.compile(backend, "packing", source);
        TorchScriptFunction.Call c = f.call().arrays(a).arrays(w).arrays(g)) {
      return c.run();
    }
  }

  private static String oneDnn(int layers) {
    StringBuilder s = new StringBuilder("def run(self, m: List[Tensor]) -> List[Tensor]:\n");
    s.append("  r = annotate(List[Tensor], [])\n");
    for (int i = 0; i < layers; i++) {
      for (int k = 0; k < (i == 0 ? 2 : 3); k++) {
        int at = 6 * i + 2 * k;
        s.append(
            "  u = torch.append(r, torch.mkldnn_linear(m[%d], m[%d]))%n".formatted(at, at + 1));
      }
    }
    return s.append("  return r\n").toString();
  }

  /** Floating operations of all products. */
  double operations() {
    return operations;
  }

  /** All products once. */
  void run() {
    call.run().forEach(DeviceArray::close);
  }

  @Override
  public void close() {
    call.close();
    function.close();
    arrays.forEach(DeviceArray::close);
  }
}
