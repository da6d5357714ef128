package org.generatormatching.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.api.Metric.Better;
import org.generatormatching.api.Metric.Score;
import org.generatormatching.training.checkpoint.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  @Test
  void scoresComeBackAsTheyWereWritten(@TempDir Path temp) {
    RunFiles files = new RunFiles(RunDirectory.create(temp.resolve("run")));
    assertThat(files.readEvaluation()).isEmpty();
    List<Score> scores =
        List.of(
            new Score("a", 0.5, 0.4, 0.25, 0.75, 9, Better.LOWER),
            new Score("b", Double.POSITIVE_INFINITY, 3.5, 9, Better.FLOOR),
            new Score("c", Double.NaN, Double.NaN, 9, Better.HIGHER));
    files.evaluation(scores);
    assertThat(files.readEvaluation()).isEqualTo(scores);
    assertThat(RunFiles.rows(scores).get(0))
        .containsOnlyKeys("name", "value", "floor", "low", "high", "n", "better");
    assertThat(RunFiles.rows(scores).get(1)).containsEntry("low", null).containsEntry("high", null);
  }

  @Test
  void damagedFilesAreNamed(@TempDir Path temp) throws IOException {
    RunFiles files = new RunFiles(RunDirectory.create(temp.resolve("run")));
    Path run = files.directory().path();
    Files.writeString(run.resolve("evaluation.json"), "{\"metrics\": [{\"better\": \"much\"}]}");
    assertThatThrownBy(files::readEvaluation)
        .hasMessageStartingWith("[GM/DATA] a file of the run is damaged: found 'better' is 'much'")
        .hasMessageContaining("evaluation.json");
    Files.writeString(run.resolve("verification.json"), "{\"laws\": [");
    assertThatThrownBy(files::readVerification)
        .hasMessageStartingWith("[GM/DATA] a file of the run is damaged: found ")
        .hasMessageContaining("verification.json");
    Files.write(run.resolve("provenance.json"), new byte[] {'"', (byte) 0xff, '"'});
    assertThatThrownBy(files::provenance)
        .hasMessageStartingWith("[GM/DATA] a file of the run is damaged: found not UTF-8");
  }
}
