package org.generatormatching.engine.pytorch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.OperationCase;
import org.generatormatching.tensor.OperationCases;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our gradients against torch's own autograd, run on the lowering of the forward program. */
class AutogradTest {
  private static PytorchBackend engine;

  @BeforeAll
  static void open() {
    engine = Engines.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<OperationCase> cases() {
    return OperationCases.all().stream().filter(c -> c.weights().isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAgree(OperationCase c) {
    Traced loss =
        c.program().map(o -> o.containsKey("loss") ? Map.of("loss", o.get("loss")) : Map.of());
    assumeTrue(!loss.outputs().isEmpty());
    // torch cannot differentiate its own backward kernel
    assumeTrue(loss.nodes().stream().noneMatch(t -> t.op() == Op.SILU_BACKWARD));
    List<Integer> arrays = new ArrayList<>();
    Script script = TorchScriptWriter.forward(loss, "");
    for (Script.Slot s : script.slots()) {
      if (s instanceof Script.ArrayInput a && a.dtype() == DType.FLOAT64) {
        arrays.add(a.index());
      }
    }
    assumeTrue(!arrays.isEmpty());
    List<Tensor> xs = arrays.stream().map(i -> loss.inputs().get(i)).toList();
    Traced ours =
        loss.map(
            o -> {
              Map<String, Tensor> m = new LinkedHashMap<>();
              List<Tensor> g = Gradients.of(o.get("loss"), xs);
              for (int i = 0; i < xs.size(); i++) {
                m.put("g" + i, g.get(i));
              }
              return m;
            });
    for (int batch : new int[] {1, 3}) {
      Arguments call = Arguments.of(batch, c.values(batch)).with(new NoiseKey(5, 7, 11));
      List<HostArray> torch = differentiate(script, arrays, xs, call);
      List<HostArray> own = engine.compile(ours).runToHost(call);
      for (int i = 0; i < own.size(); i++) {
        Engines.assertClose(c.name() + ", gradient " + i, own.get(i), torch.get(i), 1e-9);
      }
    }
  }

  private static List<HostArray> differentiate(
      Script script, List<Integer> arrays, List<Tensor> xs, Arguments call) {
    TorchModule module = engine.module("check", script, differential(script, arrays));
    ArgumentList arguments = new ArgumentList(engine, script, 0);
    long none = TorchNative.valueOfList(new long[0]);
    arguments.weights(none);
    TorchNative.recordGradients(true);
    try {
      long result = TorchNative.run(module.handle(), "differentiate", arguments.open(call), true);
      long[] tensors = TorchNative.tensors(result);
      TorchNative.deleteValue(result);
      List<HostArray> r = new ArrayList<>();
      for (int i = 0; i < tensors.length; i++) {
        long[] dims = xs.get(i).shape().concrete(call.batch());
        r.add(engine.memory().download(tensors[i], DType.FLOAT64, dims));
        TorchNative.deleteTensor(tensors[i]);
      }
      return r;
    } finally {
      TorchNative.recordGradients(false);
      arguments.done();
      arguments.close();
      TorchNative.deleteValue(none);
      module.close();
    }
  }

  /**
   * A method that calls the program with leaves of autograd; what the loss misses has gradient 0.
   */
  private static String differential(Script script, List<Integer> arrays) {
    String head = script.source().substring(0, script.source().indexOf('\n'));
    StringJoiner given = new StringJoiner(", ", "(", ", B, p, c)");
    StringJoiner leaves = new StringJoiner(", ", "[", "]");
    StringBuilder body = new StringBuilder(head.replace("def run(", "def differentiate(") + "\n");
    StringBuilder tail = new StringBuilder();
    StringJoiner results = new StringJoiner(", ", "  return [", "]\n");
    String sum = "torch.sum(l[0])";
    for (int k = 0; k < script.slots().size(); k++) {
      Script.Slot s = script.slots().get(k);
      if (s instanceof Script.ArrayInput a && arrays.contains(a.index())) {
        int i = arrays.indexOf(a.index());
        body.append(
            "  r" + i + " = torch.requires_grad_(torch.detach(x" + a.index() + "), True)\n");
        given.add("r" + i);
        leaves.add("r" + i);
        sum = "torch.add(" + sum + ", torch.mul(torch.sum(r" + i + "), 0.))";
        tail.append("  g" + i + " = unchecked_cast(Tensor, o[" + i + "])\n");
        results.add("g" + i);
      } else if (s instanceof Script.NoiseInput) {
        given.add("n" + k);
      } else {
        given.add(
            "x"
                + (s instanceof Script.ArrayInput a
                    ? a.index()
                    : ((Script.NumberInput) s).index()));
      }
    }
    body.append("  l = (self).run" + given + "\n");
    body.append(
        "  o = torch.autograd.grad([" + sum + "], " + leaves + ", None, None, False, True)\n");
    return body.append(tail).append(results).toString();
  }
}
