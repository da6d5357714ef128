package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.io.EventFile.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Read back by a parser that shares nothing with the writer: CRC-32C bit by bit, fields by hand.
 */
class EventFileTest {
  private static final int REFLECTED_POLYNOMIAL = 0x82f63b78;

  @TempDir Path directory;

  /** The vectors of RFC 3720, appendix B.4. */
  @Test
  void checksumsAreThoseOfTheStandard() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] rising = new byte[32];
    byte[] falling = new byte[32];
    for (int i = 0; i < 32; i++) {
      rising[i] = (byte) i;
      falling[i] = (byte) (31 - i);
    }
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    List<byte[]> data = List.of(new byte[32], ones, rising, falling, digits);
    int[] expected = {0x8a9136aa, 0x62a8ab43, 0x46dd794e, 0x113fdb5c, 0xe3069283};
    for (int i = 0; i < expected.length; i++) {
      int crc = expected[i];
      assertThat(crc32c(data.get(i))).isEqualTo(crc);
      int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
      assertThat(EventFile.checksum(data.get(i))).isEqualTo(masked);
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, Double> first = new LinkedHashMap<>();
    first.put("loss", 0.25);
    first.put("Gradient-Norm/\u00e4", -1e-30);
    List<Event> events =
        List.of(
            new Event(1.5, 0, first),
            new Event(2.5, 127, Map.of("loss", Double.NaN)),
            new Event(1.7e9 + 0.125, 128, Map.of("loss", Double.POSITIVE_INFINITY)),
            new Event(3.5, 5_000_000_000L, Map.of("a".repeat(300), 3.0)));

    List<Event> read = parse(EventFile.encode(events));

    assertThat(read.get(0)).isEqualTo(new Event(1.5, 0, Map.of("brain.Event:2", 0.0)));
    first.put("Gradient-Norm/\u00e4", (double) (float) -1e-30);
    assertThat(read.subList(1, read.size())).isEqualTo(events);
  }

  @Test
  void aLogWithoutRowsIsAFileWithoutEvents() {
    assertThat(parse(EventFile.encode(List.of()))).hasSize(1);
  }

  /** The whole file byte by byte, from the definitions. */
  @Test
  void theFirstRecordIsKnownByteByByte() {
    byte[] file = EventFile.encode(List.of());
    byte[] data = Arrays.copyOfRange(file, 12, file.length - 4);
    assertThat(file).startsWith(24, 0, 0, 0, 0, 0, 0, 0);
    assertThat(data).startsWith(0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a, 13).endsWith(':', '2');
    assertThat(file).hasSize(8 + 4 + 24 + 4);
  }

  @Test
  void aFileIsReplacedAsAWhole() throws Exception {
    Path path = directory.resolve("events.out.tfevents.gm");
    List<Event> one = List.of(new Event(1, 1, Map.of("loss", 1.0)));
    EventFile.write(path, List.of(one.get(0), new Event(2, 2, Map.of("loss", 2.0))));
    EventFile.write(path, one);
    assertThat(Files.readAllBytes(path)).isEqualTo(EventFile.encode(one));
  }

  private static List<Event> parse(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(unmasked(in.getInt())).isEqualTo(crc32c(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(unmasked(in.getInt())).isEqualTo(crc32c(data));
      events.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static Event event(ByteBuffer in) {
    double seconds = Double.NaN;
    long step = 0;
    Map<String, Double> scalars = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      switch (in.get()) {
        case 0x09 -> seconds = in.getDouble();
        case 0x10 -> step = varint(in);
        case 0x1a -> scalars.put(text(in), 0.0);
        case 0x2a -> {
          ByteBuffer summary = part(in);
          while (summary.hasRemaining()) {
            assertThat(summary.get()).isEqualTo((byte) 0x0a);
            ByteBuffer value = part(summary);
            assertThat(value.get()).isEqualTo((byte) 0x0a);
            String tag = text(value);
            assertThat(value.get()).isEqualTo((byte) 0x15);
            scalars.put(tag, (double) value.getFloat());
            assertThat(value.hasRemaining()).isFalse();
          }
        }
        default -> throw new AssertionError("an unknown field before " + in);
      }
    }
    return new Event(seconds, step, scalars);
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(part(in)).toString();
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static long varint(ByteBuffer in) {
    long v = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      v |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return v;
      }
    }
  }

  private static int unmasked(int masked) {
    int rotated = masked - 0xa282ead8;
    return rotated << 15 | rotated >>> 17;
  }

  private static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : REFLECTED_POLYNOMIAL);
      }
    }
    return ~crc;
  }
}
