package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTensorsTest {
  private static final int MUTATIONS = 20_000;

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("model.safetensors");
  }

  private static Map<String, HostArray> everyType() {
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    arrays.put("bool", HostArray.of(new boolean[] {true, false, true}, 3));
    arrays.put("w/é \ud83d\ude00", HostArray.of(new float[] {1, -0f, Float.MIN_VALUE, 4}, 2, 2));
    arrays.put("scalar", HostArray.scalar(Math.PI));
    arrays.put("bf16", HostArray.of(DType.BFLOAT16, new double[] {1.5, -3e38, Double.NaN}, 3));
    arrays.put("tokens", HostArray.of(new long[] {Long.MIN_VALUE, 0, 7}, 1, 3, 1));
    arrays.put("empty", HostArray.zeros(DType.FLOAT32, 0, 5));
    arrays.put("nan", HostArray.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}));
    return arrays;
  }

  @Test
  void everythingSurvives() {
    Map<String, String> metadata = Map.of("format", "gm@1", "text", "\"\n\\ é");

    SafeTensors.write(path, everyType(), metadata);

    SafeTensors read = SafeTensors.read(path);
    assertThat(read.arrays()).isEqualTo(everyType());
    assertThat(read.metadata()).isEqualTo(metadata);
    assertThat(read.arrays().get("scalar").dims()).isEmpty();
  }

  @Test
  void arraysLongerThanOnePieceSurvive() {
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      double[] values = new Random(1).ints(200_003, -99, 99).asDoubleStream().toArray();
      arrays.put(dtype.name(), HostArray.of(dtype, values, values.length));
    }

    SafeTensors.write(path, arrays, Map.of());

    assertThat(SafeTensors.read(path).arrays()).isEqualTo(arrays);
  }

  /** A file as other programs write it, byte for byte. */
  @Test
  void theBytesAreThoseOfTheFormat() throws Exception {
    SafeTensors.write(
        path,
        Map.of(
            "b", HostArray.of(new boolean[] {true}), "a", HostArray.of(new float[] {1, 2}, 2, 1)),
        Map.of("k", "v"));

    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[8,9]}}";
    byte[] values = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 1};
    int padded = (header.length() + 7) / 8 * 8;
    assertThat(Files.readAllBytes(path))
        .isEqualTo(file(header + " ".repeat(padded - header.length()), values));
  }

  @Test
  void bytesDoNotDependOnTheOrderOfMaps() throws Exception {
    SafeTensors.write(path, everyType(), Map.of());
    Path other = directory.resolve("other");
    SafeTensors.write(other, new TreeMap<>(everyType()).descendingMap(), Map.of());

    assertThat(path).hasSameBinaryContentAs(other);
  }

  @Test
  void arraysAreAlignedToTheirType() throws Exception {
    SafeTensors.write(path, everyType(), Map.of("odd", "1"));

    byte[] bytes = Files.readAllBytes(path);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    SafeTensorsHeader parsed =
        SafeTensorsHeader.parse(
            new String(bytes, 8, header, StandardCharsets.UTF_8), bytes.length - 8L - header, path);
    assertThat(parsed.entries())
        .allSatisfy(e -> assertThat(e.begin() % e.dtype().bytes()).isZero());
  }

  @Test
  void aNanOnlyInTheLowerHalfStaysNan() {
    float nan = Float.intBitsToFloat(0xff800001);

    SafeTensors.write(
        path, Map.of("a", HostArray.of(DType.BFLOAT16, new double[] {nan}, 1)), Map.of());

    assertThat(SafeTensors.read(path).arrays().get("a").item()).isNaN();
  }

  @Test
  void anyOrderInTheHeaderIsRead() throws Exception {
    Files.write(
        path,
        file(
            "{\"late\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[1,2]},"
                + " \"early\":{\"data_offsets\":[0,1],\"shape\":[1,1],\"dtype\":\"BOOL\"} }  ",
            0,
            1));

    assertThat(SafeTensors.read(path).arrays())
        .containsExactly(
            Map.entry("late", HostArray.of(new boolean[] {true}, 1)),
            Map.entry("early", HostArray.of(new boolean[] {false}, 1, 1)));
  }

  @Test
  void noArraysAreAFileToo() {
    SafeTensors.write(path, Map.of(), Map.of());

    assertThat(SafeTensors.read(path)).isEqualTo(new SafeTensors(Map.of(), Map.of()));
  }

  @Test
  void aFileCutAnywhereIsRefused() throws Exception {
    SafeTensors.write(path, everyType(), Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(path);

    for (int length = 0; length < whole.length; length++) {
      overwrite(path, Arrays.copyOf(whole, length));
      GmException e = catchThrowableOfType(GmException.class, () -> SafeTensors.read(path));
      assertThat(e).as("cut to %d bytes", length).isNotNull();
      assertThat(e.code()).isEqualTo(GmError.CHECKPOINT);
      assertThat(e).hasMessageContaining(path.toString());
    }
  }

  static Stream<Arguments> damagedFiles() {
    String a = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    byte[] four = new byte[4];
    return Stream.of(
        Arguments.of(new byte[0], "the file is too short: found 0 bytes; expected at least 8"),
        Arguments.of(header(1 << 20), "the header is cut off: found 0 bytes of it"),
        Arguments.of(header(100_000_001), "the header is too long: found 100000001 bytes"),
        Arguments.of(header(-1), "the header is too long: found 18446744073709551615 bytes"),
        Arguments.of(file(""), "does not start with '{'"),
        Arguments.of(file(" {}"), "does not start with '{'"),
        Arguments.of(file("{\"\u00ff\"}").clone(), "JSON with \"}\" at character 4"),
        Arguments.of(latin1("{\"\u00ff\":1}"), "a header that is not UTF-8"),
        Arguments.of(file("{}{}"), "where the end should be"),
        Arguments.of(
            file("{}", 0), "bytes after the last array: found 1 bytes of values; expected 0"),
        Arguments.of(file(a + "}", 0, 0, 0, 0, 0), "bytes after the last array"),
        Arguments.of(file(a + "}", 0, 0, 0), "the file is cut off: found 3 bytes of values"),
        Arguments.of(file(a + ",\"a\":1}", four), "the name \"a\" a second time"),
        Arguments.of(
            entry("F16", "1", "0,2"), "found the type \"\\\"F16\\\"\"; expected one of [BF16"),
        Arguments.of(
            file("{\"a\":{\"dtype\":7,\"shape\":[],\"data_offsets\":[0,0]}}"), "type \"7\""),
        Arguments.of(entry("F32", "2", "0,4"), "\"a\": found 4 bytes; expected 8 for F32 \"[2]\""),
        Arguments.of(entry("F32", "1", "0,5"), "\"a\": found 5 bytes; expected 4 for F32 \"[1]\""),
        Arguments.of(entry("F32", "1", "4,0"), "the offsets \"[4,0]\""),
        Arguments.of(entry("F32", "1", "0"), "the offsets \"[0]\""),
        Arguments.of(entry("F32", "1", "-4,0"), "the data_offsets \"[-4,0]\""),
        Arguments.of(entry("F32", "-1", "0,4"), "the shape \"[-1]\""),
        Arguments.of(entry("F32", "1.0", "0,4"), "the shape \"[1.0]\""),
        Arguments.of(entry("F32", "9223372036854775808", "0,4"), "the shape"),
        Arguments.of(entry("F32", "4294967296,4294967296", "0,0"), "more values than a Java array"),
        Arguments.of(entry("F32", "2147483647", "0,8589934588"), "more values than a Java array"),
        Arguments.of(entry("F32", "1", "1,5"), "\"a\" follows a gap: found begin 1; expected 0"),
        Arguments.of(
            file(
                a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}",
                new byte[6]),
            "\"b\" overlaps another array: found begin 2; expected 4"),
        Arguments.of(file(a + ",\"b\":{\"dtype\":\"F32\"}}", four), "\"b\": found \"{"),
        Arguments.of(file(a + ",\"b\":[]}", four), "\"b\": found \"[]\"; expected an object"),
        Arguments.of(file("{\"__metadata__\":[]}"), "\"__metadata__\": found \"[]\""),
        Arguments.of(file("{\"__metadata__\":{\"k\":1}}"), "\"k\" is not a string"),
        Arguments.of(
            file("{\"b\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", 2),
            "the byte 2 as a truth value in \"b\""));
  }

  @ParameterizedTest
  @MethodSource("damagedFiles")
  void damageIsNamed(byte[] bytes, String reason) throws Exception {
    Files.write(path, bytes);

    assertThatThrownBy(() -> SafeTensors.read(path))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/CHECKPOINT] ")
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void allProblemsAreToldAtOnceButNotTooMany() throws Exception {
    StringBuilder header =
        new StringBuilder("{\"ok\":{\"dtype\":\"BOOL\",\"shape\":[0],\"data_offsets\":[0,0]}");
    for (int i = 0; i < 50; i++) {
      header.append(",\"").append(i).append("\":null");
    }
    Files.write(path, file(header + "}"));

    GmException e = catchThrowableOfType(GmException.class, () -> SafeTensors.read(path));

    assertThat(e.problems()).hasSize(20);
    assertThat(e).hasMessageContaining("\"0\"").hasMessageContaining("\"19\"");
  }

  /** 20,000 changed files: an error of ours or an honest array, never another exception. */
  @Test
  void noMutationBreaksTheReader() throws Exception {
    SafeTensors.write(path, everyType(), Map.of("k", "v"));
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(20251);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutate(whole, random);
      Throwable thrown =
          catchThrowable(
              () -> SafeTensors.read(new ByteArrayInputStream(bytes), bytes.length, path));
      if (thrown != null) {
        assertThat(thrown).as("mutation %d", i).isInstanceOf(GmException.class);
        assertThat(((GmException) thrown).code()).isEqualTo(GmError.CHECKPOINT);
        refused++;
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) "0123456789{}[]\",:-\\ue".charAt(random.nextInt(21));
        case 3 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 8));
        default -> {
          int from = random.nextInt(bytes.length);
          int n = random.nextInt(1 + Math.min(16, bytes.length - Math.max(at, from)));
          System.arraycopy(bytes, from, bytes, at, n);
        }
      }
    }
    return bytes;
  }

  @Test
  void unreadableFilesAreFileErrors() {
    assertThatThrownBy(() -> SafeTensors.read(path))
        .hasMessage(
            "[GM/FILE] the file cannot be read: no such file or directory (at " + path + ")");
    assertThatThrownBy(() -> SafeTensors.read(directory)).hasMessageStartingWith("[GM/FILE] ");
  }

  @Test
  void namesThatCannotBeStoredAreRefused() throws IOException {
    HostArray array = HostArray.scalar(1);

    GmException e =
        catchThrowableOfType(
            GmException.class,
            () ->
                SafeTensors.write(
                    path,
                    Map.of("__metadata__", array, "\ud800", array, "fine", array),
                    Map.of("k", "\udc00")));

    assertThat(e.problems()).hasSize(3);
    assertThat(e.code()).isEqualTo(GmError.CHECKPOINT);
    assertThat(path).doesNotExist();
  }

  private static byte[] entry(String dtype, String shape, String offsets) {
    return file(
        "{\"a\":{\"dtype\":\""
            + dtype
            + "\",\"shape\":["
            + shape
            + "],\"data_offsets\":["
            + offsets
            + "]}}",
        new byte[5]);
  }

  private static byte[] file(String header, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return file(header, bytes);
  }

  private static byte[] file(String header, byte[] values) {
    return file(header.getBytes(StandardCharsets.UTF_8), values);
  }

  private static byte[] latin1(String header) {
    return file(header.getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
  }

  private static byte[] file(byte[] header, byte[] values) {
    byte[] bytes = Arrays.copyOf(header(header.length), 8 + header.length + values.length);
    System.arraycopy(header, 0, bytes, 8, header.length);
    System.arraycopy(values, 0, bytes, 8 + header.length, values.length);
    return bytes;
  }

  private static byte[] header(long length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  /** A file made anew: some systems flush one that is truncated, which takes milliseconds. */
  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }
}
