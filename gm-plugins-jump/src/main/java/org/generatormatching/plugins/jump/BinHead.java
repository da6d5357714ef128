package org.generatormatching.plugins.jump;

import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * A head whose values are rates into bins without their time factor: under each name of the point's
 * arrays [B, dims...] values [B, dims..., count]. Unless a head says otherwise its raw arrays are
 * logarithms of the rates plus log count, so that a fresh network, which gives numbers near 0,
 * starts with a sum near 1.
 */
interface BinHead extends Head {
  /** What is carried, or left as it is. */
  ConditionalPath path();

  /** Where a coordinate can jump to. */
  Bins bins();

  /** a(t) of the rates a(t) value. */
  TimeFactor factor();

  @Override
  default Set<CoordinateId> gives() {
    return Set.of(BinJump.rates(bins()));
  }

  @Override
  default Signature raw() {
    return bins().rates(path().space().point());
  }

  @Override
  default Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(raw.map(l -> l.minus(Math.log(bins().count()))));
  }

  @Override
  default Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (gives().contains(wanted)) {
      return new Parameter.Linear(value, factor());
    }
    throw Problem.of(GmError.HEAD, who() + " does not give the wanted coordinates")
        .found(wanted)
        .expected(gives())
        .exception();
  }

  /** For messages. */
  default String who() {
    return "head '" + id() + "'";
  }

  /** The schedule of the affine Gaussian path, which a head on no other path asks for. */
  default GaussianSchedule schedule() {
    return path().require(PathTrait.AffineGaussian.class, who()).schedule();
  }

  /** Refuses what is no affine Gaussian path on a space with coordinates. */
  static void checkGaussian(ConditionalPath path, String who) {
    path.require(PathTrait.AffineGaussian.class, who);
    if (path.space().geometry(Geometry.Flat.class).isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, who + " is not defined on a space")
          .found(path.space().id())
          .expected("a space with coordinates (Geometry.Flat)")
          .exception();
    }
  }

  /**
   * (x - centre) / deviation of evidence on an affine Gaussian path: the noise itself where z is
   * data, for x - centre would lose its digits as sigma nears 0.
   */
  static State standardised(Evidence evidence, State centre, Tensor deviation) {
    return evidence.at().isEnd()
        ? evidence.drawn().noise()
        : evidence.drawn().xt().minus(centre).times(deviation.rdiv(1));
  }
}
