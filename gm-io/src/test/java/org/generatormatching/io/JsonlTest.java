package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("metrics.jsonl");
  }

  @Test
  void everyLineIsThereAtOnce() {
    try (Jsonl log = Jsonl.append(path)) {
      assertThat(Jsonl.read(path)).isEmpty();
      log.write(Map.of("loss", 0.25));
      assertThat(path).hasContent("{\"loss\":0.25}\n");
      log.write(Map.of("loss", Double.NaN));
      assertThat(Jsonl.read(path)).hasSize(2);
    }
    assertThat(Jsonl.read(path))
        .extracting(line -> line.number("loss").orElseThrow())
        .containsExactly(0.25, Double.NaN);
  }

  @Test
  void aLogGoesOn() {
    for (int i = 0; i < 3; i++) {
      try (Jsonl log = Jsonl.append(path)) {
        log.write(Map.of("step", i));
      }
    }

    assertThat(Jsonl.read(path))
        .extracting(Object::toString)
        .containsExactly("{\"step\":0}", "{\"step\":1}", "{\"step\":2}");
  }

  /** Wherever the last line was torn, also inside a character, readers and writers go on. */
  @Test
  void aTornLastLineIsIgnoredAndRemoved() throws Exception {
    String first = "{\"text\":\"" + "x".repeat(5000) + "\"}\n";
    byte[] whole = (first + "{\"text\":\"é\"}\n").getBytes(StandardCharsets.UTF_8);
    for (int length = first.length(); length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThat(Jsonl.read(path)).as("cut to %d", length).hasSize(1);
      try (Jsonl log = Jsonl.append(path)) {
        log.write(Map.of("step", 1));
      }
      assertThat(path).hasContent(first + "{\"step\":1}\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"step\":", "{}", "\0\0\0\0"})
  void aTornOnlyLineIsRemoved(String torn) throws Exception {
    Files.writeString(path, torn);

    Jsonl.append(path).close();

    assertThat(path).isEmptyFile();
  }

  @Test
  void otherFilesAreNotDestroyed() throws Exception {
    Files.writeString(path, "precious");

    assertThatThrownBy(() -> Jsonl.append(path))
        .hasMessage("[GM/DATA] not a log of JSON lines (at " + path + ")");
    assertThat(path).hasContent("precious");
  }

  @Test
  void brokenLinesAreToldTogether() throws Exception {
    Files.write(
        path, "{}\n{\"a\":}\n\n[1]\n{\"\u00e9\":1}\n{".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Jsonl.read(path))
        .hasMessage(
            """
            [GM/DATA] JSON with "}" at character 5 where a JSON value should be: expected a JSON object (at PATH:2)
            [GM/DATA] JSON with the end of the text at character 0 where a JSON value should be: expected a JSON object (at PATH:3)
            [GM/DATA] the line "[1]": expected a JSON object (at PATH:4)
            [GM/DATA] text that is not UTF-8: expected a JSON object (at PATH:5)"""
                .replace("PATH", path.toString()));
  }

  @Test
  void missingFilesAreFileErrors() {
    assertThatThrownBy(() -> Jsonl.read(path)).hasMessageStartingWith("[GM/FILE] ");
    assertThatThrownBy(() -> Jsonl.append(directory)).hasMessageStartingWith("[GM/FILE] ");
  }

  @Test
  void anInterruptedThreadCanStillWrite() {
    try (Jsonl log = Jsonl.append(path)) {
      Thread.currentThread().interrupt();
      log.write(Map.of("step", 1));
      log.write(Map.of("step", 2));
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Jsonl.read(path)).hasSize(2);
  }

  /** The limit on the size of files stands for a full disk: nothing of the last line may stay. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLineThatDoesNotFitIsTakenBack() throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 1 && exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Refused.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).content().contains("[GM/FILE] the file cannot be written: File too large");
    assertThat(Jsonl.read(path)).hasSize(1);
    assertThat(Files.readString(path)).endsWith("\n");
  }

  /** Writes one line that fits and one that does not. */
  static final class Refused {
    private Refused() {}

    public static void main(String[] args) throws IOException {
      try (Jsonl log = Jsonl.append(Path.of(args[0]))) {
        for (int length : List.of(600, 600)) {
          log.write(Map.of("text", "x".repeat(length)));
        }
      }
    }
  }
}
