package org.generatormatching.runtime.compose;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Role;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.path.MirroredSupervision;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.config.Component;
import org.generatormatching.runtime.config.RunConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.coupling.CoupledSupervision;

/** Where the evidence of a run comes from, and what a coupling rules out. */
public final class Supervisions {
  private static final Set<CoordinateId> OF_PAIRS =
      Set.of(CoordinateId.VELOCITY, CoordinateId.SITE_RATES);

  private Supervisions() {}

  /** What the configuration asks for. */
  static Supervision of(RunConfig config, ConditionalPath path, Components components) {
    boolean mirrored = config.training().mirroredNoise();
    if (config.model().coupling().isEmpty()) {
      return mirrored ? new MirroredSupervision(path) : new DataSupervision(path);
    }
    Component section = config.model().coupling().get();
    String where = "model.coupling";
    if (mirrored) {
      throw Problem.of(GmError.CONFIG, "a coupling leaves no noise to mirror")
          .found("mirrored-noise: true and the coupling " + section.use())
          .expected("one of them")
          .at(where + ", training.mirrored-noise")
          .exception();
    }
    var coupling = components.make(ComponentKind.COUPLING, section, where);
    try {
      return new CoupledSupervision(path, coupling);
    } catch (GmException e) {
      throw GmException.of(e.problems().stream().map(p -> p.at(where)).toList());
    }
  }

  /**
   * Refuses generators that a coupling makes wrong. Given both ends of a pair, a velocity or the
   * rates of sites carry the path; what is derived from the law of x_t given the data alone, as a
   * score or a corrector, holds only where the source is independent of them.
   */
  static void checkTerm(Component coupling, Head head, GeneratorFamily family, String where) {
    if (!holdsForPairs(head, family)) {
      throw Problem.of(
              GmError.UNSUPPORTED, "a generator needs a source that is independent of the data")
          .found("'" + family.id() + "' with the coupling '" + coupling.use() + "'")
          .expected("a solution in the coordinates velocity@1 or site-rates@1")
          .at(where + ".family")
          .advice("Remove model.coupling, or this term.")
          .exception();
    }
  }

  /** Whether a generator carries the path also where the source depends on the data. */
  public static boolean holdsForPairs(Head head, GeneratorFamily family) {
    return OF_PAIRS.contains(family.wants()) && head.role(family.wants()) == Role.SOLUTION;
  }
}
