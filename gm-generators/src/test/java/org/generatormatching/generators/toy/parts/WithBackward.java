package org.generatormatching.generators.toy.parts;

import java.util.Optional;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;

/**
 * A path that can also be drawn backward.
 *
 * @param path the path
 * @param backward its later values
 */
public record WithBackward(ConditionalPath path, PathTrait.Backward backward)
    implements ConditionalPath {
  @Override
  public ComponentId id() {
    return path.id();
  }

  @Override
  public StateSpace space() {
    return path.space();
  }

  @Override
  public Source source() {
    return path.source();
  }

  @Override
  public Drawn draw(Rng rng, State z, Times t) {
    return path.draw(rng, z, t);
  }

  @Override
  public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
    return kind == PathTrait.Backward.class ? Optional.of(kind.cast(backward)) : path.trait(kind);
  }
}
