package org.generatormatching.tck.oracle;

import org.generatormatching.api.Context;
import org.generatormatching.api.Example;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.State;

/** The value of a head at an example: which generator a law looks at. */
@FunctionalInterface
public interface Field {
  /** The value, in the head's coordinates. */
  State of(Head head, Example example);

  /** The conditional generator of the example's evidence. */
  static Field conditional() {
    return (head, e) -> head.targetOf(e.evidence(), e.t()).dense().orElseThrow();
  }

  /** The marginal generator of a model. */
  static Field of(Model model) {
    return (head, e) -> model.at(e.xt(), e.t(), Context.none()).of(head).value();
  }
}
