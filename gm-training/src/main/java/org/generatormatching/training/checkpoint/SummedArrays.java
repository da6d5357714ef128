package org.generatormatching.training.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.generatormatching.io.SafeTensors;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * A safetensors file that knows its own format and check sum: the header's texts {@code format} and
 * {@code crc32c}, the latter of all other texts and of the arrays. Safetensors finds a file that is
 * cut off, the sum also finds one whose end was never written or whose bits have changed.
 *
 * @param texts by name, without the two
 * @param arrays by name
 */
record SummedArrays(Map<String, String> texts, Map<String, HostArray> arrays) {
  private static final String FORMAT = "format";
  private static final String SUM = "crc32c";

  /** Writes a file, atomically. */
  void write(Path file, String format) {
    Map<String, String> all = new TreeMap<>(texts);
    all.put(FORMAT, format);
    all.put(SUM, sum(all, arrays));
    SafeTensors.write(file, arrays, all);
  }

  /**
   * Reads a file.
   *
   * @param what it is called in messages
   * @throws org.generatormatching.tensor.GmException [GM/CHECKPOINT] if it is damaged or has
   *     another format; [GM/FILE] if it cannot be read
   */
  static SummedArrays read(Path file, String format, String what) {
    SafeTensors content = SafeTensors.read(file);
    Map<String, String> texts = new TreeMap<>(content.metadata());
    String found = texts.getOrDefault(FORMAT, "none");
    if (!found.equals(format)) {
      throw Problem.of(GmError.CHECKPOINT, what + " has a format that this version cannot read")
          .found(found)
          .expected(format)
          .at(file)
          .exception();
    }
    String stored = texts.getOrDefault(SUM, "none");
    texts.remove(SUM);
    String computed = sum(texts, content.arrays());
    if (!stored.equals(computed)) {
      throw Problem.of(GmError.CHECKPOINT, what + " is damaged: its check sum is wrong")
          .found(computed)
          .expected(stored)
          .at(file)
          .exception();
    }
    texts.remove(FORMAT);
    return new SummedArrays(texts, content.arrays());
  }

  /** CRC-32C over texts and arrays in the order of their names, in hexadecimal digits. */
  private static String sum(Map<String, String> texts, Map<String, HostArray> arrays) {
    CRC32C crc = new CRC32C();
    new TreeMap<>(texts)
        .forEach((k, v) -> crc.update((k + "\0" + v + "\0").getBytes(StandardCharsets.UTF_8)));
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (String name : new TreeMap<>(arrays).keySet()) {
      HostArray a = Objects.requireNonNull(arrays.get(name));
      crc.update((name + "\0" + a + "\0").getBytes(StandardCharsets.UTF_8));
      update(crc, a, buffer);
    }
    return String.format("%08x", crc.getValue());
  }

  private static void update(CRC32C crc, HostArray a, ByteBuffer buffer) {
    int n = a.size();
    int perBuffer = buffer.capacity() / Long.BYTES;
    for (int from = 0; from < n; from += perBuffer) {
      buffer.clear();
      int to = Math.min(n, from + perBuffer);
      put(a, from, to, buffer);
      crc.update(buffer.flip());
    }
  }

  private static void put(HostArray a, int from, int to, ByteBuffer buffer) {
    if (a.dtype() == DType.FLOAT32 || a.dtype() == DType.BFLOAT16) {
      float[] v = a.floats();
      for (int i = from; i < to; i++) {
        buffer.putInt(Float.floatToRawIntBits(v[i]));
      }
    } else if (a.dtype() == DType.FLOAT64) {
      double[] v = a.doubles();
      for (int i = from; i < to; i++) {
        buffer.putLong(Double.doubleToRawLongBits(v[i]));
      }
    } else if (a.dtype() == DType.INT64) {
      buffer.asLongBuffer().put(a.longs(), from, to - from);
      buffer.position(Long.BYTES * (to - from));
    } else {
      for (int i = from; i < to; i++) {
        buffer.put((byte) a.get(i));
      }
    }
  }
}
