package org.generatormatching.tck.law;

import java.util.HashMap;
import java.util.Map;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** Whether a head gives arrays that its family can read at all. */
final class ParameterShape {
  private ParameterShape() {}

  /**
   * Traces the parameter of a data point's target.
   *
   * @throws org.generatormatching.tensor.GmException [GM/SHAPE] if it is no parameter of the family
   */
  static void require(TermCase c) {
    Map<String, Tensor> z = new HashMap<>();
    c.data()
        .signature()
        .arrays()
        .forEach((n, a) -> z.put(n, Tensor.input(n, a.dtype(), a.shape())));
    Times time = Times.at(0.5, Shape.B);
    Drawn d = c.path().draw(Rng.root().fork("draw"), new State(z), time);
    Head head = c.term().head();
    State target = head.targetOf(Evidence.data(new State(z), d), time).dense().orElseThrow();
    State found = c.term().evaluate(target, d.xt(), time);
    Signature wanted = c.term().family().parameters(c.path().space()).arrays();
    for (Map.Entry<String, ArraySpec> e : wanted.arrays().entrySet()) {
      Tensor array = found.arrays().get(e.getKey());
      if (array == null || !array.shape().equals(e.getValue().shape())) {
        throw Problem.of(
                GmError.SHAPE,
                "what head '"
                    + head.id()
                    + "' gives is no parameter of family '"
                    + c.term().family().id()
                    + "'")
            .found("'" + e.getKey() + "' " + (array == null ? "absent" : array.shape()))
            .expected(e.getValue().shape())
            .exception();
      }
    }
  }
}
