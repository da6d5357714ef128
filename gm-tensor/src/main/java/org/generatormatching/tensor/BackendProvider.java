package org.generatormatching.tensor;

import java.util.Optional;

/** Found by ServiceLoader; opens an engine on demand. Constructing it loads no native code. */
public interface BackendProvider {
  /** The id of the engine. */
  ComponentId id();

  /**
   * Why the engine cannot be opened here, or empty. Looks for libraries and devices without keeping
   * them.
   */
  Optional<Problem> unavailable(EngineConfig config);

  /**
   * Opens the engine.
   *
   * @throws GmException [GM/ENGINE_UNAVAILABLE] with the reason
   */
  Backend open(EngineConfig config);
}
