package org.generatormatching.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, played by a process that may not write files above 64 KiB. */
class FileLimitTest {
  @TempDir Path folder;

  /** The child: a small checkpoint, then one that does not fit. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Checkpoints checkpoints = new Checkpoints(Path.of(args[0]), 1);
      checkpoints.save(CheckpointTest.tiny(1));
      Identity identity = CheckpointTest.tiny(1).identity();
      Map<String, HostArray> large = Map.of("weight/k", HostArray.of(new float[100_000]));
      try {
        checkpoints.save(new Checkpoint(identity, new Position(2, 0, 0, 0), large));
      } catch (GmException e) {
        System.out.print(e.getMessage());
        System.exit(e.code().exitStatus());
      }
    }
  }

  @Test
  void theOldCheckpointSurvivesAFullDisk() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash's ulimit");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "ulimit -f 64; export LC_ALL=C; exec \"$@\"",
                "bash",
                java,
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String complained = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(complained).isEmpty();
    assertThat(said)
        .isEqualTo(
            "[GM/FILE] the file cannot be written: File too large (at "
                + folder.resolve("00000002.safetensors")
                + ")");
    assertThat(child.exitValue()).isEqualTo(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("00000001.safetensors"));
    }
    Checkpoint kept = new Checkpoints(folder, 1).latest().orElseThrow();
    assertThat(kept.arrays()).isEqualTo(CheckpointTest.tiny(1).arrays());
  }
}
