package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.generatormatching.tensor.NoiseSpec.Law;
import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses, laws and accuracy of noise. Each statistical test has false-alarm level 1e-6. */
class NoiseTest {
  private static final NoiseKey KEY = new NoiseKey(42, 0x123456789abcL, 0xfedcba987654L);

  /** If this fails, every seed of every user gives other numbers than before. */
  @Test
  void uniformAddressesNeverChange() {
    assertThat(doubles(new NoiseSpec(Law.UNIFORM, 7), 4, 2, 3, KEY))
        .containsExactly(
            0x1.53ba62ddp-1,
            0x1.d609174bp-1,
            0x1.823b9ca4p-3,
            0x1.d4177fcp-7,
            0x1.85d12fc7p-1,
            0x1.4dbd085ep-2,
            0x1.12e0ee2cp-3,
            0x1.148c7781p-1,
            0x1.f5b15869p-1,
            0x1.24dff397p-1,
            0x1.d77cb7afp-1,
            0x1.124bf96bp-1);
  }

  /** If this fails, every seed of every user gives other numbers than before. */
  @Test
  void normalAddressesNeverChange() {
    assertThat(doubles(new NoiseSpec(Law.NORMAL, 7), 4, 2, 3, KEY))
        .containsExactly(
            0x1.939751a8bc9eep-1,
            -0x1.c8cc6bccb3f9bp-2,
            0x1.d1b8386937245p0,
            0x1.4f4ed86eabddfp-3,
            -0x1.5b2a14aba35b5p-2,
            0x1.4fe106f558447p-1,
            -0x1.f0d55e3f93494p0,
            -0x1.0006006a7b61p-1,
            -0x1.7375f5b203fe8p-3,
            -0x1.692f8a4bc2764p-4,
            -0x1.9558141e91ae6p-2,
            -0x1.724cd25b29267p-4);
  }

