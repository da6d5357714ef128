package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.core.source32.Philox4x32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generator against published answers and another implementation; the hashes that feed it. */
class PhiloxTest {
  /** The file kat_vectors of Random123, lines "philox4x32 10". */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 00000000, 00000000, 00000000, 00000000, 6627e8d5e169c58dbc57ac4c9b00dbd8",
    "ffffffffffffffff, ffffffff, ffffffff, ffffffff, ffffffff, 408f276d41c83b0ea20bc7c66d5451fd",
    "299f31d0a4093822, 243f6a88, 85a308d3, 13198a2e, 03707344, d16cfe0994fdcceb5001e42024126ea1"
  })
  void knownAnswers(String key, String c0, String c1, String c2, String c3, String answer) {
    long[] left = {Long.parseUnsignedLong(c0 + c1, 16)};
    long[] right = {Long.parseUnsignedLong(c2 + c3, 16)};
    Philox.encrypt(Long.parseUnsignedLong(key, 16), left, right, 1);
    assertThat(String.format("%016x%016x", left[0], right[0])).isEqualTo(answer);
  }

  @Test
  void agreesWithCommonsRng() {
    long state = Philox.mix(0, "PhiloxTest.agreesWithCommonsRng");
    for (int trial = 0; trial < 50; trial++) {
      long key = Philox.mix(state, 3L * trial);
      // The other implementation counts by itself, before each block: no borrow, no carry here.
      long first = Philox.mix(state, 3L * trial + 1) & 0xffffffL | 1;
      long left = first << 32 | trial;
      long right = Philox.mix(state, 3L * trial + 2);
      Philox4x32 other =
          new Philox4x32(
              new int[] {
                (int) key,
                (int) (key >>> 32),
                (int) first - 1,
                trial,
                (int) (right >>> 32),
                (int) right
              });
      int n = 1 + trial;
      long[] l = new long[n];
      long[] r = new long[n];
      for (int i = 0; i < n; i++) {
        l[i] = left + ((long) i << 32);
        r[i] = right;
      }
      Philox.encrypt(key, l, r, n);
      for (int i = 0; i < n; i++) {
        int[] mine = {(int) (l[i] >>> 32), (int) l[i], (int) (r[i] >>> 32), (int) r[i]};
        int[] theirs = {other.next(), other.next(), other.next(), other.next()};
        assertThat(mine).as("trial %d, block %d", trial, i).isEqualTo(theirs);
      }
    }
  }

  @Test
  void onlyTheBlocksAskedForAreReplaced() {
    long[] left = {1, 2, 3};
    long[] right = {4, 5, 6};
    Philox.encrypt(7, left, right, 2);
    assertThat(left[2]).isEqualTo(3);
    assertThat(right[2]).isEqualTo(6);
  }

  /** If this fails, every seed of every user gives other numbers than before. */
  @Test
  void hashesNeverChange() {
    assertThat(Philox.mix(0L, "")).isEqualTo(0x3564b439cd1e1f16L);
    assertThat(Philox.mix(1L, "noise")).isEqualTo(0x4e45a7ae41248cb2L);
    assertThat(Philox.mix(-1L, "\u03b1/0")).isEqualTo(0xea0bea4cb1bfc197L);
    assertThat(Philox.mix(0L, 0L)).isEqualTo(0x64d518a44ffc1d6eL);
    assertThat(Philox.mix(1L, 2L)).isEqualTo(0xd267f8fb4683e9e3L);
  }

  @Test
  void similarAddressesHaveDifferentHashes() {
    Set<Long> seen = new HashSet<>();
    int n = 0;
    for (long stream = -20; stream < 20; stream++) {
      for (long draw = -20; draw < 20; draw++) {
        seen.add(Philox.mix(stream, draw));
        seen.add(Philox.mix(stream, Long.toString(draw)));
        seen.add(Philox.mix(Philox.mix(stream, "a"), Long.toString(draw)));
        seen.add(Philox.mix(Philox.mix(stream, Long.toString(draw)), "a"));
        seen.add(Philox.mix(stream, "a" + draw));
        seen.add(Philox.mix(stream, draw + "a"));
        n += 6;
      }
    }
    assertThat(seen).hasSize(n);
  }

  /**
   * Flipping one bit of the input flips each bit of the hash with probability 1/2. Over 4000 inputs
   * the share of one of the 64 x 64 pairs has standard deviation 0.0079; 0.05 is 6.3 of them, so
   * that all pairs together give a false alarm with probability 1e-6.
   */
  @Test
  void everyInputBitReachesEveryOutputBit() {
    long state = Philox.mix(0, "PhiloxTest.everyInputBitReachesEveryOutputBit");
    int trials = 4000;
    for (int kind = 0; kind < 3; kind++) {
      for (int in = 0; in < (kind == 2 ? 16 : 64); in++) {
        int[] flips = new int[64];
        for (int trial = 0; trial < trials; trial++) {
          long x = Philox.mix(state, trial);
          long change = hash(kind, x) ^ hash(kind, x ^ 1L << in);
          for (int out = 0; out < 64; out++) {
            flips[out] += (int) (change >>> out & 1);
          }
        }
        for (int out = 0; out < 64; out++) {
          assertThat(Math.abs(flips[out] / (double) trials - 0.5))
              .as("hash %d, input bit %d, output bit %d", kind, in, out)
              .isLessThan(0.05);
        }
      }
    }
  }

  private static long hash(int kind, long x) {
    return switch (kind) {
      case 0 -> Philox.mix(x, 5L);
      case 1 -> Philox.mix(5L, x);
      default -> Philox.mix(5L, String.valueOf((char) x) + (char) (x >>> 16));
    };
  }
}
