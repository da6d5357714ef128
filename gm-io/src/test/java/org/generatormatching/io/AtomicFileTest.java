package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5};

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void oldFile() throws IOException {
    path = directory.resolve("file");
    Files.write(path, OLD);
  }

  @Test
  void theNewFileTakesThePlaceOfTheOld() {
    AtomicFile.write(path, NEW);

    assertThat(path).hasBinaryContent(NEW);
    assertThat(files()).containsExactly(path);
  }

  @Test
  void aNewFileAppears() {
    Path other = directory.resolve("other");

    AtomicFile.write(other, NEW);

    assertThat(other).hasBinaryContent(NEW);
  }

  @Test
  void theOldFileIsThereUntilTheEnd() {
    AtomicFile.write(
        path,
        out -> {
          out.write(NEW);
          out.flush();
          assertThat(path).hasBinaryContent(OLD);
        });

    assertThat(path).hasBinaryContent(NEW);
  }

  @Test
  void aFailureKeepsTheOldFile() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    path,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .hasMessage(
            "[GM/FILE] the file cannot be written: No space left on device (at " + path + ")");

    assertThat(path).hasBinaryContent(OLD);
    assertThat(files()).containsExactly(path);
  }

  @Test
  void exceptionsOfTheContentPass() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    path,
                    out -> {
                      throw Problem.of(GmError.DATA, "no").exception();
                    }))
        .hasMessage("[GM/DATA] no");

    assertThat(path).hasBinaryContent(OLD);
    assertThat(files()).containsExactly(path);
  }

  @Test
  void directoriesStay() throws IOException {
    Path missing = directory.resolve("missing").resolve("file");
    Path empty = Files.createDirectory(directory.resolve("directory"));

    assertThatThrownBy(() -> AtomicFile.write(missing, NEW))
        .hasMessageStartingWith("[GM/FILE] the file cannot be written: no such file or directory")
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> AtomicFile.write(empty, NEW))
        .hasMessageStartingWith("[GM/FILE] the file cannot be written: ");
    assertThat(empty).isEmptyDirectory();
    assertThat(files()).containsExactlyInAnyOrder(path, empty);
  }

  @Test
  void aStaleTemporaryFileDoesNotDisturb() throws IOException {
    Path stale = directory.resolve(".gm-" + ProcessHandle.current().pid() + "-0.tmp");
    Files.write(stale, OLD);

    AtomicFile.write(path, NEW);

    assertThat(path).hasBinaryContent(NEW);
    assertThat(stale).hasBinaryContent(OLD);
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAndNothingElse() throws Exception {
    Process ended = new ProcessBuilder("sleep", "0").start();
    ended.waitFor();
    Path abandoned = Files.write(directory.resolve(".gm-" + ended.pid() + "-0.tmp"), OLD);
    Path used =
        Files.write(directory.resolve(".gm-" + ProcessHandle.current().pid() + "-0.tmp"), OLD);
    Path other = Files.write(directory.resolve(".gm-notes.tmp"), OLD);
    assertThat(AtomicFile.removeAbandoned(directory)).isEqualTo(1);
    assertThat(files()).containsExactlyInAnyOrder(path, used, other).doesNotContain(abandoned);
    assertThat(AtomicFile.removeAbandoned(directory.resolve("none"))).isZero();
  }

  /** A run that is told to stop interrupts its thread and then saves its state. */
  @Test
  void anInterruptedThreadCanStillWrite() {
    Thread.currentThread().interrupt();

    AtomicFile.write(path, NEW);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(path).hasBinaryContent(NEW);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void permissionsAndLinksStay() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    AtomicFile.write(link, NEW);

    assertThat(link).isSymbolicLink();
    assertThat(path).hasBinaryContent(NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void devicesAreNotReplaced() {
    AtomicFile.write(Path.of("/dev/null"), NEW);

    assertThat(Path.of("/dev/null")).exists();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  /** The limit on the size of files stands for a full disk: the system refuses in mid-file. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRefusalByTheSystemKeepsTheOldFile() throws Exception {
    Path error = Files.createTempFile("refused", ".txt");
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 64 && exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Refused.class.getName(),
                path.toString())
            .redirectError(error.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(error)
        .content()
        .contains("[GM/FILE] the file cannot be written: File too large (at " + path + ")");
    Files.delete(error);
    assertThat(path).hasBinaryContent(OLD);
    assertThat(files()).containsExactly(path);
  }

  /** Writes 1 MB, in a process that may not. */
  static final class Refused {
    private Refused() {}

    public static void main(String[] args) {
      AtomicFile.write(Path.of(args[0]), new byte[1 << 20]);
    }
  }

  private List<Path> files() {
    try (Stream<Path> list = Files.list(directory)) {
      return list.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
