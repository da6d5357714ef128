package org.generatormatching.tck.law;

import java.util.List;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;

/** Laws of superpositions. */
public final class SuperpositionLaws {
  /** All of them. */
  public static final List<Law<SuperpositionCase>> ALL =
      List.of(
          new Law<>(
              "GN09",
              Kind.REQUIRED,
              "Solutions with weights that sum to one, beside divergence-free parts of any weight,"
                  + " carry the path together.",
              "d/dt <p_t, f> = <p_t, sum_j w_j L_j f>, sum over solutions w_j = 1",
              "weights that do not sum to one, a part that is no solution of this path",
              (c, trial) -> new ForwardEquation(c.path(), c.data(), c.terms(), 1).measure(trial)));

  private SuperpositionLaws() {}
}
