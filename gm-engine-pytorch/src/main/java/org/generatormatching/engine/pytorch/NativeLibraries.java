package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import ai.djl.util.Platform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
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
  private static final String DJL = "pytorch-engine.properties";

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
    List<Properties> bundled = resources(TORCH);
    if (bundled.isEmpty()) {
      return Optional.of(
          unavailable("there is no libtorch on the class path")
              .found(platform())
              .advice(
                  "Add ai.djl.pytorch:pytorch-native-cpu with the classifier of this machine."));
    }
    List<Properties> fitting =
        bundled.stream().filter(p -> p.getProperty("classifier", "").equals(platform())).toList();
    if (fitting.isEmpty()) {
      return Optional.of(
          unavailable("libtorch on the class path is for another machine")
              .found(bundled.get(0).getProperty("classifier"))
              .expected(platform()));
    }
    String version = fitting.get(0).getProperty("version", "").replaceFirst("-.*", "");
    String wanted = setting("PYTORCH_VERSION");
    if (wanted != null && !version.startsWith(wanted)) {
      return Optional.of(
          unavailable("PYTORCH_VERSION asks for another libtorch than there is on the class path")
              .found(version)
              .expected(wanted));
    }
    Optional<Problem> unbound = withoutBinding(version);
    boolean cuda = fitting.stream().anyMatch(p -> p.getProperty("flavor", "").startsWith("cu"));
    return unbound.isPresent() || cuda || !gpu ? unbound : Optional.of(withoutCuda());
  }

  /** Why no libdjl_torch on the class path fits a version of libtorch, or empty. */
  private Optional<Problem> withoutBinding(String version) {
    List<Properties> jni = resources(JNI);
    if (jni.isEmpty()) {
      return Optional.of(
          unavailable("there is no libdjl_torch on the class path")
              .found(platform())
              .advice("Add ai.djl.pytorch:pytorch-jni."));
    }
    String djl =
        resources(DJL).stream().map(p -> p.getProperty("djl_version", "")).findFirst().orElse("");
    String found = jni.get(0).getProperty("jni_version", "");
    return found.startsWith(version + "-" + djl)
        ? Optional.empty()
        : Optional.of(
            unavailable("libtorch, DJL and libdjl_torch on the class path do not belong together")
                .found("libdjl_torch " + found)
                .expected(version + "-" + djl));
  }

  private Optional<Problem> inDirectory(String path, boolean gpu) {
    String library = System.mapLibraryName("torch");
    Optional<File> directory =
        Arrays.stream(path.split(File.pathSeparator))
            .map(File::new)
            .map(f -> f.getName().equals(library) ? f.getAbsoluteFile().getParentFile() : f)
            .filter(f -> new File(f, library).isFile())
            .findFirst();
    if (directory.isEmpty()) {
      return Optional.of(
          unavailable("PYTORCH_LIBRARY_PATH names no directory with " + library).found(path));
    }
    String binding = System.mapLibraryName("djl_torch");
    String[] own = directory.get().list((d, name) -> name.endsWith(binding));
    String version = setting("PYTORCH_VERSION");
    if ((own == null || own.length == 0) && version != null) {
      Optional<Problem> unbound = withoutBinding(version);
      if (unbound.isPresent()) {
        return unbound;
      }
    } else if (own == null || own.length == 0) {
      return Optional.of(
          unavailable("PYTORCH_LIBRARY_PATH has no " + binding + ", and PYTORCH_VERSION is not set")
              .found(path));
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
      boolean bundled = setting("PYTORCH_LIBRARY_PATH") == null;
      if (bundled && Platform.detectPlatform("pytorch").isPlaceholder()) {
        throw unavailable("no libtorch on the class path runs on this machine").exception();
      }
      TorchNative.load();
    } catch (GmException e) {
      throw e;
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

  private List<Properties> resources(String name) {
    List<Properties> r = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(name))) {
        Properties p = new Properties();
        try (InputStream in = url.openStream()) {
          p.load(in);
        }
        r.add(p);
      }
    } catch (IOException e) {
      return List.of();
    }
    return r;
  }

  /** This machine as DJL names it, {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String system = os.startsWith("win") ? "win" : os.startsWith("mac") ? "osx" : "linux";
    return system + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
