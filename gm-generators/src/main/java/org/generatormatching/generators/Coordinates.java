package org.generatormatching.generators;

import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Head;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/** The refusal of coordinates that a head does not give. */
final class Coordinates {
  private Coordinates() {}

  static GmException refused(Head head, CoordinateId wanted) {
    return Problem.of(GmError.HEAD, "head '" + head.id() + "' does not give the wanted coordinates")
        .found(wanted)
        .expected(head.gives())
        .exception();
  }
}
