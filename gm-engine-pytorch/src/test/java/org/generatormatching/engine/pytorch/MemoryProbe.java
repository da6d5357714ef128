package org.generatormatching.engine.pytorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.tensor.Weights;

/**
 * Prints the memory of this process (Linux) over 10,000 training steps and forward calls with
 * changing batch sizes. It must stay flat; a count of handles does not see what the library itself
 * loses.
 */
final class MemoryProbe {
  private static final int STEPS = 10_000;

  private MemoryProbe() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Networks n = new Networks(DType.FLOAT32);
    Traced loss = Networks.regression(x -> n.mlp(x, 64, 2));
    Weights w = n.weights();
    Map<String, HostArray> initial = w.initial(1);
    OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.AdamW.of(0.01), 1, 0.999);
    try (PytorchBackend engine = Engines.open();
        TrainingProgram training = engine.compile(loss, w, spec, initial);
        Program forward = engine.compile(loss)) {
      for (int k = 0; k <= STEPS; k++) {
        int b = 32 + k % 33;
        Arguments call = Engines.arguments(b, Engines.floats(k, b, 3), Engines.floats(-k, b, 2));
        training.step(call, 1e-3).close();
        forward.runToHost(call.with(training.average()));
        if (k == 500 || k % 2500 == 0) {
          System.gc();
          System.out.printf(
              Locale.ROOT,
              "step %5d: %d MB resident, %d tensors%n",
              k,
              resident() / 1024,
              engine.liveHandles());
        }
      }
    }
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .sum();
  }
}
