package org.generatormatching.engine.tensorflow;

import java.util.Locale;
import java.util.Optional;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/** Offers the TensorFlow engine; loads native code only when it is opened. */
public final class TensorflowBackendProvider implements BackendProvider {
  /** For ServiceLoader. */
  public TensorflowBackendProvider() {}

  @Override
  public ComponentId id() {
    return TensorflowBackend.ID;
  }

  @Override
  public Optional<Problem> unavailable(EngineConfig config) {
    Problem problem =
        Problem.of(GmError.ENGINE_UNAVAILABLE, "engine '" + id() + "' cannot be opened");
    if (config.device() == EngineConfig.Device.GPU) {
      return Optional.of(
          problem
              .found("device gpu")
              .expected("device cpu")
              .advice("This engine is built for the processor; use 'pytorch@1' for a GPU."));
    }
    String library = "/org/tensorflow/internal/c_api/" + platform() + "/";
    boolean found =
        TensorflowBackendProvider.class.getResource(library + "libjnitensorflow.so") != null
            || TensorflowBackendProvider.class.getResource(library + "libjnitensorflow.dylib")
                != null
            || TensorflowBackendProvider.class.getResource(library + "jnitensorflow.dll") != null;
    return found
        ? Optional.empty()
        : Optional.of(
            problem
                .found("no TensorFlow library for " + platform() + " on the class path")
                .advice("Add tensorflow-core-native for this platform, or use another engine."));
  }

  /** The platform as TensorFlow's jars spell it. */
  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String name = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
    boolean arm = System.getProperty("os.arch", "").equals("aarch64");
    return name + (arm ? "-arm64" : "-x86_64");
  }

  @Override
  public Backend open(EngineConfig config) {
    Optional<Problem> problem = unavailable(config);
    if (problem.isPresent()) {
      throw problem.get().exception();
    }
    return new TensorflowBackend(config);
  }
}
