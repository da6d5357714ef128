package org.generatormatching.engine.pytorch;

import java.util.Optional;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.Problem;

/** Offers the PyTorch engine; loads native code only when it is opened. */
public final class PytorchBackendProvider implements BackendProvider {
  /** For ServiceLoader. */
  public PytorchBackendProvider() {}

  @Override
  public ComponentId id() {
    return PytorchBackend.ID;
  }

  @Override
  public Optional<Problem> unavailable(EngineConfig config) {
    return NativeLibraries.ofProcess().missing(config);
  }

  @Override
  public Backend open(EngineConfig config) {
    Optional<Problem> problem = unavailable(config);
    if (problem.isPresent()) {
      throw problem.get().exception();
    }
    return new PytorchBackend(config, NativeLibraries.ofProcess().load(config));
  }
}
