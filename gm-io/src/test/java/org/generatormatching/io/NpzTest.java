package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  private static final int MUTATIONS = 5_000;

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("samples.npz");
  }

  private static Map<String, HostArray> everyType() {
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    arrays.put("w/é", HostArray.of(new float[] {1, -0f, Float.NaN, 4}, 2, 2));
    arrays.put("scalar", HostArray.scalar(Math.PI));
    arrays.put("bool", HostArray.of(new boolean[] {true, false, true}));
    arrays.put("empty", HostArray.zeros(DType.FLOAT32, 0, 5));
    arrays.put("tokens", HostArray.of(new long[] {Long.MIN_VALUE, 0, 7}, 1, 3, 1));
    arrays.put("long", HostArray.of(new Random(1).doubles(50_001).toArray()));
    return arrays;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everythingSurvives(boolean compressed) {
    if (compressed) {
      Npz.writeCompressed(path, everyType());
    } else {
      Npz.write(path, everyType());
    }

    assertThat(Npz.read(path)).isEqualTo(everyType());
  }

  @Test
  void rowsInPiecesGiveTheFileOfAllRows() throws Exception {
    Map<String, HostArray> all = new LinkedHashMap<>();
    all.put("x", HostArray.of(new Random(2).doubles(50_000).toArray(), 5_000, 10));
    all.put("b", HostArray.of(DType.BFLOAT16, new double[5_000], 5_000));
    all.put("label", HostArray.of(new long[5_000]));
    Npz.write(path, all);
    Path streamed = directory.resolve("streamed.npz");

    try (NpzWriter writer = new NpzWriter(streamed)) {
      for (int[] rows : new int[][] {{0, 1}, {1, 1}, {1, 4_000}, {4_000, 5_000}}) {
        Map<String, HostArray> piece = new LinkedHashMap<>();
        all.forEach((name, a) -> piece.put(name, a.rows(rows[0], rows[1])));
        writer.append(piece);
      }
      assertThat(streamed).doesNotExist();
      writer.finish();
    }

    assertThat(streamed).hasSameBinaryContentAs(path);
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void piecesThatEndEarlyOrChangeLeaveNothing() {
    assertThatThrownBy(
            () -> {
              try (NpzWriter writer = new NpzWriter(path)) {
                writer.append(Map.of("x", HostArray.zeros(DType.FLOAT32, 2, 3)));
                writer.append(Map.of("x", HostArray.zeros(DType.FLOAT32, 2, 4)));
              }
            })
        .hasMessageContaining(
            "[GM/SHAPE] the rows of an array change their type or shape: found 'x' FLOAT32[2, 4]");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void compressionCompresses() throws Exception {
    Npz.writeCompressed(path, Map.of("zeros", HostArray.zeros(DType.FLOAT64, 100_000)));

    assertThat(Files.size(path)).isLessThan(10_000);
    assertThat(Npz.read(path).get("zeros")).isEqualTo(HostArray.zeros(DType.FLOAT64, 100_000));
  }

  @Test
  void bfloat16IsWidened() {
    HostArray array = HostArray.of(DType.BFLOAT16, new double[] {1.5, -2}, 2, 1);

    Npz.write(path, Map.of("a", array));

    assertThat(Npz.read(path)).containsEntry("a", HostArray.of(new float[] {1.5f, -2}, 2, 1));
  }

  @Test
  void bytesDependOnNothingElse() throws Exception {
    Path other = directory.resolve("other.npz");
    Npz.write(path, Map.of("a", HostArray.scalar(1), "b", HostArray.scalar(2)));
    Map<String, HostArray> reversed = new LinkedHashMap<>();
    reversed.put("b", HostArray.scalar(2));
    reversed.put("a", HostArray.scalar(1));
    Npz.write(other, reversed);

    assertThat(path).hasSameBinaryContentAs(other);
  }

  /** Bytes that {@code numpy.save} wrote. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2, 3] | {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } | 117",
        "[] | {'descr': '<f4', 'fortran_order': False, 'shape': (), } | 117",
        "[3] | {'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | 117",
      })
  void headersAreThoseOfNumpy(String shape, String dictionary, int length) throws Exception {
    long[] dims =
        Arrays.stream(shape.replaceAll("[\\[\\] ]", "").split(","))
            .filter(d -> !d.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Npy.write(out, HostArray.zeros(DType.FLOAT32, dims));

    String header = dictionary + " ".repeat(length - dictionary.length()) + "\n";
    byte[] start = HexFormat.of().parseHex("934e554d5059" + "0100" + "7600");
    assertThat(Arrays.copyOf(out.toByteArray(), 10)).isEqualTo(start);
    assertThat(new String(out.toByteArray(), 10, 118, StandardCharsets.US_ASCII)).isEqualTo(header);
  }

  /** As many dimensions as make the header longer than one line of 64. */
  @Test
  void longHeadersAreAligned() throws Exception {
    long[] dims = new long[40];
    Arrays.fill(dims, 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, HostArray.of(new double[] {7}).reshape(dims));

    assertThat((out.size() - 8) % 64).isZero();
    assertThat(out.toByteArray()[out.size() - 9]).isEqualTo((byte) '\n');
    Npz.write(path, Map.of("a", HostArray.of(new double[] {7}).reshape(dims)));
    assertThat(Npz.read(path).get("a").dims()).isEqualTo(dims);
  }

  @Test
  void otherWritersHeadersAreRead() throws Exception {
    byte[] values = {1, 0};
    writeZip(
        "a.npy", npy(2, "{\"shape\" :( 2 , 1,),'fortran_order':False, \"descr\":'|b1'}", values));

    assertThat(Npz.read(path))
        .containsExactly(Map.entry("a", HostArray.of(new boolean[] {true, false}, 2, 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (), } | values of type \">f4\"",
        "{'descr': '<i4', 'fortran_order': False, 'shape': (), } | expected one of [<f4, <f8, <i8",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (), } | numpy.ascontiguousarray",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } | expected 136 for the array's",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1), } | the shape \"(1)\"",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1,), } | the shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,), } | the shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), } | the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } | the shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,9999999999), } | more"
            + " values",
        "{'descr': '<f4', 'fortran_order': False, } | the header",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (), } | the key descr a second time",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1} | the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': () | the header",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (), } | the header",
        "(1, 2) | the header",
      })
  void wrongHeadersAreNamed(String dictionary, String reason) throws Exception {
    String padded = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    writeZip("a.npy", npy(1, padded, new byte[4]));

    assertThatThrownBy(() -> Npz.read(path))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/DATA] not a readable npz file: ")
        .hasMessageContaining(reason)
        .hasMessageContaining("in \"a.npy\" (at " + path + ")");
  }

  @Test
  void wrongEntriesAreNamed() throws Exception {
    writeZip("a.txt", new byte[0]);
    assertThatThrownBy(() -> Npz.read(path))
        .hasMessageContaining("does not end with .npy in \"a.txt\"");
    writeZip("a.npy", new byte[3]);
    assertThatThrownBy(() -> Npz.read(path)).hasMessageContaining("the values are cut off");
    writeZip("a.npy", new byte[100]);
    assertThatThrownBy(() -> Npz.read(path)).hasMessageContaining("not \\x93NUMPY");
    writeZip("a.npy", npy(4, "", new byte[0]));
    assertThatThrownBy(() -> Npz.read(path)).hasMessageContaining("version 4.0");
  }

  @Test
  void aWrongChecksumIsRefused() throws Exception {
    Npz.write(path, Map.of("a", HostArray.of(new float[] {1, 2})));
    byte[] bytes = Files.readAllBytes(path);
    int value = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(" \n") + 2;
    bytes[value] ^= 1;
    Files.write(path, bytes);

    assertThatThrownBy(() -> Npz.read(path)).hasMessageContaining("a wrong checksum in \"a.npy\"");
  }

  @Test
  void aSizeThatCannotBeIsRefusedBeforeMemoryIsTaken() throws Exception {
    Npz.writeCompressed(path, Map.of("a", HostArray.zeros(DType.BOOL, 1000)));
    byte[] bytes = Files.readAllBytes(path);
    int central = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, 2_000_000_000);
    Files.write(path, bytes);

    assertThatThrownBy(() -> Npz.read(path))
        .hasMessageContaining("an impossible size of 2000000000");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws Exception {
    Npz.write(path, Map.of("a", HostArray.of(new float[] {1, 2}), "b", HostArray.scalar(3)));
    byte[] whole = Files.readAllBytes(path);

    for (int length = 0; length < whole.length; length++) {
      overwrite(path, Arrays.copyOf(whole, length));
      GmException e = catchThrowableOfType(GmException.class, () -> Npz.read(path));
      assertThat(e).as("cut to %d bytes", length).isNotNull();
      assertThat(e.code()).isEqualTo(GmError.DATA);
      assertThat(e).hasMessageContaining(path.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noMutationBreaksTheReader(boolean compressed) throws Exception {
    Map<String, HostArray> arrays =
        Map.of("f", HostArray.of(new float[] {1, 2, 3}), "b", HostArray.of(new boolean[] {true}));
    if (compressed) {
      Npz.writeCompressed(path, arrays);
    } else {
      Npz.write(path, arrays);
    }
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(20252);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      overwrite(path, bytes);
      Throwable thrown = catchThrowable(() -> Npz.read(path));
      if (thrown != null) {
        assertThat(thrown).as("mutation %d", i).isInstanceOf(GmException.class);
        assertThat(((GmException) thrown).code()).isEqualTo(GmError.DATA);
        refused++;
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  @Test
  void unreadableFilesAndBadNames() {
    assertThatThrownBy(() -> Npz.read(path))
        .hasMessage(
            "[GM/FILE] the file cannot be read: no such file or directory (at " + path + ")");
    assertThatThrownBy(
            () -> Npz.write(path, Map.of("", HostArray.scalar(1), "\ud800", HostArray.scalar(1))))
        .hasMessageContaining("[GM/DATA] an npz file cannot hold the name \"\"")
        .satisfies(e -> assertThat(((GmException) e).problems()).hasSize(2));
    assertThat(path).doesNotExist();
  }

  private void writeZip(String name, byte[] content) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
  }

  private static byte[] npy(int version, String header, byte[] values) {
    int size = version == 1 ? 2 : 4;
    ByteBuffer bytes = ByteBuffer.allocate(8 + size + header.length() + values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(HexFormat.of().parseHex("934e554d5059")).put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) header.length());
    } else {
      bytes.putInt(header.length());
    }
    return bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(values).array();
  }

  /** A file made anew: some systems flush one that is truncated, which takes milliseconds. */
  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }
}
