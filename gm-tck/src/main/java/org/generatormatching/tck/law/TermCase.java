package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Role;
import org.generatormatching.api.Term;

/**
 * A head of a path seen through a family by one of its steppers.
 *
 * @param path the path
 * @param data a few points that the path may end at
 * @param term head, family, stepper, with weight 1
 */
public record TermCase(ConditionalPath path, Batch data, Term term) {
  /** A term with points of its space's reference law. */
  public static TermCase of(ConditionalPath path, Term term) {
    return new TermCase(path, DataPoints.of(path), term);
  }

  /** What the generator does to the path's laws. */
  public Role role() {
    return term.role();
  }
}
