package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  private static final EngineConfig CPU = new EngineConfig(EngineConfig.Device.CPU, 1);
  private static final EngineConfig GPU = new EngineConfig(EngineConfig.Device.GPU, 1);

  @TempDir private Path jars;

  private Problem problem(EngineConfig config, Map<String, String> settings) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
      return new NativeLibraries(loader, settings::get).missing(config).orElse(null);
    }
  }

  private void put(String name, String text) throws IOException {
    Path file = jars.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void torch(String version, String flavor) throws IOException {
    put(
        "native/lib/pytorch.properties",
        "version=" + version + "\nflavor=" + flavor + "\nclassifier=" + NativeLibraries.platform());
  }

  @Test
  void theProviderIsFound() {
    assertThat(ServiceLoader.load(BackendProvider.class))
        .anySatisfy(p -> assertThat(p).isInstanceOf(PytorchBackendProvider.class));
    BackendProvider p = new PytorchBackendProvider();
    assertThat(p.id()).hasToString("pytorch@1");
    assertThat(p.unavailable(CPU)).isEmpty();
  }

  @Test
  void aGpuIsRefusedWhereThereIsNone() {
    BackendProvider p = new PytorchBackendProvider();
    assertThat(p.unavailable(GPU)).isPresent();
    assertThatThrownBy(() -> p.open(GPU))
        .isInstanceOfSatisfying(
            GmException.class, e -> assertThat(e.code()).isEqualTo(GmError.ENGINE_UNAVAILABLE))
        .hasMessageContaining("a GPU was asked for")
        .hasMessageContaining("Use the device CPU");
  }

  @Test
  void missingLibrariesAreNamedAndNotDownloaded() throws IOException {
    assertThat(problem(CPU, Map.of()))
        .hasToString(
            "[GM/ENGINE_UNAVAILABLE] the PyTorch engine cannot be opened: there is no libtorch on"
                + " the class path: found "
                + NativeLibraries.platform()
                + ". Add ai.djl.pytorch:pytorch-native-cpu with the classifier of this machine.");
    torch("2.7.1-20250812", "cpu");
    assertThat(problem(CPU, Map.of()).toString()).contains("no libdjl_torch on the class path");
  }

  @Test
  void librariesMustBelongTogether() throws IOException {
    torch("2.7.1-20250812", "cpu");
    put("jnilib/pytorch.properties", "jni_version=2.5.1-0.32.0");
    assertThat(problem(CPU, Map.of()).toString())
        .contains("found libdjl_torch 2.5.1-0.32.0; expected 2.7.1-");
    put("jnilib/pytorch.properties", "jni_version=2.7.1-0.35.1");
    assertThat(problem(CPU, Map.of())).isNull();
    assertThat(problem(GPU, Map.of()).toString()).contains("on the processor only");
    put("pytorch-engine.properties", "djl_version=0.36.0");
    assertThat(problem(CPU, Map.of()).toString()).contains("expected 2.7.1-0.36.0");
    put("pytorch-engine.properties", "djl_version=0.35.1");
    torch("2.7.1", "cu128");
    assertThat(problem(GPU, Map.of())).isNull();
    assertThat(problem(CPU, Map.of("PYTORCH_VERSION", "2.11.0")).toString())
        .contains("found 2.7.1; expected 2.11.0");
    put("native/lib/pytorch.properties", "version=2.7.1\nflavor=cpu\nclassifier=sunos-sparc");
    assertThat(problem(CPU, Map.of()).toString())
        .contains("for another machine: found sunos-sparc");
  }

  @Test
  void aDirectoryIsLookedInto() throws IOException {
    Map<String, String> here = Map.of("PYTORCH_LIBRARY_PATH", jars.toString());
    assertThat(problem(CPU, here).toString()).contains("PYTORCH_LIBRARY_PATH names no directory");
    put(System.mapLibraryName("torch"), "");
    assertThat(problem(CPU, here).toString()).contains("PYTORCH_VERSION is not set");
    Map<String, String> versioned =
        Map.of("PYTORCH_LIBRARY_PATH", jars.toString(), "PYTORCH_VERSION", "2.7.1");
    assertThat(problem(CPU, versioned).toString()).contains("no libdjl_torch on the class path");
    put("0.35.1-" + System.mapLibraryName("djl_torch"), "");
    assertThat(problem(CPU, here)).isNull();
    assertThat(problem(GPU, here).toString()).contains("PYTORCH_FLAVOR");
    Map<String, String> cuda =
        Map.of("PYTORCH_LIBRARY_PATH", jars.toString(), "PYTORCH_FLAVOR", "cu128");
    assertThat(problem(GPU, cuda)).isNull();
  }

  /** As a Python package has it, {@code torch/lib/libtorch.so} and {@code torch/version.py}. */
  private String python(String version) throws IOException {
    put("torch/lib/" + System.mapLibraryName("torch"), "");
    put("torch/version.py", "from typing import Optional\n\n__version__ = '" + version + "'\n");
    return jars.resolve("torch/lib").toString();
  }

  private void binding(String version, String... flavors) throws IOException {
    put("jnilib/pytorch.properties", "jni_version=" + version + "-0.35.1");
    put("pytorch-engine.properties", "djl_version=0.35.1");
    for (String f : flavors) {
      put(
          "jnilib/"
              + NativeLibraries.platform()
              + "/"
              + f
              + "/"
              + System.mapLibraryName("djl_torch"),
          "");
    }
  }

  @Test
  void aPythonPackageNeedsNoFurtherSetting() throws IOException {
    Map<String, String> path = Map.of("PYTORCH_LIBRARY_PATH", python("2.7.1+cu128"));
    binding("2.7.1", "cpu", "cu128");
    assertThat(problem(GPU, path)).isNull();
    assertThat(problem(CPU, path)).isNull();
    Path links = Files.createDirectory(jars.resolve("links"));
    Path library = Path.of(System.mapLibraryName("torch"));
    Files.createSymbolicLink(
        links.resolve(library), jars.resolve("torch").resolve("lib").resolve(library));
    assertThat(problem(GPU, Map.of("PYTORCH_LIBRARY_PATH", links.toString()))).isNull();
  }

  @Test
  void aPackageOfAnotherVersionIsToldWithWhatWouldFit() throws IOException {
    Map<String, String> path = Map.of("PYTORCH_LIBRARY_PATH", python("2.11.0+cu130"));
    binding("2.7.1", "cpu", "cu128");
    assertThat(problem(GPU, path).toString())
        .contains("found libdjl_torch 2.7.1-0.35.1; expected 2.11.0-0.35.1. docs/gpu.md");
    binding("2.11.0", "cpu", "cu128");
    assertThat(problem(GPU, path).toString())
        .contains("no form for this libtorch: found 2.11.0+cu130; expected jnilib/");
    Map<String, String> other = new HashMap<>(path);
    other.put("PYTORCH_VERSION", "2.7.1");
    assertThat(problem(GPU, other).toString())
        .contains("PYTORCH_VERSION is not that of the libtorch in PYTORCH_LIBRARY_PATH")
        .contains("version 2.11.0+cu130; expected 2.7.1");
    put("torch/lib/" + System.mapLibraryName("djl_torch"), "");
    assertThat(problem(GPU, path)).isNull();
  }

  @Test
  void aPackageForTheProcessorHasNoGpu() throws IOException {
    Map<String, String> path = Map.of("PYTORCH_LIBRARY_PATH", python("2.7.1+cpu"));
    binding("2.7.1", "cpu");
    assertThat(problem(CPU, path)).isNull();
    assertThat(problem(GPU, path).toString())
        .contains("on the processor only")
        .contains("version 2.7.1+cpu")
        .contains("set PYTORCH_LIBRARY_PATH to a libtorch with CUDA");
  }
}
