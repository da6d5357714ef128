package org.generatormatching.api.path;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;

/**
 * Given pairs of source and data points through a path: prepared batches hold the arrays of x_0 as
 * {@code x0.NAME} and of the data as {@code x1.NAME}. The given x_0 takes the place of its arrays
 * in the noise, so no head changes; what else the path draws, as the gates of a mixture, stays.
 *
 * @param path a path whose noise holds its source point
 */
public record PairSupervision(ConditionalPath path) implements Supervision {
  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    State z = prepared.factor("x1");
    State x0 = prepared.factor("x0");
    State noise = path.draw(rng, z, t).noise();
    if (!noise.names().containsAll(x0.names())) {
      throw Problem.of(GmError.UNSUPPORTED, "the path " + path.id() + " takes no given pairs")
          .found("noise of " + noise.names())
          .expected("noise that holds the source point, " + x0.names())
          .exception();
    }
    for (String n : x0.names()) {
      noise = noise.with(n, x0.get(n));
    }
    State xt = path.require(PathTrait.Interpolant.class, "a coupling").at(z, noise, t);
    return new Example(xt, t, Evidence.data(z, new Drawn(xt, noise)), t.t().like(1));
  }
}
