package org.generatormatching.api;

/**
 * What a model is told beside the point and the time: labels, conditions, masks.
 *
 * @param arrays by name, row by row
 */
public record Context(State arrays) {
  /** Nothing. */
  public static Context none() {
    return new Context(State.empty());
  }
}
