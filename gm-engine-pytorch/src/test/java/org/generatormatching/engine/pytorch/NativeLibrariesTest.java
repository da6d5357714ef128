package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
