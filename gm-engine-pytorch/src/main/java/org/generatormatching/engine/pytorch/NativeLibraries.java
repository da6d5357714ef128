package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads the libraries: from jars on the class path, or from the directory that {@code
 * PYTORCH_LIBRARY_PATH} names. DJL would download what is missing; so that it never does, this
 * class refuses first.
 */
final class NativeLibraries {
  private static final int[] PROCESSOR = {0, -1};
  private static final int[] FIRST_GPU = {1, 0};
  private static final String TORCH = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";

  private final ClassLoader loader;
  private final UnaryOperator<@Nullable String> settings;

  /**
   * @param loader where to look for jars
   * @param settings gives environment variables or properties of the same names
   */
  NativeLibraries(ClassLoader loader, UnaryOperator<@Nullable String> settings) {
    this.loader = loader;
    this.settings = settings;
  }

  /** Those of this process. */
  static NativeLibraries ofProcess() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = NativeLibraries.class.getClassLoader();
    boolean better = context != null && context.getResource(TORCH) != null;
    return new NativeLibraries(
        better ? context : own,
        name -> System.getenv(name) != null ? System.getenv(name) : System.getProperty(name));
  }

  /** Why the engine cannot be opened here, as far as files tell. */
  Optional<Problem> missing(EngineConfig config) {
    boolean gpu = config.device() == EngineConfig.Device.GPU;
    String path = setting("PYTORCH_LIBRARY_PATH");
    if (path != null) {
      return inDirectory(path, gpu);
    }
    Properties torch = resource(TORCH);
    Properties jni = resource(JNI);
    if (torch == null || jni == null) {
      String what = torch == null ? "libtorch" : "DJL's libdjl_torch";
      return Optional.of(
          unavailable("there is no " + what + " on the class path")
              .found(platform())
              .advice(
                  torch == null
                      ? "Add ai.djl.pytorch:pytorch-native-cpu with the classifier of this machine."
                      : "Add ai.djl.pytorch:pytorch-jni."));
    }
    String classifier = torch.getProperty("classifier", "");
    if (!classifier.equals(platform())) {
      return Optional.of(
          unavailable("libtorch on the class path is for another machine")
              .found(classifier)
              .expected(platform()));
    }
    String version = torch.getProperty("version", "").replaceFirst("-.*", "");
    if (!jni.getProperty("jni_version", "").startsWith(version + "-")) {
      return Optional.of(
          unavailable("libtorch and libdjl_torch on the class path do not belong together")
              .found(version + " and " + jni.getProperty("jni_version")));
    }
    return gpu && !torch.getProperty("flavor", "").startsWith("cu")
        ? Optional.of(withoutCuda())
        : Optional.empty();
  }

  private Optional<Problem> inDirectory(String path, boolean gpu) {
    String library = System.mapLibraryName("torch");
    boolean found =
        Arrays.stream(path.split(File.pathSeparator))
            .map(File::new)
            .anyMatch(
                f -> f.getName().equals(library) ? f.isFile() : new File(f, library).isFile());
    if (!found) {
      return Optional.of(
          unavailable("PYTORCH_LIBRARY_PATH names no directory with " + library).found(path));
    }
    String flavor = setting("PYTORCH_FLAVOR");
    return gpu && (flavor == null || !flavor.contains("cu"))
        ? Optional.of(
            withoutCuda().advice("Set PYTORCH_FLAVOR, for example to cu128, if it has CUDA."))
        : Optional.empty();
  }

  /**
   * Loads the libraries.
   *
   * @return kind and number of the device as DJL counts them
   * @throws org.generatormatching.tensor.GmException [GM/ENGINE_UNAVAILABLE] with the reason
   */
  int[] load(EngineConfig config) {
    setDefault("ai.djl.offline");
    setDefault("OPT_OUT_TRACKING");
    try {
      TorchNative.load();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      throw unavailable("libtorch cannot be loaded")
          .found(String.valueOf(e.getMessage()))
          .exception(e);
    }
    if (config.device() == EngineConfig.Device.CPU) {
      return PROCESSOR.clone();
    }
    if (!TorchNative.features().contains("CUDA")) {
      throw withoutCuda().exception();
    }
    try {
      TorchNative.deleteTensor(TorchNative.zeros(new long[] {1}, 0, FIRST_GPU));
    } catch (RuntimeException e) {
      throw unavailable("the graphics processor does not answer")
          .found(String.valueOf(e.getMessage()))
          .exception(e);
    }
    return FIRST_GPU.clone();
  }

  private static Problem unavailable(String why) {
    return Problem.of(GmError.ENGINE_UNAVAILABLE, "the PyTorch engine cannot be opened: " + why);
  }

  private static Problem withoutCuda() {
    return unavailable("a GPU was asked for, and this libtorch computes on the processor only")
        .advice("Use the device CPU, or libraries built with CUDA on a machine with a GPU.");
  }

  private static void setDefault(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  private @Nullable String setting(String name) {
    String value = settings.apply(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private @Nullable Properties resource(String name) {
    URL url = loader.getResource(name);
    if (url == null) {
      return null;
    }
    Properties p = new Properties();
    try (InputStream in = url.openStream()) {
      p.load(in);
    } catch (IOException e) {
      return null;
    }
    return p;
  }

  /** This machine as DJL names it, {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String system = os.startsWith("win") ? "win" : os.startsWith("mac") ? "osx" : "linux";
    return system + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
