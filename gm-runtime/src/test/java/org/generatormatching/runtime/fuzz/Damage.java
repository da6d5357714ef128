package org.generatormatching.runtime.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes: flips, cuts, splices, lying lengths and numbers. */
final class Damage {
  private static final long[] LIES = {
    0,
    1,
    -1,
    7,
    8,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xffff_ffffL,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    99_999_999,
    100_000_001
  };
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1e3",
          "4",
          "99999999999999999999",
          "9223372036854775807",
          "2147483647",
          "1e999",
          "-0",
          "0.5",
          "null",
          "true",
          "\"x\"",
          "[]",
          "{}",
          "[[[[",
          "NaN",
          "2147483648");

  private Damage() {}

  /** One to four changes; {@code other} is a file to splice with. */
  static byte[] next(byte[] whole, byte[] other, SplittableRandom random) {
    byte[] b = whole;
    for (int i = 1 + random.nextInt(4) / 3 * 3; i > 0; i--) {
      b = once(b, other, random);
    }
    return b;
  }

  private static byte[] once(byte[] b, byte[] other, SplittableRandom random) {
    if (b.length < 16) {
      return other;
    }
    int at =
        random.nextBoolean() ? random.nextInt(b.length) : random.nextInt(Math.min(b.length, 400));
    byte[] r = b.clone();
    switch (random.nextInt(8)) {
      case 0 -> r[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> r = Arrays.copyOf(b, at);
      case 2 -> r[at] = (byte) random.nextInt(256);
      case 3 -> {
        ByteBuffer lie = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        lie.putLong(LIES[random.nextInt(LIES.length)]);
        int length = Math.min(1 << random.nextInt(4), b.length - at);
        System.arraycopy(lie.array(), 0, r, random.nextInt(3) == 0 ? 0 : at, length);
      }
      case 4 ->
          r =
              joined(
                  Arrays.copyOf(b, at),
                  Arrays.copyOfRange(b, Math.min(b.length, at + 1 + random.nextInt(40)), b.length));
      case 5 ->
          r =
              joined(
                  Arrays.copyOf(b, at),
                  Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
      case 6 -> r = joined(b, Arrays.copyOf(b, random.nextInt(b.length)));
      default -> r = number(b, at, random);
    }
    return r;
  }

  /**
   * Replaces the next decimal number and, in a safetensors file, makes its header's length right.
   */
  private static byte[] number(byte[] b, int at, SplittableRandom random) {
    int from = at;
    while (from < b.length && !digit(b[from])) {
      from++;
    }
    int to = from;
    while (to < b.length && digit(b[to])) {
      to++;
    }
    if (from == b.length) {
      return b;
    }
    byte[] text = NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.UTF_8);
    byte[] r = joined(Arrays.copyOf(b, from), text, Arrays.copyOfRange(b, to, b.length));
    long header = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (from >= 8 && header >= 0 && from < 8 + header && header < b.length) {
      ByteBuffer.wrap(r).order(ByteOrder.LITTLE_ENDIAN).putLong(header + r.length - b.length);
    }
    return r;
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] p : parts) {
      out.writeBytes(p);
    }
    return out.toByteArray();
  }
}
