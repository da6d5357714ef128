package org.generatormatching.api.path;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Rng;

/**
 * Given pairs of source and data points through a path: prepared batches hold the arrays of x_0 as
 * {@code x0.NAME} and of the data as {@code x1.NAME}. The given x_0 takes the place of the noise,
 * so no head changes.
 *
 * @param path a path whose noise is its source point
 */
public record PairSupervision(ConditionalPath path) implements Supervision {
  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    State z = prepared.factor("x1");
    State x0 = prepared.factor("x0");
    State xt = path.require(PathTrait.Interpolant.class, "a coupling").at(z, x0, t);
    return new Example(xt, t, Evidence.data(z, new Drawn(xt, x0)), t.t().like(1));
  }
}
