package org.generatormatching.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Event files of scalars, which TensorBoard reads: {@code events.out.tfevents.*}.
 *
 * <p>A file is a list of records, each {@code length (8 bytes), checksum of the length (4), data,
 * checksum of the data (4)}, all little-endian. A checksum is CRC-32C, rotated right by 15 bits
 * plus 0xa282ead8. The data are protocol buffers of the message Event: the time (field 1, double),
 * the step (2, varint), in the first record the version of the format (3, text), in the others a
 * Summary (5) of Values (1), each with a tag (1, text) and a number (2, float).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4">CRC-32C</a>
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding of protocol buffers</a>
 */
public final class EventFile {
  private static final byte[] VERSION = "brain.Event:2".getBytes(StandardCharsets.US_ASCII);
  private static final int MASK = 0xa282ead8;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private EventFile() {}

  /**
   * Numbers of one moment.
   *
   * @param seconds since 1970
   * @param step counted from 0
   * @param scalars by tag, written in FLOAT32; NaN and infinity are allowed
   */
  public record Event(double seconds, long step, Map<String, Double> scalars) {}

  /** The bytes of a file with these events. */
  public static byte[] encode(List<Event> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    double start = events.isEmpty() ? 0 : events.get(0).seconds;
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    fixed64(head, 1, start);
    bytes(head, 3, VERSION);
    writeRecord(out, head.toByteArray());
    for (Event e : events) {
      writeRecord(out, message(e));
    }
    return out.toByteArray();
  }

  /** Writes a file, atomically; see {@link AtomicFile}. */
  public static void write(Path path, List<Event> events) {
    AtomicFile.write(path, encode(events));
  }

  private static byte[] message(Event e) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    e.scalars.forEach(
        (tag, number) -> {
          ByteArrayOutputStream value = new ByteArrayOutputStream();
          bytes(value, 1, tag.getBytes(StandardCharsets.UTF_8));
          key(value, 2, FIXED32);
          value.writeBytes(little(4).putFloat(number.floatValue()).array());
          bytes(summary, 1, value.toByteArray());
        });
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    fixed64(event, 1, e.seconds);
    key(event, 2, VARINT);
    varint(event, e.step);
    bytes(event, 5, summary.toByteArray());
    return event.toByteArray();
  }

  private static void writeRecord(ByteArrayOutputStream out, byte[] data) {
    byte[] length = little(8).putLong(data.length).array();
    out.writeBytes(length);
    out.writeBytes(little(4).putInt(checksum(length)).array());
    out.writeBytes(data);
    out.writeBytes(little(4).putInt(checksum(data)).array());
  }

  /** A checksum that may itself be part of what another checksum covers. */
  static int checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void key(ByteArrayOutputStream out, int field, int wire) {
    varint(out, (long) field << 3 | wire);
  }

  private static void fixed64(ByteArrayOutputStream out, int field, double v) {
    key(out, field, FIXED64);
    out.writeBytes(little(8).putDouble(v).array());
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] data) {
    key(out, field, BYTES);
    varint(out, data.length);
    out.writeBytes(data);
  }

  private static void varint(ByteArrayOutputStream out, long v) {
    long rest = v;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) (rest & 0x7f | 0x80));
    }
    out.write((int) rest);
  }
}
