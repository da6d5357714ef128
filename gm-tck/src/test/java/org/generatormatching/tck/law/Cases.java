package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.tensor.HostArray;

/** Two honest heads with their paths, and mutants in their places. */
final class Cases {
  static final Velocity VELOCITY =
      new Velocity(new AffineGaussianPath(new Line(1), Convex.condOt()));
  static final Posterior POSTERIOR =
      new Posterior(MixturePath.uniform(new Letters(), new Linear()));

  private static final Batch NUMBERS =
      Batch.of("x", HostArray.of(new double[] {-1.2, 0.4, 1.5}, 3, 1));
  private static final Batch TOKENS =
      Batch.of("tokens", HostArray.of(new long[] {0, 2, 1, 1, 2, 0}, 3, 2));

  private Cases() {}

  private static boolean onLine(Head head) {
    return head.raw().names().contains("x");
  }

  private static ConditionalPath path(Head head) {
    return onLine(head) ? VELOCITY.path() : POSTERIOR.path();
  }

  static HeadCase head(Head head) {
    return new HeadCase(path(head), onLine(head) ? NUMBERS : TOKENS, head);
  }

  static LossCase loss(Head head, BregmanDivergence divergence) {
    return new LossCase(path(head), onLine(head) ? NUMBERS : TOKENS, head, divergence);
  }
}
