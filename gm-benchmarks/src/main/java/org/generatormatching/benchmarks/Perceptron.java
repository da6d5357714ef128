package org.generatormatching.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.generatormatching.training.network.Linear;

/**
 * The network that is trained here: 3 inputs, layers of one width with SiLU between, 2 outputs,
 * mean squared error.
 *
 * @param width of the inner layers
 * @param layers number of inner layers
 * @param batch rows
 */
record Perceptron(int width, int layers, int batch) {
  static final int IN = 3;
  static final int OUT = 2;

  /** Clips every step and averages slowly, as training does. */
  static final OptimizerSpec OPTIMIZER =
      new OptimizerSpec(OptimizerSpec.AdamW.of(0.01), 1.0, 0.999);

  static final double RATE = 1e-3;
  private static final long SEED = 1;

  private List<Linear> linears() {
    List<Linear> all = new ArrayList<>();
    for (int i = 0; i <= layers; i++) {
      all.add(Linear.of("layer." + i, i == 0 ? IN : width, i == layers ? OUT : width));
    }
    return all;
  }

  /** Kernel and bias of each layer in turn. */
  Weights weights() {
    List<Weight> all = new ArrayList<>();
    linears().forEach(l -> all.addAll(l.weights()));
    return new Weights(all);
  }

  Map<String, HostArray> initial() {
    return weights().initial(SEED);
  }

  /** The loss as a program of x [B, 3] and its target u [B, 2]. */
  Traced loss() {
    Signature in = Signature.of("x", ArraySpec.floats(IN)).with("u", ArraySpec.floats(OUT));
    return Traced.of(
        "perceptron",
        in,
        leaves -> {
          Tensor h = Objects.requireNonNull(leaves.get("x"));
          for (int i = 0; i <= layers; i++) {
            Tensor y = linears().get(i).apply(h);
            h = i < layers ? y.silu() : y;
          }
          return Map.of("loss", h.minus(Objects.requireNonNull(leaves.get("u"))).square().mean());
        });
  }

  TrainingProgram compile(Backend backend) {
    return backend.compile(loss(), weights(), OPTIMIZER, initial());
  }

  /** Normal numbers on the device. */
  static DeviceArray normal(Backend backend, String purpose, int... dims) {
    int n = 1;
    long[] d = new long[dims.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = dims[i];
      n *= dims[i];
    }
    double[] v = HostRng.of(SEED).fork(purpose).normals(n);
    float[] f = new float[n];
    for (int i = 0; i < n; i++) {
      f[i] = (float) v[i];
    }
    return backend.upload(HostArray.of(f, d));
  }
}
