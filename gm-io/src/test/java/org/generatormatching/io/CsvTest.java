package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("table.csv");
  }

  @Test
  void numbersAreRead() throws Exception {
    Files.writeString(path, "x, y\n1,2.5\n -0 ,\t+3e-2\r\n.5,6.\n\"7\",1E5");

    Table table = Csv.read(path, Csv.Header.PRESENT);

    assertThat(table.columns()).containsExactly("x", "y");
    assertThat(table.values())
        .isEqualTo(HostArray.of(new double[] {1, 2.5, -0.0, 0.03, 0.5, 6, 7, 1e5}, 4, 2));
  }

  @Test
  void withoutHeaderColumnsAreNumbered() throws Exception {
    Files.writeString(path, "1,2,3\n4,5,6\n");

    Table table = Csv.read(path, Csv.Header.ABSENT);

    assertThat(table.columns()).containsExactly("x0", "x1", "x2");
    assertThat(table.values()).isEqualTo(HostArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
  }

  @Test
  void namesMayBeQuotedAndFollowAByteOrderMark() throws Exception {
    Files.writeString(path, "\ufeff\"a, \"\"b\"\"\", é \n1,2\n");

    assertThat(Csv.read(path, Csv.Header.PRESENT).columns()).containsExactly("a, \"b\"", "é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.csv", "table.csv.gz"})
  void whatIsWrittenIsRead(String name) throws Exception {
    Path file = directory.resolve(name);
    double[] values = new Random(1).doubles(30_000, -1e3, 1e3).toArray();
    values[0] = Double.MIN_VALUE;
    values[1] = -Double.MAX_VALUE;
    Table table = new Table(List.of("a,b", "c \"d\"", "e"), HostArray.of(values, 10_000, 3));

    Csv.write(file, table);

    assertThat(Csv.read(file, Csv.Header.PRESENT)).isEqualTo(table);
    assertThat(Files.readAllBytes(file)[0] == 0x1f).isEqualTo(name.endsWith(".gz"));
  }

  @Test
  void everyTypeIsWritten() throws Exception {
    Csv.write(path, new Table(List.of("a"), HostArray.of(new long[] {Long.MAX_VALUE}, 1, 1)));
    assertThat(path).hasContent("a\n9223372036854775807\n");
    Csv.write(path, new Table(List.of("a"), HostArray.of(new float[] {0.1f}, 1, 1)));
    assertThat(path).hasContent("a\n0.1\n");
    Csv.write(path, new Table(List.of("a", "b"), HostArray.of(new boolean[] {true, false}, 1, 2)));
    assertThat(path).hasContent("a,b\n1,0\n");
  }

  @Test
  void compressionIsSeenWithoutASuffix() throws Exception {
    Files.write(path, gzip("1\n2\n"));

    assertThat(Csv.read(path, Csv.Header.ABSENT).values().dims()).containsExactly(2, 1);
  }

  @Test
  void emptyFilesAreRefused() throws Exception {
    Files.writeString(path, "");
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.ABSENT))
        .hasMessage("[GM/DATA] the file is empty: expected at least one row (at " + path + ":1)");
    Files.writeString(path, "x,y\n");
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessage(
            "[GM/DATA] no row follows the header: expected at least one row (at " + path + ":2)");
    Files.writeString(path, "\n");
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessage("[GM/DATA] a blank line: expected text (at " + path + ":1)");
  }

  @Test
  void everyProblemIsToldWithItsLine() throws Exception {
    Files.writeString(
        path, "x,y\n1,2\n1\n\n1,2,3\na,\n1,\"2\n1,\"2\"3\nNaN,-Infinity\n1e999,0x1p3\n1d,3,\n");

    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessage(
            """
            [GM/DATA] a row of another width: found 1; expected 2 cells as in the first line (at PATH:3)
            [GM/DATA] a blank line: expected 2 cells as in the first line (at PATH:4)
            [GM/DATA] a row of another width: found 3; expected 2 cells as in the first line (at PATH:5)
            [GM/DATA] no number in column "x": found "a"; expected a finite decimal number (at PATH:6)
            [GM/DATA] no number in column "y": found ""; expected a finite decimal number (at PATH:6)
            [GM/DATA] a quote without its end at character 3 (at PATH:7)
            [GM/DATA] text after the quote that ends at character 5 (at PATH:8)
            [GM/DATA] no number in column "x": found "NaN"; expected a finite decimal number (at PATH:9)
            [GM/DATA] no number in column "y": found "-Infinity"; expected a finite decimal number (at PATH:9)
            [GM/DATA] no number in column "x": found "1e999"; expected a finite decimal number (at PATH:10)
            [GM/DATA] no number in column "y": found "0x1p3"; expected a finite decimal number (at PATH:10)
            [GM/DATA] a row of another width: found 3; expected 2 cells as in the first line (at PATH:11)"""
                .replace("PATH", path.toString()));
  }

  @Test
  void tooManyProblemsAreCut() throws Exception {
    Files.writeString(path, "a,b\n" + "x,y\n".repeat(100));

    GmException e =
        catchThrowableOfType(GmException.class, () -> Csv.read(path, Csv.Header.PRESENT));

    assertThat(e.problems()).hasSize(20);
  }

  @Test
  void aWrongOptionIsGuessedAtInTheAdvice() throws Exception {
    Files.writeString(path, "1,2\n3,4\n");
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessage(
            "[GM/DATA] the header is a row of numbers: found \"1,2\"; expected names of columns (at "
                + path
                + ":1). If the file has no header, say so where it is read.");
    Files.writeString(path, "a\n3\n");
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.ABSENT))
        .hasMessageEndingWith(
            path + ":1). If the first line names the columns, say so where it is read.");
  }

  @Test
  void columnsNeedDifferentNames() throws Exception {
    Files.writeString(path, "a,,a\n1,2,3\n");

    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessageContaining(
            "a column without a name: found \"\"; expected one name for each column")
        .hasMessageContaining(
            "two columns of one name: found \"a\"; expected one name for each column");
  }

  @Test
  void otherEncodingsAreNamedWithTheirLine() throws Exception {
    Files.write(path, "x\n1\n2\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Csv.read(path, Csv.Header.PRESENT))
        .hasMessage("[GM/DATA] text that is not UTF-8 (at " + path + ":3)");
  }

  @Test
  void endlessLinesAreRefused() throws Exception {
    Files.write(path, gzip("1".repeat((1 << 24) + 1)));

    assertThatThrownBy(() -> Csv.read(path, Csv.Header.ABSENT))
        .hasMessage("[GM/DATA] a line longer than 16777216 bytes (at " + path + ":1)");
  }

  @Test
  void damagedCompressionIsDataError() throws Exception {
    Path compressed = directory.resolve("table.csv.gz");
    byte[] whole = gzip("1,2\n".repeat(10_000));
    for (int length = 0; length < whole.length; length++) {
      overwrite(compressed, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Csv.read(compressed, Csv.Header.ABSENT))
          .isInstanceOf(GmException.class)
          .hasMessageStartingWith("[GM/DATA] damaged gzip data: ")
          .hasMessageContaining(compressed + ":");
    }
    Files.writeString(compressed, "1,2\n");
    assertThatThrownBy(() -> Csv.read(compressed, Csv.Header.ABSENT))
        .hasMessage("[GM/DATA] damaged gzip data: Not in GZIP format (at " + compressed + ":1)");
  }

  @Test
  void noMutationBreaksTheReader() throws Exception {
    byte[] plain = "x,y\n1,2\n\"3\",4.5e1\n-6,7\n".getBytes(StandardCharsets.UTF_8);
    byte[] compressed = gzip("x,y\n1,2\n\"3\",4.5e1\n-6,7\n");
    Random random = new Random(20253);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = (i % 2 == 0 ? plain : compressed).clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      overwrite(path, bytes);
      Throwable thrown = catchThrowable(() -> Csv.read(path, Csv.Header.PRESENT));
      if (thrown != null) {
        assertThat(thrown).as("mutation %d", i).isInstanceOf(GmException.class);
        assertThat(((GmException) thrown).code()).isEqualTo(GmError.DATA);
      }
    }
  }

  @Test
  void missingFilesAreFileErrors() {
    assertThatThrownBy(() -> Csv.read(path, Csv.Header.ABSENT))
        .hasMessage(
            "[GM/FILE] the file cannot be read: no such file or directory (at " + path + ")");
  }

  @Test
  void aTableHasANameForEachColumn() {
    assertThatThrownBy(() -> new Table(List.of("a"), HostArray.of(new double[2], 1, 2)))
        .hasMessageStartingWith("[GM/SHAPE] a table needs one name for each column");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** A file made anew: some systems flush one that is truncated, which takes milliseconds. */
  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }
}
