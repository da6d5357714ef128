package org.generatormatching.tensor;

/**
 * The counter-based generator Philox 4x32-10, and the hashes that make its keys.
 *
 * <p>Idea: a keyed bijection of 128-bit blocks, applied to a counter. The output for a counter is
 * 128 random bits; there is no state, so any number of a stream is reached in constant time and in
 * any order. One round maps words \((x_0, x_1, x_2, x_3)\) with key \((k_0, k_1)\) to
 *
 * <p>\((\mathrm{hi}(b x_2) \oplus x_1 \oplus k_0,\ \mathrm{lo}(b x_2),\ \mathrm{hi}(a x_0) \oplus
 * x_3 \oplus k_1,\ \mathrm{lo}(a x_0))\),
 *
 * <p>a = D2511F53, b = CD9E8D57 (hexadecimal), and the key grows by (9E3779B9, BB67AE85) after each
 * of the ten rounds. It passes BigCrush.
 *
 * <p>Two words share a {@code long} here, l = (x0, x1) and r = (x2, x3), the first word in the
 * upper half; a round is then \(l' = b (r \gg 32) \oplus (l \ll 32) \oplus (k_0 \ll 32)\) and the
 * mirror image for r. Every round is one loop over all blocks of a strip, because the compiler
 * vectorises a loop that short (64-bit lanes with AVX-512, about 0.7 ns per word; 2 ns without) but
 * not the ten rounds at once.
 *
 * <p>Sources: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC11 (2011), section 3.3; constants and known answers from the authors' Random123
 * library. Hash finaliser: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014 (D. Stafford's variant 13).
 */
final class Philox {
  private static final int ROUNDS = 10;
  private static final long A = 0xD2511F53L;
  private static final long B = 0xCD9E8D57L;
  private static final long GROW_0 = 0x9E3779B9L << 32;
  private static final long GROW_1 = 0xBB67AE85L << 32;
  private static final long UPPER = 0xffffffff00000000L;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long TEXT = 0x6a09e667f3bcc909L;
  private static final long NUMBER = 0xbb67ae8584caa73bL;

  private Philox() {}

  /**
   * Replaces counters by their random blocks.
   *
   * @param key the words k0 (lower half) and k1 (upper half)
   * @param left per block the words 0 (upper half) and 1 (lower half)
   * @param right per block the words 2 (upper half) and 3 (lower half)
   * @param blocks how many blocks, from the start of the arrays
   */
  static void encrypt(long key, long[] left, long[] right, int blocks) {
    long k0 = key << 32;
    long k1 = key & UPPER;
    for (int i = 0; i < ROUNDS; i++) {
      round(k0, k1, left, right, blocks);
      k0 += GROW_0;
      k1 += GROW_1;
    }
  }

  private static void round(long k0, long k1, long[] left, long[] right, int blocks) {
    for (int i = 0; i < blocks; i++) {
      long l = left[i];
      long r = right[i];
      left[i] = B * (r >>> 32) ^ l << 32 ^ k0;
      right[i] = A * (l >>> 32) ^ r << 32 ^ k1;
    }
  }

  /**
   * The name of a stream inside another one: a hash of all UTF-16 units of the purpose in their
   * order.
   *
   * <p>\(h_0 = f(s \oplus c)\), \(h_{i+1} = f(h_i + g\,(u_i + 1))\) with the bijective finaliser f
   * of SplitMix64 and odd g: two purposes that differ in one unit only never collide, any others
   * with probability 2^-64. The result is part of the wire format.
   */
  static long mix(long stream, String purpose) {
    long h = finish(stream ^ TEXT);
    for (int i = 0; i < purpose.length(); i++) {
      h = finish(h + GOLDEN * (purpose.charAt(i) + 1));
    }
    return h;
  }

  /**
   * The name of a numbered stream inside another one, \(f(f(s \oplus c') + g\,d)\): bijective in
   * the number d for a given stream s and in s for a given d. The result is part of the wire
   * format.
   */
  static long mix(long stream, long draw) {
    return finish(finish(stream ^ NUMBER) + GOLDEN * draw);
  }

  private static long finish(long z) {
    long y = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long x = (y ^ y >>> 27) * 0x94d049bb133111ebL;
    return x ^ x >>> 31;
  }
}
