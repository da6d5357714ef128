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

  /** This term with another weight. */
  public Term weighted(Weighting w) {
    return new Term(head, family, stepper, w);
  }
}
