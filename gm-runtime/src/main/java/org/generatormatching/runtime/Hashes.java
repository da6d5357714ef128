package org.generatormatching.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;

/** Fingerprints of inputs. */
final class Hashes {
  private Hashes() {}

  /** SHA-256 of a text in UTF-8, in hexadecimal. */
  static String sha256(String text) {
    MessageDigest d = digest();
    d.update(text.getBytes(StandardCharsets.UTF_8));
    return hexadecimal(d);
  }

  /** SHA-256 of arrays: names in order, types, shapes and every bit of the values. */
  static String sha256(Map<String, HostArray> arrays) {
    MessageDigest d = digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    new TreeMap<>(arrays)
        .forEach(
            (name, array) -> {
              d.update((name + "\0" + array + "\0").getBytes(StandardCharsets.UTF_8));
              for (int i = 0; i < array.size(); i++) {
                if (buffer.remaining() < Long.BYTES) {
                  d.update(buffer.flip());
                  buffer.clear();
                }
                buffer.putLong(bits(array, i));
              }
              d.update(buffer.flip());
              buffer.clear();
            });
    return hexadecimal(d);
  }

  private static long bits(HostArray array, int i) {
    return array.dtype() == DType.INT64
        ? array.longs()[i]
        : Double.doubleToRawLongBits(array.get(i));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hexadecimal(MessageDigest d) {
    return "sha256:" + HexFormat.of().formatHex(d.digest());
  }
}
