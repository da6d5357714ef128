package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams for host code. Each statistical test has false-alarm level 1e-6. */
class HostRngTest {
  private static final double LEVEL = 1e-6;

  /** If this fails, every seed of every user gives other numbers than before. */
  @Test
  void streamsNeverChange() {
    HostRng rng = HostRng.of(42).fork("golden").at(3);
    long[] bits = new long[17];
    Arrays.setAll(bits, i -> rng.bits());
    assertThat(Arrays.copyOf(bits, 4))
        .containsExactly(
            0xfe74fb0a2c20c3cbL, 0x1764daae11fd247bL, 0xb61488513750ec7eL, 0x96ee3ef06698067fL);
    assertThat(bits[16]).isEqualTo(0xfa4af662d8b9c9bcL);
  }

  /** If this fails, every seed of every user gives other numbers than before. */
  @Test
  void transformsNeverChange() {
    HostRng rng = HostRng.of(42).fork("golden").at(3);
    assertThat(rng.uniform()).isEqualTo(0x1.fce9f61458419p-1);
    assertThat(rng.normal()).isEqualTo(0x1.fa4ffad3aab34p0);
    assertThat(rng.below(1000)).isEqualTo(711);
    assertThat(rng.permutation(8)).containsExactly(3, 1, 5, 7, 2, 6, 0, 4);
  }

  /** Block i has counter words (i, 0, 0, 0), across the refills of the buffer. */
  @Test
  void bitsAreTheBlocksOfTheirAddress() {
    HostRng rng = HostRng.of(9);
    long key = Philox.mix(9, 0x686f7374686f7374L);
    for (long block = 0; block < 50; block++) {
      long[] left = {block << 32};
      long[] right = {0};
      Philox.encrypt(key, left, right, 1);
      assertThat(rng.bits()).isEqualTo(left[0]);
      assertThat(rng.bits()).isEqualTo(right[0]);
    }
  }

  @Test
  void anAddressIsASequence() {
    HostRng a = HostRng.of(1).fork("shuffle").at(5);
    HostRng b = HostRng.of(1).fork("shuffle").at(5);
    for (int i = 0; i < 100; i++) {
      assertThat(a.bits()).isEqualTo(b.bits());
    }
  }

  @Test
  void forksDoNotDependOnWhatWasDrawn() {
    HostRng fresh = HostRng.of(1);
    HostRng used = HostRng.of(1);
    used.normals(37);
    assertThat(used.fork("x").bits()).isEqualTo(fresh.fork("x").bits());
    assertThat(used.at(8).bits()).isEqualTo(fresh.at(8).bits());
    long next = fresh.bits();
    HostRng parent = HostRng.of(1);
    parent.fork("x").normals(5);
    assertThat(parent.bits()).isEqualTo(next);
  }

  @Test
  void differentAddressesAreDifferentStreams() {
    Set<Long> seen = new HashSet<>();
    int n = 0;
    for (long seed = -3; seed <= 3; seed++) {
      HostRng root = HostRng.of(seed);
      for (int i = -3; i <= 3; i++) {
        seen.add(root.at(i).bits());
        seen.add(root.fork("" + i).bits());
        seen.add(root.fork("a").at(i).bits());
        seen.add(root.at(i).fork("a").bits());
        seen.add(root.fork("a" + i).bits());
        n += 5;
      }
      seen.add(root.bits());
      seen.add(root.fork("").bits());
      n += 2;
    }
    assertThat(seen).hasSize(n);
  }

  @Test
  void uniformLaw() {
    HostRng rng = HostRng.of(0).fork("HostRngTest.uniformLaw");
    double[] x = new double[1_000_000];
    Arrays.setAll(x, i -> rng.uniform());
    assertThat(Arrays.stream(x).allMatch(u -> u > 0 && u < 1)).isTrue();
    UniformRealDistribution law = new UniformRealDistribution(0, 1);
    assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, x, false))
        .isGreaterThan(LEVEL);
  }

  @Test
  void normalLaw() {
    HostRng rng = HostRng.of(0).fork("HostRngTest.normalLaw");
    double[] x = rng.normals(1_000_000);
    // The mean square has variance 2/n; 4.9 deviations are the level.
    double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    assertThat(square).isCloseTo(1, within(4.9 * Math.sqrt(2e-6)));
    NormalDistribution law = new NormalDistribution(0, 1);
    assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, x, false))
        .isGreaterThan(LEVEL);
  }

  @Test
  void manyNormalsAreManyCalls() {
    HostRng one = HostRng.of(0).fork("many");
    double[] all = HostRng.of(0).fork("many").normals(100);
    for (double x : all) {
      assertThat(one.normal()).isEqualTo(x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 64, 1000})
  void smallIndicesAreUniform(int n) {
    HostRng rng = HostRng.of(0).fork("HostRngTest.smallIndicesAreUniform").at(n);
    long[] counts = new long[n];
    for (int i = 0; i < 200_000; i++) {
      counts[rng.below(n)]++;
    }
    if (n == 1) {
      assertThat(counts).containsExactly(200_000);
    } else {
      assertUniform(counts);
    }
  }

  /** 2^32 is 8/3 of this range: without rejection one residue in three would come too seldom. */
  @Test
  void largeIndicesAreUniform() {
    HostRng rng = HostRng.of(0).fork("HostRngTest.largeIndicesAreUniform");
    int n = 3 << 29;
    long[] residues = new long[3];
    long[] thirds = new long[3];
    for (int i = 0; i < 200_000; i++) {
      int k = rng.below(n);
      residues[k % 3]++;
      thirds[k / (1 << 29)]++;
    }
    assertUniform(residues);
    assertUniform(thirds);
    for (int i = 0; i < 1000; i++) {
      assertThat(rng.below(Integer.MAX_VALUE)).isBetween(0, Integer.MAX_VALUE - 1);
    }
  }

  @Test
  void permutationsHoldEveryNumberOnce() {
    HostRng rng = HostRng.of(0).fork("HostRngTest.permutationsHoldEveryNumberOnce");
    for (int n = 0; n < 200; n++) {
      int[] p = rng.permutation(n);
      Arrays.sort(p);
      int[] expected = new int[n];
      Arrays.setAll(expected, i -> i);
      assertThat(p).isEqualTo(expected);
    }
  }

  @Test
  void permutationsAreUniform() {
    HostRng rng = HostRng.of(0).fork("HostRngTest.permutationsAreUniform");
    long[] counts = new long[256];
    for (int i = 0; i < 240_000; i++) {
      int[] p = rng.permutation(4);
      counts[64 * p[0] + 16 * p[1] + 4 * p[2] + p[3]]++;
    }
    long[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertThat(seen).hasSize(24);
    assertUniform(seen);
  }

  @Test
  void anEmptyRangeIsRefused() {
    HostRng rng = HostRng.of(0);
    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> rng.below(n))
          .isInstanceOf(GmException.class)
          .hasMessageStartingWith(
              "[GM/DOMAIN] a random index needs a range: found " + n + "; expected at least 1");
    }
  }

  private static void assertUniform(long[] counts) {
    double[] expected = new double[counts.length];
    Arrays.fill(expected, Arrays.stream(counts).sum() / (double) counts.length);
    assertThat(new ChiSquareTest().chiSquareTest(expected, counts))
        .as("p-value of chi-square")
        .isGreaterThan(LEVEL);
  }
}
