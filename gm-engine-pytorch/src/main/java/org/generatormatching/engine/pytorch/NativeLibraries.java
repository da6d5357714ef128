package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import ai.djl.util.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
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
  private static final String PATH = "PYTORCH_LIBRARY_PATH";
  private static final String VERSION = "PYTORCH_VERSION";
  private static final String FLAVOR = "PYTORCH_FLAVOR";
  private static final String GUIDE = "docs/gpu.md says how to bring a libtorch of your own.";

  /** Libraries in a Python package that belong to its tests and tools. */
  private static final String OF_PYTHON =
      "libaoti_custom_ops.so,libbackend_with_compiler.so,libjitbackend_test.so,libshm.so,"
          + "libtorchbind_test.so";

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
    String path = setting(PATH);
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
    String wanted = setting(VERSION);
    if (wanted != null && !version.startsWith(wanted)) {
      return Optional.of(
          unavailable("PYTORCH_VERSION asks for another libtorch than there is on the class path")
              .found(version)
              .expected(wanted));
    }
    Optional<Problem> unbound = withoutBinding(version);
    boolean cuda = fitting.stream().anyMatch(p -> p.getProperty("flavor", "").startsWith("cu"));
    return unbound.isPresent() || cuda || !gpu
        ? unbound
        : Optional.of(withoutCuda(version + " for the processor, on the class path"));
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
                .expected(version + "-" + djl)
                .advice(GUIDE));
  }

  private Optional<Problem> inDirectory(String path, boolean gpu) {
    Optional<LibtorchDirectory> found = LibtorchDirectory.find(path);
    if (found.isEmpty()) {
      return Optional.of(
          unavailable(
                  "PYTORCH_LIBRARY_PATH names no directory with " + System.mapLibraryName("torch"))
              .found(path)
              .advice(GUIDE));
    }
    LibtorchDirectory directory = found.get();
    String wanted = setting(VERSION);
    String version = directory.version().orElse(wanted);
    String flavor = Optional.ofNullable(setting(FLAVOR)).or(directory::flavor).orElse(null);
    if (version == null && !directory.bound()) {
      return Optional.of(
          unavailable("PYTORCH_LIBRARY_PATH has no libdjl_torch, and PYTORCH_VERSION is not set")
              .found(directory)
              .advice(GUIDE));
    }
    if (wanted != null && !wanted.equals(version)) {
      return Optional.of(
          unavailable("PYTORCH_VERSION is not that of the libtorch in PYTORCH_LIBRARY_PATH")
              .found(directory)
              .expected(wanted)
              .advice("Do not set it: the version is read from that directory."));
    }
    if (gpu && (flavor == null || !flavor.startsWith("cu"))) {
      Problem none = withoutCuda(directory.toString());
      return Optional.of(
          flavor != null
              ? none
              : none.advice("Set PYTORCH_FLAVOR, for example to cu128, if it has CUDA."));
    }
    return version == null || directory.bound()
        ? Optional.empty()
        : withoutBinding(version).or(() -> withoutBinding(version, flavor));
  }

  /** Why the libdjl_torch on the class path has none for a flavor of its libtorch, or empty. */
  private Optional<Problem> withoutBinding(String version, @Nullable String flavor) {
    String name = "jnilib/" + platform() + "/" + flavor + "/" + System.mapLibraryName("djl_torch");
    return flavor == null || loader.getResource(name) != null
        ? Optional.empty()
        : Optional.of(
            unavailable("libdjl_torch on the class path has no form for this libtorch")
                .found(version + "+" + flavor)
                .expected(name)
                .advice(GUIDE));
  }

  /**
   * Loads the libraries.
   *
   * @return kind and number of the device as DJL counts them
   * @throws org.generatormatching.tensor.GmException [GM/ENGINE_UNAVAILABLE] with the reason
   */
  int[] load(EngineConfig config) {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    Optional<LibtorchDirectory> own =
        Optional.ofNullable(setting(PATH)).flatMap(LibtorchDirectory::find);
    own.flatMap(LibtorchDirectory::version).ifPresent(v -> setDefault(VERSION, v));
    own.flatMap(LibtorchDirectory::flavor).ifPresent(f -> setDefault(FLAVOR, f));
    own.ifPresent(d -> setDefault("PYTORCH_LIBRARY_EXCLUSION", OF_PYTHON));
    try {
      if (own.isEmpty() && Platform.detectPlatform("pytorch").isPlaceholder()) {
        throw unavailable("no libtorch on the class path runs on this machine").exception();
      }
      TorchNative.load();
    } catch (GmException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      Problem failed =
          unavailable("libtorch cannot be loaded").found(String.valueOf(e.getMessage()));
      throw (own.isPresent() ? failed.advice(GUIDE) : failed).exception(e);
    }
    return config.device() == EngineConfig.Device.CPU ? PROCESSOR.clone() : gpu();
  }

  /** The first GPU, if it answers. */
  private static int[] gpu() {
    if (!TorchNative.features().contains("CUDA")) {
      throw unavailable("a GPU was asked for, and libtorch finds none")
          .found(CudaDriver.describe(0).orElse("no GPU that NVIDIA's driver knows"))
          .expected("a driver for at least the CUDA of libtorch in " + TorchNative.directory())
          .advice("Let nvidia-smi list a GPU, or use the device CPU.")
          .exception();
    }
    try {
      TorchNative.deleteTensor(TorchNative.zeros(new long[] {1}, 0, FIRST_GPU));
    } catch (RuntimeException e) {
      throw unavailable("the graphics processor does not answer")
          .found(String.valueOf(e.getMessage()))
          .exception(e);
    }
    TorchContext.exact(TorchNative.directory())
        .ifPresent(
            missing -> {
              throw unavailable(
                      "this libtorch does not let FLOAT32 be computed in FLOAT32 on a GPU")
                  .found(missing)
                  .advice("Use Linux and a libtorch that was tried, see docs/gpu.md.")
                  .exception();
            });
    return FIRST_GPU.clone();
  }

  private static Problem unavailable(String why) {
    return Problem.of(GmError.ENGINE_UNAVAILABLE, "the PyTorch engine cannot be opened: " + why);
  }

  private static Problem withoutCuda(String found) {
    return unavailable("a GPU was asked for, and this libtorch computes on the processor only")
        .found(found)
        .advice(
            "Use the device CPU, or set PYTORCH_LIBRARY_PATH to a libtorch with CUDA. " + GUIDE);
  }

  private static void setDefault(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
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