  /** Element by element from the definition of the address, in every arrangement of blocks. */
  @Test
  void everyElementIsTheOneItsAddressNames() {
    for (Law law : Law.values()) {
      NoiseSpec spec = new NoiseSpec(law, 99);
      for (int c = 1; c <= 3; c++) {
        for (int width : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 127, 129, 600}) {
          int rows = Math.max(3 * c, 1300 / width / c * c);
          double[] all = doubles(spec, rows, c, width, KEY);
          for (int i = 0; i < all.length; i++) {
            int perSample = c * width;
            double expected = element(spec, KEY, i / perSample, i % perSample);
            assertThat(all[i]).as("%s c=%d width=%d at %d", law, c, width, i).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static double element(NoiseSpec spec, NoiseKey key, int offset, int e) {
    long first = word(spec, key, offset, e & ~1);
    long second = word(spec, key, offset, e | 1);
    if (spec.law() == Law.UNIFORM) {
      return ((e & 1) == 0 ? first : second) * 0x1p-32 + 0x1p-33;
    }
    // sin(2 pi u) = cos(2 pi (u - 1/4)): the same quarter turns, so the same bits.
    long angle = (e & 1) == 0 ? second : 0xffffffffL & second - 0x40000000L;
    return Noise.normal(first << 32 | angle);
  }

  private static long word(NoiseSpec spec, NoiseKey key, int offset, int e) {
    long sample = key.firstSample() + offset;
    long[] left = {(long) (e / 4) << 32 | sample % (1L << 32)};
    long word3 = sample / (1L << 32) * (1 << 16) + key.step() / (1L << 32);
    long[] right = {key.step() << 32 | word3};
    Philox.encrypt(Philox.mix(key.seed(), spec.stream()), left, right, 1);
    long pair = e % 4 < 2 ? left[0] : right[0];
    return e % 2 == 0 ? pair >>> 32 : pair & 0xffffffffL;
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void anySplitIntoBatchesGivesTheSameBits(Law law) {
    NoiseSpec spec = new NoiseSpec(law, 3);
    HostRng choice = HostRng.of(0).fork("NoiseTest.anySplit").fork(law.name());
    for (int trial = 0; trial < 100; trial++) {
      int c = 1 + choice.below(3);
      int width = 1 + choice.below(trial % 2 == 0 ? 9 : 700);
      int batch = 1 + choice.below(40);
      long first = choice.bits() >>> 18;
      NoiseKey key = new NoiseKey(trial, choice.bits() >>> 16, first);
      Shape shape = Shape.of(Shape.batch(c), width);
      float[] whole = Noise.draw(spec, DType.FLOAT32, shape, batch, key).floats();
      float[] filled = new float[c * batch * width];
      Noise.fill(spec, (long) c * batch, c, width, key, filled);
      assertThat(whole).isEqualTo(filled);
      for (int from = 0; from < batch; ) {
        int to = Math.min(batch, from + choice.below(8));
        NoiseKey part = new NoiseKey(key.seed(), key.step(), first + from);
        float[] piece = Noise.draw(spec, DType.FLOAT32, shape, to - from, part).floats();
        assertThat(piece).isEqualTo(Arrays.copyOfRange(whole, from * c * width, to * c * width));
        from = to;
      }
    }
  }

  /**
   * A last sample with fewer rows, fewer rows than a sample: the rows that are there do not move.
   */
  @ParameterizedTest
  @EnumSource(Law.class)
  void anIncompleteSampleIsTheBeginningOfTheCompleteOne(Law law) {
    NoiseSpec spec = new NoiseSpec(law, 4);
    for (int c = 1; c <= 3; c++) {
      for (int width = 1; width < 12; width++) {
        double[] whole = doubles(spec, 60, c, width, KEY);
        for (int rows = 0; rows < 60; rows++) {
          assertThat(doubles(spec, rows, c, width, KEY))
              .isEqualTo(Arrays.copyOf(whole, rows * width));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void paddingTheFirstAxisOfASampleChangesNothingElse(Law law) {
    NoiseSpec spec = new NoiseSpec(law, 5);
    int d = 3;
    double[] longer = Noise.draw(spec, DType.FLOAT64, Shape.of(Shape.B, 300, d), 4, KEY).doubles();
    for (int length : new int[] {1, 2, 5, 43, 299}) {
      double[] shorter =
          Noise.draw(spec, DType.FLOAT64, Shape.of(Shape.B, length, d), 4, KEY).doubles();
      for (int b = 0; b < 4; b++) {
        assertThat(Arrays.copyOfRange(shorter, b * length * d, (b + 1) * length * d))
            .isEqualTo(Arrays.copyOfRange(longer, b * 300 * d, b * 300 * d + length * d));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void withoutBatchAxisAllCallsShareOneSample(Law law) {
    NoiseSpec spec = new NoiseSpec(law, 6);
    Shape shape = Shape.of(5, 3);
    HostArray a = Noise.draw(spec, DType.FLOAT64, shape, 8, new NoiseKey(1, 2, 3));
    HostArray b = Noise.draw(spec, DType.FLOAT64, shape, 2, new NoiseKey(1, 2, 77));
    assertThat(a).isEqualTo(b);
    double[] sample0 = doubles(spec, 1, 1, 15, new NoiseKey(1, 2, 0));
    assertThat(a).isEqualTo(HostArray.of(sample0, 5, 3));
    HostArray scalar = Noise.draw(spec, DType.FLOAT32, Shape.scalar(), 8, new NoiseKey(1, 2, 3));
    assertThat(scalar.dims()).isEmpty();
    assertThat(scalar.get(0)).isEqualTo((float) sample0[0]);
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void anEmptyArrayHasItsShape(Law law) {
    NoiseSpec spec = new NoiseSpec(law, 6);
    Shape none = Shape.of(Shape.B, 0);
    assertThat(Noise.draw(spec, DType.FLOAT32, none, 4, KEY).dims()).containsExactly(4, 0);
    Shape rows = Shape.of(Shape.batch(2), 5);
    assertThat(Noise.draw(spec, DType.FLOAT64, rows, 0, KEY).dims()).containsExactly(0, 5);
  }

  @Test
  void aFloatIsTheRoundedDouble() {
    for (Law law : Law.values()) {
      NoiseSpec spec = new NoiseSpec(law, 8);
      double[] d = doubles(spec, 1000, 1, 33, KEY);
      float[] f = new float[33_000];
      Noise.fill(spec, 1000, 1, 33, KEY, f);
      for (int i = 0; i < d.length; i++) {
        assertThat(f[i]).isEqualTo((float) d[i]);
      }
    }
  }

  /** The addresses were found by search: word 0, and two that round to 1 as float. */
  @ParameterizedTest
  @CsvSource({
    "34, 19326, 0x1.ffffffe9p-1, 0x1.fffffep-1",
    "62, 76535, 0x1.ffffffcbp-1, 0x1.fffffep-1",
    "3795, 844020, 0x1.0p-33, 0x1.0p-33"
  })
  void uniformNumbersStayInsideTheOpenInterval(long step, int element, String d, String f) {
    NoiseSpec spec = new NoiseSpec(Law.UNIFORM, 0);
    NoiseKey key = new NoiseKey(0, step, 0);
    assertThat(doubles(spec, 1, 1, element + 1, key)[element]).isEqualTo(Double.parseDouble(d));
    float[] floats = new float[element + 1];
    Noise.fill(spec, 1, 1, element + 1, key, floats);
    assertThat(floats[element]).isEqualTo(Float.parseFloat(f)).isBetween(0x1p-33f, 0x1.fffffep-1f);
  }

  @Test
  void extremeWordsGiveFiniteNumbers() {
    assertThat(Noise.uniform(0)).isEqualTo(0x1p-33);
    assertThat(Noise.uniform(0xffffffffL)).isEqualTo(1 - 0x1p-33).isLessThan(1);
    long[] words = {0, 1, 0x3fffffffL, 0x40000000L, 0x7fffffffL, 0x80000000L, 0xffffffffL};
    double least = Math.sqrt(-2 * Math.log1p(-0x1p-33));
    double most = Math.sqrt(66 * Math.log(2));
    for (long w : words) {
      for (long v : words) {
        assertThat(Math.abs(Noise.normal(w << 32 | v))).isPositive().isLessThan(6.7638);
      }
    }
    assertThat(Noise.normal(0)).isEqualTo(most, within(1e-14));
    assertThat(Noise.normal(0xffffffffL)).isEqualTo(most, within(1e-14));
    assertThat(Noise.normal(0x80000000L)).isEqualTo(-most, within(1e-14));
    assertThat(Noise.normal(0xffffffffL << 32)).isEqualTo(least, within(1e-20));
  }

  /** Against StrictMath, whose arguments are arranged to be exact. */
  @Test
  void normalsHaveFullPrecision() {
    HostRng rng = HostRng.of(0).fork("NoiseTest.normalsHaveFullPrecision");
    double worst = 0;
    for (int i = 0; i < 300_000; i++) {
      // Numbers of leading zeros or ones are equally frequent: the ends matter most.
      long w = rng.bits() >>> 32 >>> rng.below(33);
      long v = rng.bits() >>> 32 >>> rng.below(33);
      w = i % 2 == 0 ? w : 0xffffffffL - w;
      v = (i % 4 < 2 ? v : 0xffffffffL - v) + (rng.bits() & 3L << 30) & 0xffffffffL;
      double expected = radius(w) * cosine(v);
      double found = Noise.normal(w << 32 | v);
      worst = Math.max(worst, Math.abs(found / expected - 1));
    }
    assertThat(worst).isLessThan(1e-15);
  }

  private static double radius(long w) {
    double u = (w + 0.5) * 0x1p-32;
    double rest = (0xffffffffL - w + 0.5) * 0x1p-32;
    return Math.sqrt(-2 * (u < 0.5 ? StrictMath.log(u) : StrictMath.log1p(-rest)));
  }

  private static double cosine(long v) {
    // In units of 2^-33 turns, the sine of the distance to the nearest zero, which is exact.
    long x = 2 * v + 1;
    long half = x % (1L << 32);
    double sine = StrictMath.sin(2 * Math.PI * 0x1p-33 * ((1L << 31) - half));
    return x < 1L << 32 ? sine : -sine;
  }

  @Test
  void uniformLaw() {
    double[] x = sample(Law.UNIFORM, "NoiseTest.uniformLaw", 1_000_000, 7);
    assertLaw(x, new UniformRealDistribution(0, 1));
    assertMoment(x, 1, 1 / 2.0, 1 / 12.0);
    assertMoment(x, 2, 1 / 3.0, 1 / 5.0 - 1 / 9.0);
    assertMoment(x, 3, 1 / 4.0, 1 / 7.0 - 1 / 16.0);
  }

  @Test
  void normalLaw() {
    double[] x = sample(Law.NORMAL, "NoiseTest.normalLaw", 1_000_000, 7);
    assertLaw(x, new NormalDistribution(0, 1));
    assertMoment(x, 1, 0, 1);
    assertMoment(x, 2, 1, 2);
    assertMoment(x, 3, 0, 15);
    assertMoment(x, 4, 3, 105 - 9);
  }

  /** Counts beyond 2, 3, 4 and 5 are binomial; bounds hold to 1e-6, by a normal or Poisson law. */
  @Test
  void normalTails() {
    double[] x = sample(Law.NORMAL, "NoiseTest.normalTails", 4_000_000, 64);
    NormalDistribution normal = new NormalDistribution(0, 1);
    for (int side = -1; side <= 1; side += 2) {
      for (int k = 2; k <= 4; k++) {
        double mean = x.length * normal.cumulativeProbability(-k);
        assertThat(beyond(x, side, k)).isCloseTo(mean, within(5.2 * Math.sqrt(mean)));
      }
      // Poisson of mean 1.15: more than 9 has probability 1e-6.
      assertThat(beyond(x, side, 5)).isLessThanOrEqualTo(9);
    }
  }

  private static double beyond(double[] x, int side, double k) {
    return Arrays.stream(x).filter(v -> side * v > k).count();
  }

  /**
   * Addresses that differ in one part only: correlations of values, squares and absolute values.
   */
  @ParameterizedTest
  @EnumSource(Law.class)
  void neighbouringAddressesAreIndependent(Law law) {
    int n = 250_000;
    long seed = Philox.mix(0, "NoiseTest.neighbouringAddressesAreIndependent" + law);
    long root = Philox.mix(0, "root");
    NoiseSpec spec = new NoiseSpec(law, Philox.mix(Philox.mix(root, "a"), 0));
    double[] x = doubles(spec, n / 2, 1, 2, new NoiseKey(seed, 0, 0));
    NoiseSpec purpose = new NoiseSpec(law, Philox.mix(Philox.mix(root, "b"), 0));
    assertUncorrelated(x, doubles(purpose, n / 2, 1, 2, new NoiseKey(seed, 0, 0)));
    NoiseSpec draw = new NoiseSpec(law, Philox.mix(Philox.mix(root, "a"), 1));
    assertUncorrelated(x, doubles(draw, n / 2, 1, 2, new NoiseKey(seed, 0, 0)));
    assertUncorrelated(x, doubles(spec, n / 2, 1, 2, new NoiseKey(seed + 1, 0, 0)));
    assertUncorrelated(x, doubles(spec, n / 2, 1, 2, new NoiseKey(seed, 1, 0)));
    assertUncorrelated(x, doubles(spec, n / 2, 1, 2, new NoiseKey(seed, 1L << 32, 0)));
    assertUncorrelated(x, doubles(spec, n / 2, 1, 2, new NoiseKey(seed, 0, 1)));
    assertUncorrelated(x, doubles(spec, n / 2, 1, 2, new NoiseKey(seed, 0, 1L << 32)));
    double[] wide = doubles(spec, 1, 1, n + 8, new NoiseKey(seed, 2, 0));
    for (int lag = 1; lag <= 8; lag++) {
      assertUncorrelated(Arrays.copyOf(wide, n), Arrays.copyOfRange(wide, lag, n + lag));
    }
  }

  @Test
  void aBatchAxisBehindIsRefused() {
    NoiseSpec spec = new NoiseSpec(Law.NORMAL, 1);
    assertThatThrownBy(() -> Noise.draw(spec, DType.FLOAT32, Shape.of(3, Shape.B), 2, KEY))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/SHAPE] noise needs its batch axis in front: found [3, B] (at ")
        .hasMessageContaining("NoiseTest.java:")
        .hasMessageEndingWith("Draw it with the batch axis first and transpose.");
  }

  @Test
  void arraysThatDoNotFitAreRefused() {
    NoiseSpec spec = new NoiseSpec(Law.NORMAL, 1);
    Shape shape = Shape.of(Shape.B, 1 << 20);
    assertThatThrownBy(() -> Noise.draw(spec, DType.FLOAT32, shape, 1L << 44, KEY))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/SHAPE] noise does not fit a Java array: found [B, 1048576]");
    Shape wide = Shape.of(Shape.B, 1L << 32);
    assertThatThrownBy(() -> Noise.draw(spec, DType.FLOAT32, wide, 0, KEY))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/SHAPE] noise does not fit a Java array");
    assertThatThrownBy(() -> Noise.fill(spec, 4, 1, 3, KEY, new float[11]))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/SHAPE] the noise does not fit the array: found 4 rows of 3")
        .hasMessageContaining("at most 11 numbers");
    assertThatThrownBy(() -> Noise.fill(spec, 4, 0, 3, KEY, new double[12]))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/SHAPE]");
  }

  @Test
  void otherTypesThanFloatAndDoubleAreRefused() {
    NoiseSpec spec = new NoiseSpec(Law.NORMAL, 1);
    for (DType t : new DType[] {DType.BFLOAT16, DType.INT64, DType.BOOL}) {
      assertThatThrownBy(() -> Noise.draw(spec, t, Shape.of(3), 1, KEY))
          .isInstanceOf(GmException.class)
          .hasMessageStartingWith("[GM/DTYPE] noise is drawn as FLOAT32 or FLOAT64: found " + t);
    }
  }

  /** Beyond 48 bits two addresses would share a block. */
  @Test
  void stepsAndSamplesBeyond48BitsAreRefused() {
    NoiseSpec spec = new NoiseSpec(Law.NORMAL, 1);
    long limit = 1L << 48;
    assertThat(doubles(spec, 5, 1, 1, new NoiseKey(0, limit - 1, limit - 5))).hasSize(5);
    assertThatThrownBy(() -> doubles(spec, 5, 1, 1, new NoiseKey(0, limit, 0)))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith("[GM/DOMAIN] the step of random numbers leaves its 48 bits: found");
    assertThatThrownBy(() -> doubles(spec, 5, 1, 1, new NoiseKey(0, -1, 0)))
        .isInstanceOf(GmException.class);
    assertThatThrownBy(() -> doubles(spec, 5, 1, 1, new NoiseKey(0, 0, limit - 4)))
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith(
            "[GM/DOMAIN] the sample index of random numbers leaves its 48 bits");
    assertThatThrownBy(() -> doubles(spec, 5, 1, 1, new NoiseKey(0, 0, -1)))
        .isInstanceOf(GmException.class);
  }

  private static double[] doubles(
      NoiseSpec spec, int rows, int rowsPerSample, int width, NoiseKey key) {
    double[] out = new double[rows * width];
    Noise.fill(spec, rows, rowsPerSample, width, key, out);
    return out;
  }

  /** At least {@code n} numbers, in rows of a width. */
  private static double[] sample(Law law, String test, int n, int width) {
    NoiseSpec spec = new NoiseSpec(law, Philox.mix(0, test));
    return doubles(spec, (n + width - 1) / width, 1, width, new NoiseKey(1, 2, 3));
  }

  private static void assertLaw(double[] x, RealDistribution law) {
    assertThat(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, x, false))
        .as("p-value of Kolmogorov and Smirnov")
        .isGreaterThan(1e-6);
  }

  /** A mean of powers is normal with the given expectation and variance / n; 4.9 is 1e-6. */
  private static void assertMoment(double[] x, int power, double expected, double variance) {
    double mean = Arrays.stream(x).map(v -> power(v, power)).average().orElseThrow();
    assertThat(mean)
        .as("moment %d", power)
        .isCloseTo(expected, within(4.9 * Math.sqrt(variance / x.length)));
  }

  /** Correlations are N(0, 1/n); the bound is 6.1, for 15 pairs, 2 laws and 3 functions. */
  private static void assertUncorrelated(double[] x, double[] y) {
    double bound = 6.1 / Math.sqrt(x.length);
    assertThat(correlation(x, y, 1)).isCloseTo(0, within(bound));
    assertThat(correlation(x, y, 2)).isCloseTo(0, within(bound));
    assertThat(correlation(x, y, 3)).isCloseTo(0, within(bound));
  }

  private static double correlation(double[] x, double[] y, int power) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double syy = 0;
    double sxy = 0;
    for (int i = 0; i < x.length; i++) {
      double a = power(x[i], power);
      double b = power(y[i], power);
      sx += a;
      sy += b;
      sxx += a * a;
      syy += b * b;
      sxy += a * b;
    }
    int n = x.length;
    double cov = sxy - sx * sy / n;
    return cov / Math.sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
  }

  private static double power(double x, int power) {
    return power == 1 ? x : x * power(x, power - 1);
  }
}
