package org.generatormatching.api;

import java.util.Optional;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;

/** A conditional probability path p_t(dx|z): p_0 = source, p_1 = the point z. */
public interface ConditionalPath {
  /** The id in configurations. */
  ComponentId id();

  /** The space that it lives on. */
  StateSpace space();

  /** p_0. */
  Source source();

  /** A draw of x_t for every row of z. */
  Drawn draw(Rng rng, State z, Times t);

  /** What else the path can do. */
  <T extends PathTrait> Optional<T> trait(Class<T> kind);

  /**
   * What the path must be able to do.
   *
   * @param user who needs it, for the message
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if it cannot
   */
  default <T extends PathTrait> T require(Class<T> kind, Object user) {
    return trait(kind)
        .orElseThrow(
            () ->
                Problem.of(
                        GmError.UNSUPPORTED,
                        user + " does not fit the path " + id() + " on " + space().id())
                    .expected("a path with the trait " + kind.getSimpleName())
                    .exception());
  }
}
