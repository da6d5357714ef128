package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;

/**
 * A head of a path with a divergence that may train it.
 *
 * @param path the path
 * @param data a few points that the path may end at
 * @param head the head
 * @param divergence whose domain holds the head's values
 */
public record LossCase(ConditionalPath path, Batch data, Head head, BregmanDivergence divergence) {
  /** A loss with points of the space's reference law. */
  public static LossCase of(ConditionalPath path, Head head, BregmanDivergence divergence) {
    return new LossCase(path, DataPoints.of(path), head, divergence);
  }
}
