package org.generatormatching.tck.law;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Schedule;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/**
 * Times at which a path is looked at: early, in the middle, late by what has arrived of the data.
 */
final class PathTimes {
  private PathTimes() {}

  /**
   * Three times in (0, 1): where alpha/sigma is 1/9, 1 and 3, or kappa is .1, .5 and .75; so that
   * no schedule is asked where its law is narrower than the nodes.
   */
  static double[] of(ConditionalPath path) {
    var gaussian = path.trait(PathTrait.AffineGaussian.class);
    if (gaussian.isPresent()) {
      GaussianSchedule s = gaussian.get().schedule();
      return inside(s.timeOfRatio(Tensor.of(HostArray.of(new double[] {1.0 / 9, 1, 3}))));
    }
    double[] share = {0.1, 0.5, 0.75};
    var mixture = path.trait(PathTrait.Mixture.class);
    if (mixture.isPresent()) {
      Schedule kappa = mixture.get().kappa();
      return inside(kappa.inverse(Tensor.of(HostArray.of(share))));
    }
    return share;
  }

  private static double[] inside(Tensor times) {
    return Reference.eval(times.max(0.01).min(0.99)).doubles();
  }
}
