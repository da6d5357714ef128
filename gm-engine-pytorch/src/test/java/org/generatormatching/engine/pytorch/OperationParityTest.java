package org.generatormatching.engine.pytorch;

import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.OperationCase;
import org.generatormatching.tensor.OperationCases;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation, its gradient and its second derivative against the interpreter, one compiled
 * program for all batch sizes.
 */
class OperationParityTest {
  private static final int[] BATCHES = {1, 3, 5, 0, 3};
  private static final NoiseKey KEY = new NoiseKey(5, 7, 11);

  private static PytorchBackend engine;

  @BeforeAll
  static void open() {
    engine = Engines.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<OperationCase> inDouble() {
    return OperationCases.all();
  }

  static Stream<OperationCase> inFloat() {
    return OperationCases.all(DType.FLOAT32).stream();
  }

  static Stream<OperationCase> inBfloat() {
    return OperationCases.all(DType.BFLOAT16).stream();
  }

  @ParameterizedTest
  @MethodSource("inDouble")
  void agreesInDouble(OperationCase c) {
    compare(c, 1e-9, Integer.MAX_VALUE);
  }

  /** Values and first gradients; second derivatives of these cases lose too many digits. */
  @ParameterizedTest
  @MethodSource("inFloat")
  void agreesInFloat(OperationCase c) {
    compare(c, 2e-5, 2 + c.inputs().size());
  }

  /** Three significant digits: every single operation rounds, which the interpreter does not. */
  @ParameterizedTest
  @MethodSource("inBfloat")
  void valuesAgreeInBfloat(OperationCase c) {
    compare(c, 0.05, 1);
  }

  private static void compare(OperationCase c, double tolerance, int outputs) {
    Traced p = c.program();
    try (Program program = engine.compile(p);
        DeviceWeights weights = engine.upload(new Weights(c.weights()), c.weightValues())) {
      List<String> names = List.copyOf(p.outputs().keySet());
      for (int batch : BATCHES) {
        List<HostArray> in = c.values(batch);
        List<HostArray> got = program.runToHost(Arguments.of(batch, in).with(weights).with(KEY));
        List<HostArray> want = Engines.reference(p, batch, in, c.weightValues(), KEY);
        for (int i = 0; i < Math.min(outputs, got.size()); i++) {
          String what = c.name() + ", " + names.get(i) + " at B = " + batch;
          Engines.assertClose(what, got.get(i), want.get(i), tolerance);
        }
      }
    }
  }
}
