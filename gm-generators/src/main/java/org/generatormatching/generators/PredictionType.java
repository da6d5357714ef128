package org.generatormatching.generators;

import java.util.Locale;
import org.generatormatching.tensor.ComponentId;

/**
 * What a network can predict on x_t = alpha z + sigma e. Given x_t each says the same as any other;
 * {@link GaussianPosition} converts them. Posterior averages convert as single values do, since the
 * relations are affine.
 */
public enum PredictionType {
  /** alpha' z + sigma' e. */
  VELOCITY,
  /** z. */
  X1,
  /** e. */
  NOISE,
  /** grad log p_t(x_t) = -e / sigma. */
  SCORE;

  /** The id of its head in configurations. */
  public ComponentId id() {
    return ComponentId.of(name().toLowerCase(Locale.ROOT) + "@1");
  }
}
