package org.generatormatching.api.path;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Rng;

/**
 * Data through a path with independent source points.
 *
 * @param path the path
 */
public record DataSupervision(ConditionalPath path) implements Supervision {
  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    Drawn d = path.draw(rng, prepared, t);
    return new Example(d.xt(), t, Evidence.data(prepared, d), t.t().like(1));
  }
}
