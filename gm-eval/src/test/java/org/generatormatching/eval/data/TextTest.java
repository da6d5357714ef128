package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTest {
  @TempDir Path base;

  private Dataset load(String text, int length, boolean letters) throws IOException {
    Files.writeString(base.resolve("t.txt"), text);
    return new Text("t.txt", length, letters, 0.25).load(base);
  }

  private static String text(Batch rows, int row) {
    return Arrays.stream(rows.rows(row, row + 1).get("text").longs())
        .mapToObj(c -> Character.toString((int) c))
        .collect(Collectors.joining());
  }

  /** 1,200 characters in which any ten tell where they stand. */
  private static String counting() {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      b.append((char) ('a' + i / 26)).append((char) ('a' + i % 26));
    }
    return b.toString();
  }

  /** 4,000 uniform windows of 891: each end is missed by all with probability e^-4.5 a place. */
  @Test
  void trainingWindowsBeginAnywhereInTheFirstPart() throws IOException {
    Batch training = load(counting(), 10, false).training(HostRng.of(1), 0, 4000);
    int[] begins = new int[4000];
    Arrays.setAll(begins, i -> counting().indexOf(text(training, i)));
    assertThat(Arrays.stream(begins).min().orElseThrow()).isBetween(0, 4);
    assertThat(Arrays.stream(begins).max().orElseThrow()).isBetween(886, 890);
  }

  @Test
  void heldOutWindowsCutTheLastPartInAFixedOrder() throws IOException {
    Dataset d = load(counting(), 10, false);
    Batch all = d.heldOut(99);
    int[] begins = new int[30];
    Arrays.setAll(begins, i -> counting().indexOf(text(all, i)));
    assertThat(all.size()).isEqualTo(30);
    assertThat(begins[0]).isNotEqualTo(900);
    assertThat(Arrays.stream(begins).sorted())
        .containsExactlyElementsOf(IntStream.range(0, 30).mapToObj(i -> 900 + 10 * i).toList());
    assertThat(d.heldOut(5)).isEqualTo(all.rows(0, 5));
  }

  @Test
  void lettersAloneMakeAnAlphabetOf27() throws IOException {
    Dataset d = load("It is  NOT 1 o'clock; é -- ".repeat(40), 23, true);
    String expected = "it is not oclock ".repeat(3);
    assertThat(expected).contains(text(d.training(HostRng.of(2), 3, 1), 0));
    Dataset whale = new Text(null, null, true, null).load(base);
    Codec codec = new Levels(null, Optional.empty()).fit(whale);
    assertThat(codec.fitted().get("text/levels").size()).isEqualTo(27);
  }

  @Test
  void mobyDickIsShippedAndEveryHeldOutCharacterIsInItsAlphabet() {
    Dataset whale = new Text(null, null, null, null).load(base);
    assertThat(whale.citation()).contains("Melville").contains("public domain");
    Codec codec = new Levels(null, Optional.empty()).fit(whale);
    assertThat(codec.fitted().get("text/levels").size()).isEqualTo(77);
    Batch held = whale.heldOut(100_000);
    assertThat(held.size()).isEqualTo(1858);
    assertThat(codec.decode(codec.encode(held))).isEqualTo(held);
  }

  @Test
  void filesMayBePackedAndTheCitationTellsThemApart() throws IOException {
    Dataset plain = load("some text ".repeat(30), 8, false);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(base.resolve("t.gz")))) {
      out.write(Files.readAllBytes(base.resolve("t.txt")));
    }
    Dataset packed = new Text("t.gz", 8, null, 0.25).load(base);
    assertThat(packed.heldOut(9)).isEqualTo(plain.heldOut(9));
    assertThat(plain.citation()).matches("t\\.txt, 300 characters, crc32c [0-9a-f]{8}");
    assertThat(load("some test ".repeat(30), 8, false).citation()).isNotEqualTo(plain.citation());
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    assertThatThrownBy(() -> new Text("none.txt", 8, null, null).load(base))
        .hasMessageContaining("[GM/DATA] the text file cannot be read: found 'none.txt'");
    Files.write(base.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> new Text("b", 1, null, null).load(base))
        .hasMessageContaining("[GM/DATA] the text file is not in UTF-8");
    assertThatThrownBy(() -> load("aaaaa", 8, false))
        .hasMessage(
            "[GM/DATA] the text is too short: found 4 characters to train on and 1 held out;"
                + " expected more than a window of 8 in each part");
    assertThatThrownBy(() -> new Text(null, 0, null, 1.0))
        .hasMessageContaining("(at length)")
        .hasMessageContaining("(at held-out)");
  }
}
