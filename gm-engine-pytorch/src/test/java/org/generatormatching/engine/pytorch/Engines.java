package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/** What the tests of this engine share. */
final class Engines {
  private Engines() {}

  /** The device of all tests: the property {@code gm.test.device}, or the processor. */
  static EngineConfig config() {
    String device = System.getProperty("gm.test.device", "cpu");
    return new EngineConfig(EngineConfig.Device.valueOf(device.toUpperCase(Locale.ROOT)), 1);
  }

  /** Skips a test on a GPU. */
  static void onProcessor(String why) {
    assumeTrue(config().device() == EngineConfig.Device.CPU, why);
  }

  /** The engine with one thread. */
  static PytorchBackend open() {
    return (PytorchBackend) new PytorchBackendProvider().open(config());
  }

  /** What the interpreter gives for a program. */
  static List<HostArray> reference(
      Traced program,
      int batch,
      List<HostArray> inputs,
      Map<String, HostArray> weights,
      NoiseKey key) {
    Map<Tensor, HostArray> leaves = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      leaves.put(program.inputs().get(i), inputs.get(i));
    }
    for (Tensor t : program.leaves(Op.WEIGHT)) {
      leaves.put(t, weights.get(((Attribute.Name) t.attribute()).name()));
    }
    return Reference.eval(List.copyOf(program.outputs().values()), batch, leaves, key);
  }

  /** Fails unless type, dimensions and values agree: |a - b| at most tolerance (1 + |b|). */
  static void assertClose(String what, HostArray a, HostArray b, double tolerance) {
    assertThat(a.dtype()).as(what).isEqualTo(b.dtype());
    assertThat(a.dims()).as(what).isEqualTo(b.dims());
    for (int i = 0; i < a.size(); i++) {
      double x = a.get(i);
      double y = b.get(i);
      boolean same = x == y || (Double.isNaN(x) && Double.isNaN(y));
      if (!same && !(Math.abs(x - y) <= tolerance * (1 + Math.abs(y)))) {
        throw new AssertionError(
            what
                + " differs: "
                + Arrays.toString(a.doubles())
                + " and "
                + Arrays.toString(b.doubles()));
      }
    }
  }

  /** FLOAT32 numbers in (-1, 1), the same for the same seed. */
  static HostArray floats(long seed, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] v = new float[Math.toIntExact(Arrays.stream(dims).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) (2 * random.nextDouble() - 1);
    }
    return HostArray.of(v).reshape(dims);
  }

  static Arguments arguments(int batch, HostArray... inputs) {
    return Arguments.of(batch, List.of(inputs));
  }
}
