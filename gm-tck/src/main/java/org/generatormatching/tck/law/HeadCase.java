package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;

/**
 * A head of a path.
 *
 * @param path the path
 * @param data a few points that the path may end at
 * @param head the head
 */
public record HeadCase(ConditionalPath path, Batch data, Head head) {
  /** A head with points of the space's reference law. */
  public static HeadCase of(ConditionalPath path, Head head) {
    return new HeadCase(path, DataPoints.of(path), head);
  }
}
