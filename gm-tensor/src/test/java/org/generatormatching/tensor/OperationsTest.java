package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation on the interpreter: shapes for all batch sizes, derivatives by differences. */
class OperationsTest {
  private static final NoiseKey NOISE = new NoiseKey(1, 2, 3);

  static List<OperationCase> cases() {
    return OperationCases.all();
  }

  @Test
  void everyOperationOccurs() {
    Set<Op> missing = EnumSet.allOf(Op.class);
    for (OperationCase c : cases()) {
      c.program().nodes().forEach(t -> missing.remove(t.op()));
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    assertThat(cases()).allSatisfy(c -> assertThat(names.add(c.name())).isTrue());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesHaveTheirShapesForEveryBatchSize(OperationCase c) {
    Traced p = c.program();
    List<Tensor> outputs = List.copyOf(p.outputs().values());
    Interpreter plan = new Interpreter(outputs);
    for (int batch : new int[] {1, 3, 5, 0}) {
      List<HostArray> r = plan.run(batch, leaves(c, p, batch), NOISE);
      for (int i = 0; i < r.size(); i++) {
        assertThat(r.get(i).dims()).isEqualTo(outputs.get(i).shape().concrete(batch));
        assertThat(r.get(i).dtype()).isEqualTo(outputs.get(i).dtype());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivativesAgreeWithCentralDifferences(OperationCase c) {
    Traced p = c.program();
    if (!c.smooth() || !p.outputs().containsKey("loss")) {
      return;
    }
    Map<Tensor, HostArray> at = leaves(c, p, 3);
    agree(p, "loss", "gradient", at, 1e-8);
    agree(p, "curvature", "second", at, 1e-7);
  }

  private static void agree(
      Traced p, String function, String gradient, Map<Tensor, HostArray> at, double tolerance) {
    Interpreter value = new Interpreter(List.of(p.output(function)));
    int k = 0;
    for (Tensor x : p.inputs()) {
      if (!x.dtype().floating()) {
        continue;
      }
      HostArray own = Reference.eval(List.of(p.output(gradient + k)), 3, at, NOISE).get(0);
      for (int i = 0; i < own.size(); i++) {
        double difference = difference(value, at, x, i);
        double scale = 1 + Math.abs(own.get(i));
        assertThat(own.get(i) / scale)
            .as("%s%d[%d]", gradient, k, i)
            .isCloseTo(difference / scale, Offset.offset(tolerance));
      }
      k++;
    }
  }

  /** Fourth-order central difference: truncation and rounding are about equal at this step. */
  private static double difference(
      Interpreter value, Map<Tensor, HostArray> at, Tensor x, int element) {
    double h = 2e-4;
    double near = moved(value, at, x, element, h) - moved(value, at, x, element, -h);
    double far = moved(value, at, x, element, 2 * h) - moved(value, at, x, element, -2 * h);
    return (8 * near - far) / (12 * h);
  }

  private static double moved(
      Interpreter value, Map<Tensor, HostArray> at, Tensor x, int element, double step) {
    HostArray old = Objects.requireNonNull(at.get(x));
    double[] v = old.doubles().clone();
    v[element] += step;
    Map<Tensor, HostArray> moved = new HashMap<>(at);
    moved.put(x, HostArray.of(DType.FLOAT64, v, old.dims()));
    return value.run(3, moved, NOISE).get(0).item();
  }

  static Map<Tensor, HostArray> leaves(OperationCase c, Traced p, int batch) {
    Map<Tensor, HostArray> r = new HashMap<>();
    List<HostArray> values = new ArrayList<>(c.values(batch));
    for (int i = 0; i < values.size(); i++) {
      r.put(p.inputs().get(i), values.get(i));
    }
    Map<String, HostArray> weights = c.weightValues();
    for (Weight w : c.weights()) {
      r.put(w.tensor(), Objects.requireNonNull(weights.get(w.name())));
    }
    return r;
  }
}
