package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumericCsvTest {
  @TempDir Path base;

  @Test
  void readsChosenColumnsAndSplitsTheRows() throws IOException {
    write("a,b,c\n", 20);
    Dataset d = new NumericCsv("t.csv", null, List.of("c", "a"), null, 0.25).load(base);
    assertThat(d.signature()).isEqualTo(Signature.of("x", ArraySpec.floats(2)));
    double[] train = d.trainingSet().orElseThrow().get("x").doubles();
    double[] held = d.heldOut(99).get("x").doubles();
    assertThat(train).hasSize(30);
    assertThat(held).hasSize(10);
    assertThat(held[0]).isEqualTo(held[1] + 200);
    assertThat(DoubleStream.concat(Arrays.stream(train), Arrays.stream(held)).sorted())
        .containsExactlyElementsOf(
            IntStream.concat(IntStream.range(0, 20), IntStream.range(200, 220))
                .mapToObj(i -> (double) i)
                .toList());
    assertThat(d.layout()).isInstanceOf(Dataset.Layout.Plane.class);
  }

  @Test
  void theCitationTellsFilesApart() throws IOException {
    write("a,b,c\n", 20);
    NumericCsv csv = new NumericCsv("t.csv", null, null, null, null);
    String first = csv.load(base).citation();
    assertThat(first).matches("t\\.csv, 20 rows, crc32c [0-9a-f]{8}");
    Path file = base.resolve("t.csv");
    Files.writeString(file, Files.readString(file).replace("219", "218"));
    assertThat(csv.load(base).citation()).isNotEqualTo(first).startsWith("t.csv, 20 rows");
  }

  @Test
  void aShapeMakesImages() throws IOException {
    Files.writeString(base.resolve("t.csv"), rows(12, 4));
    Dataset d = new NumericCsv("t.csv", false, null, List.of(2, 2), null).load(base);
    assertThat(d.signature()).isEqualTo(Signature.of("x", ArraySpec.floats(2, 2)));
    assertThat(d.layout()).isInstanceOf(Dataset.Layout.Image.class);
    assertThat(d.heldOut(99).size()).isEqualTo(2);
  }

  @Test
  void tellsWhatIsWrongWithAFile() throws IOException {
    refuses("the data file does not exist", List.of());
    Files.writeString(base.resolve("t.csv"), "");
    refuses("empty", List.of());
    Files.writeString(base.resolve("t.csv"), "a,b,c\n1,2\nx,2,3\n");
    refuses("a row of another width", List.of());
    refuses("no number in column", List.of());
    Files.write(base.resolve("t.csv"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0});
    refuses("damaged", List.of());
    write("a,b,c\n", 9);
    refuses("the data file has too few rows: found 9; expected at least 10", List.of());
    refuses("the data file has no such column: found 'd'; expected one of [a, b, c]", List.of("d"));
    write("a,b,c\n", 10);
    assertThatThrownBy(() -> new NumericCsv("t.csv", true, null, List.of(2, 2), null).load(base))
        .hasMessageContaining(
            "[GM/DATA] the columns do not fill the shape of a point: found 3 columns; expected 4 for [2, 2]");
  }

  private void refuses(String message, List<String> columns) {
    assertThatThrownBy(() -> new NumericCsv("t.csv", true, columns, null, null).load(base))
        .isInstanceOfSatisfying(
            GmException.class, e -> assertThat(e.code()).isEqualTo(GmError.DATA))
        .hasMessageContaining(message)
        .hasMessageContaining("t.csv");
  }

  @Test
  void refusesSettingsOutOfRangeTogether() {
    assertThatThrownBy(() -> new NumericCsv("t.csv", null, null, List.of(0), 1.0))
        .hasMessageContaining("the held-out share is out of range: found 1.0")
        .hasMessageContaining("the shape of a point needs positive sizes: found [0]");
  }

  /** Column j of row i holds i + 100 j. */
  private void write(String header, int rows) throws IOException {
    Files.writeString(base.resolve("t.csv"), header + rows(rows, 3));
  }

  private static String rows(int rows, int columns) {
    return IntStream.range(0, rows)
        .mapToObj(
            i ->
                IntStream.range(0, columns)
                        .mapToObj(j -> String.valueOf(i + 100 * j))
                        .collect(Collectors.joining(","))
                    + "\n")
        .collect(Collectors.joining());
  }
}
