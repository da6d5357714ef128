package org.generatormatching.training.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
 * Checkpoints as safetensors files, {@value #FORMAT}.
 *
 * <p>The header's texts: {@code format}; {@code step}, {@code seconds}, {@code loss-sum}, {@code
 * loss-count}; {@code model}, its lines; {@code settings.KEY}; {@code crc32c} of all of this and of
 * the arrays. Safetensors finds a file that is cut off, the sum also finds one whose end was never
 * written or whose bits have changed.
 */
final class CheckpointFormat {
  static final String FORMAT = "gm-checkpoint@1";
  private static final String SETTING = "settings.";
  private static final String SUM = "crc32c";

  private CheckpointFormat() {}

  static void write(Path file, Checkpoint c) {
    Map<String, String> texts = new LinkedHashMap<>();
    Position p = c.position();
    texts.put("format", FORMAT);
    texts.put("step", Long.toString(p.step()));
    texts.put("seconds", Double.toString(p.seconds()));
    texts.put("loss-sum", Double.toString(p.lossSum()));
    texts.put("loss-count", Long.toString(p.lossCount()));
    texts.put("model", String.join("\n", c.identity().model()));
    c.identity().settings().forEach((k, v) -> texts.put(SETTING + k, v));
    texts.put(SUM, sum(texts, c.arrays()));
    SafeTensors.write(file, c.arrays(), texts);
  }

  static Checkpoint read(Path file) {
    SafeTensors content = SafeTensors.read(file);
    Map<String, String> texts = new TreeMap<>(content.metadata());
    String format = texts.getOrDefault("format", "none");
    if (!format.equals(FORMAT)) {
      throw Problem.of(
              GmError.CHECKPOINT, "the checkpoint has a format that this version cannot read")
          .found(format)
          .expected(FORMAT)
          .at(file)
          .exception();
    }
    String stored = texts.getOrDefault(SUM, "none");
    texts.remove(SUM);
    String computed = sum(texts, content.arrays());
    if (!stored.equals(computed)) {
      throw Problem.of(GmError.CHECKPOINT, "the checkpoint is damaged: its check sum is wrong")
          .found(computed)
          .expected(stored)
          .at(file)
          .exception();
    }
    try {
      return new Checkpoint(identity(texts), position(texts), content.arrays(), file.toString());
    } catch (IllegalArgumentException e) {
      throw Problem.of(GmError.CHECKPOINT, "the checkpoint's header is incomplete")
          .found(String.valueOf(e.getMessage()))
          .at(file)
          .exception(e);
    }
  }

  private static Identity identity(Map<String, String> texts) {
    Map<String, String> settings = new LinkedHashMap<>();
    texts.forEach(
        (k, v) -> {
          if (k.startsWith(SETTING)) {
            settings.put(k.substring(SETTING.length()), v);
          }
        });
    return new Identity(List.of(text(texts, "model").split("\n", -1)), settings);
  }

  private static Position position(Map<String, String> texts) {
    return new Position(
        Long.parseLong(text(texts, "step")),
        Double.parseDouble(text(texts, "seconds")),
        Double.parseDouble(text(texts, "loss-sum")),
        Long.parseLong(text(texts, "loss-count")));
  }

  private static String text(Map<String, String> texts, String key) {
    String value = texts.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no '" + key + "'");
    }
    return value;
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
