package org.generatormatching.tck.law;

import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;

/**
 * A conditional path and points that it may end at.
 *
 * @param path the path
 * @param data a few points of its space
 */
public record PathCase(ConditionalPath path, Batch data) {
  /** A path with points of its space's reference law. */
  public static PathCase of(ConditionalPath path) {
    return new PathCase(path, DataPoints.of(path));
  }
}
