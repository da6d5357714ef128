package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;

/**
 * A solution of the conditional Kolmogorov forward equation for a kind of path. One path has many
 * solutions; one family solves many paths.
 */
public interface Solution {
  /** The id in configurations. */
  ComponentId id();

  /** The family of the generator. */
  GeneratorFamily family();

  /** Whether it solves this path. */
  boolean supports(ConditionalPath path);

  /** The solution, as the head in its natural coordinates. */
  Head solve(ConditionalPath path);
}
