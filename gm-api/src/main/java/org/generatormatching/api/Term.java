package org.generatormatching.api;

import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * What a sampler simulates: a head seen through a family by a stepper, with a weight. A
 * superposition is several terms on the same arrays; a product is a list of lifted terms.
 */
public record Term(Head head, GeneratorFamily family, Stepper stepper, Weighting weight) {
  /** Refuses a head that does not give what the family wants. */
  public Term {
    if (!head.gives().contains(family.wants())) {
      throw Problem.of(
              GmError.HEAD,
              "family '"
                  + family.id()
                  + "' wants coordinates that head '"
                  + head.id()
                  + "' does not give")
          .found(head.gives())
          .expected(family.wants())
          .exception();
    }
  }

  /** Weight 1. */
  public static Term of(Head head, GeneratorFamily family, Stepper stepper) {
    return new Term(head, family, stepper, Weighting.constant(1));
  }

  /** The generator's parameter where a head has this value; without the weight. */
  public Parameter parameter(State value, State xt, Times t) {
    return family.complete(head.toParameter(family.wants(), value, xt, t), xt, t);
  }

  /** F_t(x) itself, for laws; infinite where the generator is. */
  public State evaluate(State value, State xt, Times t) {
    return family.value(parameter(value, xt, t), xt, t);
  }

  /** What the generator does to the laws of the path. */
  public Role role() {
    return head.role(family.wants());
  }

  /** This term with another weight. */
  public Term weighted(Weighting w) {
    return new Term(head, family, stepper, w);
  }
}
