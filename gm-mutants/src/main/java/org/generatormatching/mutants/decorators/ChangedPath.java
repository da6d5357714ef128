package org.generatormatching.mutants.decorators;

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

/** Another path but for what is overridden. */
public class ChangedPath implements ConditionalPath {
  private final ConditionalPath path;

  /** The same path. */
  public ChangedPath(ConditionalPath path) {
    this.path = path;
  }

  /** Another density; draws and everything else stay. */
  public static ConditionalPath density(ConditionalPath path, PathTrait.Density density) {
    return new ChangedPath(path) {
      @Override
      public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
        return kind == PathTrait.Density.class
            ? Optional.of(kind.cast(density))
            : super.trait(kind);
      }
    };
  }

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
    return path.trait(kind);
  }
}
