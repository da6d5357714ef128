package org.generatormatching.tck.oracle;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The exact marginal model of finitely many weighted data points: what a perfect network would
 * predict, for any path with a density and any head with dense targets.
 *
 * <p>F_t(x) = sum_k p(k | x) F^{z_k}(x) with p(k | x) proportional to w_k p_t(x | z_k). Where no
 * data point can reach x all posterior weights are 0, and so are rates. Costs K conditional targets
 * per point; needs t &lt; 1.
 */
public final class ExactModel implements Model {
  /** The logarithm of an impossible entry. */
  private static final double NEVER = -1e30;

  private final PathTrait.Density density;
  private final Batch points;
  private final double[] logWeights;

  /**
   * A model.
   *
   * @param points the data points, K rows
   * @param weights of the points, positive; need not sum to 1
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path has no density
   */
  public ExactModel(ConditionalPath path, Batch points, double[] weights) {
    this.density = path.require(PathTrait.Density.class, "an exact model");
    this.points = points;
    this.logWeights = new double[weights.length];
    boolean ok = weights.length == points.size() && weights.length > 0;
    for (int k = 0; k < weights.length; k++) {
      ok &= weights[k] > 0;
      logWeights[k] = Math.log(weights[k]);
    }
    if (!ok) {
      throw Problem.of(GmError.INPUT, "an exact model needs a positive weight per data point")
          .found(weights.length + " weights for " + points.size() + " points")
          .exception();
    }
  }

  /** The posterior over the data points as evidence about x: K alternatives of every row. */
  public Evidence evidence(State x, Times t) {
    int k = logWeights.length;
    long rows = x.rows() * k;
    State alternatives = x.repeatRows(k);
    Times times = t.repeatRows(k);
    State z = State.empty();
    for (var e : points.arrays().entrySet()) {
      z = z.with(e.getKey(), tiled(Tensor.of(e.getValue()), x.rows()));
    }
    Drawn drawn = density.explain(alternatives, z, times);
    Tensor log = density.logDensity(alternatives, z, times).reshape(x.rows(), k);
    Tensor weights = posterior(log.plus(Tensor.of(HostArray.of(logWeights))));
    return new Evidence(z, Times.end(rows), drawn, Optional.of(weights));
  }

  /** [K, ...] to [rows*K, ...], all points for every row. */
  private static Tensor tiled(Tensor points, long rows) {
    Shape wide = points.shape().insert(0, rows);
    Shape flat = points.shape().with(0, rows * points.shape().dim(0));
    return points.broadcast(wide).reshape(flat);
  }

  /** softmax along the last axis, and zeros for a row of -inf. */
  private static Tensor posterior(Tensor log) {
    Tensor top = log.amaxKeep(1);
    Tensor possible = top.gt(NEVER);
    Tensor e = log.minus(possible.where(top, top.like(0))).exp();
    Tensor sum = e.sumKeep(1);
    return e.div(possible.where(sum, sum.like(1)));
  }

  @Override
  public Predictions at(State x, Times t, Context context) {
    Evidence evidence = evidence(x, t);
    return head -> predict(head, evidence, t);
  }

  private static Prediction predict(Head head, Evidence evidence, Times t) {
    State value =
        head.targetOf(evidence, t)
            .dense()
            .orElseThrow(
                () ->
                    Problem.of(GmError.UNSUPPORTED, "an exact model needs dense targets")
                        .found("head '" + head.id() + "'")
                        .exception());
    return new Prediction(value, value.map(ExactModel::log));
  }

  private static Tensor log(Tensor v) {
    Tensor positive = v.gt(0);
    return positive.where(positive.where(v, v.like(1)).log(), v.like(NEVER));
  }
}
