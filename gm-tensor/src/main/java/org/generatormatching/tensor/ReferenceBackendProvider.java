package org.generatormatching.tensor;

import java.util.Optional;

/** Opens the engine {@code reference@1}: the interpreter, on the processor, without native code. */
public final class ReferenceBackendProvider implements BackendProvider {
  static final ComponentId ID = new ComponentId("reference", 1);

  /** For the service loader; does nothing. */
  public ReferenceBackendProvider() {}

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public Optional<Problem> unavailable(EngineConfig config) {
    return config.device() == EngineConfig.Device.CPU
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                    GmError.ENGINE_UNAVAILABLE,
                    "engine '" + ID + "' computes on the processor only")
                .found(config.device())
                .expected(EngineConfig.Device.CPU)
                .advice("Set the device to CPU or choose another engine."));
  }

  @Override
  public Backend open(EngineConfig config) {
    unavailable(config)
        .ifPresent(
            p -> {
              throw p.exception();
            });
    return new ReferenceBackend(config);
  }
}
