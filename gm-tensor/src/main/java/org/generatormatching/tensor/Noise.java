package org.generatormatching.tensor;

/**
 * Fills arrays with the random numbers that a {@link NoiseSpec} and a {@link NoiseKey} name.
 *
 * <p><b>Address (wire format, never changes).</b> Every number has its own address: seed, stream,
 * step, sample, element. Philox 4x32-10 (Salmon et al. 2011) is evaluated with
 *
 * <pre>
 * key      mix(seed, stream), its lower half is k0
 * word 0   element / 4
 * word 1   sample, bits 0-31
 * word 2   step, bits 0-31
 * word 3   sample, bits 32-47, in the upper half; step, bits 32-47, in the lower half
 * </pre>
 *
 * <p>and element e takes word {@code e % 4} of the block. Nothing else enters, so a number does not
 * depend on how many are drawn or on how samples are split into calls. An array [c*B, ...] holds B
 * samples: row r belongs to sample {@code firstSample + r / c}, and the elements of a sample are
 * numbered {@code (r % c) * width + j}, j being the row-major position inside a row of {@code
 * width} numbers. An array without batch axis is one sample with index 0 (whatever the call's first
 * sample is, since all calls share it); its elements are numbered row major.
 *
 * <p><b>Uniform.</b> A word w gives \(u = (w + \frac12)\,2^{-32}\), in the open interval (0, 1); as
 * {@code float} values that would round to 1 become the largest float below 1.
 *
 * <p><b>Normal.</b> Box and Muller: the words w, v of elements 2k and 2k+1 give \(\rho \cos 2\pi
 * u_v\) and \(\rho \sin 2\pi u_v\) with \(\rho = \sqrt{-2 \ln u_w}\). No number exceeds \(\sqrt{66
 * \ln 2} = 6.76\) in size (a true normal does with probability 1.4e-11).
 *
 * <p><b>Numerical care.</b> The functions are polynomials evaluated in plain double arithmetic,
 * which Java 17 defines to the last bit: {@code Math.log} and {@code Math.sin} may differ between
 * machines, {@code StrictMath} is several times slower. Division and square root are correctly
 * rounded. Coefficients minimise the largest relative error (Remez exchange in 60-digit arithmetic,
 * then rounded). Measured relative error of a number: below 1e-15.
 *
 * <ul>
 *   <li>Logarithm: \((2w+1)\,2^{-33} = m\,2^{-j}\), \(m \in [\sqrt{1/2}, \sqrt 2)\), by the bits of
 *       the double; \(s = (m-1)/(m+1)\), \(\ln m = s\,(2 + z L(z))\), \(z = s^2 \le 0.0295\), L of
 *       degree 5 (relative error 1.9e-16). For u near 1, j = 0 and m - 1 is exact: no cancellation.
 *   <li>Sine: in integers \(2\pi u = 2\pi x + \pi h\), \(|x| &lt; 1/4\), h in {0, 1}; \(\sin 2\pi x
 *       = x S(x^2)\), S of degree 7 (relative error 1.4e-16), and \(\cos 2\pi x = \sin 2\pi(\frac14
 *       - |x|)\), whose argument is exact: no quadrants, no branches, full relative precision at
 *       zeros.
 * </ul>
 *
 * <p>Work goes through strips of 128 blocks in loops that the compiler turns into vector code.
 */
public final class Noise {
  private static final long WORD = 0xffffffffL;
  private static final long LIMIT = 1L << 48;
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final float BELOW_ONE = 0x1.fffffep-1f;
  private static final long ONE = 0x3ff0000000000000L;
  private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;
  private static final long EXPONENT = 0xfff0000000000000L;
  private static final double TWO_LN2 = 0x1.62e42fefa39efp0;

  private static final double L0 = 0x1.5555555553960p-1;
  private static final double L1 = 0x1.999999a294adfp-2;
  private static final double L2 = 0x1.24924176e02e2p-2;
  private static final double L3 = 0x1.c7227894464dep-3;
  private static final double L4 = 0x1.732c149c28592p-3;
  private static final double L5 = 0x1.587856e1c5133p-3;

  private static final double S0 = 0x1.921fb54442d17p+2;
  private static final double S1 = -0x1.4abbce625bd5ep+5;
  private static final double S2 = 0x1.466bc67751058p+6;
  private static final double S3 = -0x1.32d2cce17d325p+6;
  private static final double S4 = 0x1.50783249cf3c1p+5;
  private static final double S5 = -0x1.e30623c339a60p+3;
  private static final double S6 = 0x1.e89cea0320098p+1;
  private static final double S7 = -0x1.62626465cfdd3p-1;

  private Noise() {}

  /**
   * Draws an array.
   *
   * <p>Shape: {@code shape} with its batch axis, if any, in front, B = {@code batch}.
   *
   * @throws GmException [GM/SHAPE] if the batch axis is not the first one or the array would be
   *     larger than a Java array, [GM/DTYPE] if the type is neither FLOAT32 nor FLOAT64,
   *     [GM/DOMAIN] if the step or a sample index is not in [0, 2^48)
   */
  public static HostArray draw(NoiseSpec spec, DType dtype, Shape shape, long batch, NoiseKey key) {
    if (shape.batchAxis() > 0) {
      throw Problem.of(GmError.SHAPE, "noise needs its batch axis in front")
          .found(shape)
          .at(CallSite.find())
          .advice("Draw it with the batch axis first and transpose.")
          .exception();
    }
    long coefficient = shape.coefficient();
    boolean whole = !shape.symbolic();
    long copies = whole ? 1 : batch;
    if (coefficient > LARGEST || copies < 0 || copies > LARGEST / Math.max(1, coefficient)) {
      throw Problem.of(GmError.SHAPE, "noise does not fit a Java array")
          .found(shape + " with B = " + batch)
          .at(CallSite.find())
          .advice("Use a smaller batch.")
          .exception();
    }
    // The c rows of a sample are numbered through, so they are one row that is c times as wide.
    int width = (int) coefficient;
    int size = (int) (width * copies);
    NoiseKey from = whole ? new NoiseKey(key.seed(), key.step(), 0) : key;
    long[] dims = shape.concrete(batch);
    switch (dtype) {
      case FLOAT32 -> {
        float[] out = new float[size];
        fill(spec, copies, 1, width, from, out);
        return HostArray.of(out).reshape(dims);
      }
      case FLOAT64 -> {
        double[] out = new double[size];
        fill(spec, copies, 1, width, from, out);
        return HostArray.of(out).reshape(dims);
      }
      default ->
          throw Problem.of(GmError.DTYPE, "noise is drawn as FLOAT32 or FLOAT64")
              .found(dtype)
              .at(CallSite.find())
              .advice("Cast it afterwards.")
              .exception();
    }
  }

  /**
   * Fills the first {@code rows * width} places of an array. Beside a scratch of at most 12 KB
   * nothing is allocated.
   *
   * @param rows number of rows; the last sample may be incomplete
   * @param rowsPerSample the factor c of a leading axis c*B
   * @param width numbers per row
   * @throws GmException [GM/SHAPE] if the array is too short, [GM/DOMAIN] if the step or a sample
   *     index is not in [0, 2^48)
   */
  public static void fill(
      NoiseSpec spec, long rows, long rowsPerSample, int width, NoiseKey key, float[] out) {
    float limit = spec.law() == NoiseSpec.Law.UNIFORM ? BELOW_ONE : Float.POSITIVE_INFINITY;
    Strip strip = new Strip(spec, rows, rowsPerSample, width, key, out.length);
    int at = 0;
    for (int n = strip.next(); n > 0; n = strip.next()) {
      for (int i = 0; i < n; i++) {
        out[at + i] = (float) Math.min(strip.values[i], limit);
      }
      at += n;
    }
  }

  /** The same in double precision: a float is the rounded double. */
  public static void fill(
      NoiseSpec spec, long rows, long rowsPerSample, int width, NoiseKey key, double[] out) {
    Strip strip = new Strip(spec, rows, rowsPerSample, width, key, out.length);
    int at = 0;
    for (int n = strip.next(); n > 0; n = strip.next()) {
      System.arraycopy(strip.values, 0, out, at, n);
      at += n;
    }
  }

  /** u in (0, 1) from a word, given as a non-negative number. */
  static double uniform(long word) {
    return (word + 0.5) * 0x1p-32;
  }

  /** The first normal number of a pair of words (upper half: radius, lower half: angle). */
  static double normal(long pair) {
    double d = odd(pair);
    return sine(toCosine((int) pair)) * radius(mantissa(d) - 1, halvings(d));
  }

  /** 2 w + 1 for the upper word w: the uniform number times 2^33, exact. */
  private static double odd(long pair) {
    return pair >>> 31 | 1;
  }

  /** m in [sqrt(1/2), sqrt(2)) with d = m times a power of two. */
  private static double mantissa(double d) {
    long bits = Double.doubleToRawLongBits(d);
    return Double.longBitsToDouble(bits - (bits - SQRT_HALF & EXPONENT));
  }

  /** j with d = m 2^(33 - j). */
  private static double halvings(double d) {
    return 33 - (int) (Double.doubleToRawLongBits(d) - SQRT_HALF >> 52);
  }

  /** The turns y, |y| &lt; 1/4, with sin(2 pi y) = sin(2 pi u) for the angle's word. */
  private static double toSine(int word) {
    return sign(word) * turns(word);
  }

  /** The turns y, |y| &lt; 1/4, with sin(2 pi y) = cos(2 pi u) for the angle's word. */
  private static double toCosine(int word) {
    return sign(word) * (0.25 - Math.abs(turns(word)));
  }

  /** x in (-1/4, 1/4): the angle in turns less whole half turns. */
  private static double turns(int word) {
    return (withoutHalf(word) + 0.5) * 0x1p-32;
  }

  /** -1 if {@link #turns} leaves out half a turn, else 1. */
  private static double sign(int word) {
    return Double.longBitsToDouble(ONE | (long) (word - withoutHalf(word)) << 32);
  }

  private static int withoutHalf(int word) {
    return word << 1 >> 1;
  }

  /** sqrt(-2 ln((1 + f) 2^-j)). */
  private static double radius(double f, double j) {
    double s = f / (2 + f);
    double z = s * s;
    double l = L0 + z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * L5))));
    return Math.sqrt(j * TWO_LN2 - 2 * (s * (2 + z * l)));
  }

  /** sin(2 pi x) for |x| at most 1/4. */
  private static double sine(double x) {
    double z = x * x;
    return x * (S0 + z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * (S6 + z * S7)))))));
  }

  /** Blocks on their way from counters to numbers: the state and the scratch memory of one call. */
  private static final class Strip {
    private static final int BLOCKS = 128;

    private final boolean uniform;
    private final long key;
    private final long step;
    private final long perSample;
    private final long blocksPerSample;
    private long sample;
    private long block;
    private long inSample;
    private long blocksLeft;
    private long valuesLeft;

    private final long[] left;
    private final long[] right;
    private final long[] words;
    private final double[] f;
    private final double[] j;
    private final double[] values;

    Strip(NoiseSpec spec, long rows, long rowsPerSample, int width, NoiseKey key, int space) {
      if (rows < 0 || rowsPerSample < 1 || width < 0 || width > 0 && rows > space / width) {
        throw Problem.of(GmError.SHAPE, "the noise does not fit the array")
            .found(rows + " rows of " + width + ", " + rowsPerSample + " per sample")
            .expected("at most " + space + " numbers, at least 1 row per sample")
            .at(CallSite.find())
            .exception();
      }
      check("step", key.step(), 1);
      check("sample index", key.firstSample(), -Math.floorDiv(-rows, rowsPerSample));
      uniform = spec.law() == NoiseSpec.Law.UNIFORM;
      this.key = Philox.mix(key.seed(), spec.stream());
      step = key.step();
      sample = key.firstSample();
      perSample = Math.multiplyExact(rowsPerSample, (long) width);
      blocksPerSample = blocks(perSample);
      valuesLeft = rows * width;
      blocksLeft =
          valuesLeft == 0
              ? 0
              : valuesLeft / perSample * blocksPerSample + blocks(valuesLeft % perSample);
      int n = (int) Math.min(BLOCKS, blocksLeft);
      left = new long[n];
      right = new long[n];
      words = new long[2 * n];
      f = new double[uniform ? 0 : 2 * n];
      j = new double[uniform ? 0 : 2 * n];
      values = new double[4 * n];
    }

    private static long blocks(long numbers) {
      return numbers + 3 >>> 2;
    }

    private static void check(String what, long first, long count) {
      if (first < 0 || first > LIMIT - count) {
        throw Problem.of(GmError.DOMAIN, "the " + what + " of random numbers leaves its 48 bits")
            .found(first)
            .at(CallSite.find())
            .exception();
      }
    }

    /** Computes the next values; returns how many, 0 at the end. */
    int next() {
      int n = (int) Math.min(left.length, blocksLeft);
      long first = block;
      counters(n);
      Philox.encrypt(key, left, right, n);
      int pairs = gather(n, first);
      if (uniform) {
        uniforms(pairs, words, values);
      } else {
        split(pairs, words, f, j, values);
        radii(pairs, f, j);
        sines(2 * pairs, values);
        scale(pairs, f, values);
      }
      blocksLeft -= n;
      int made = (perSample & 1) == 0 ? 2 * pairs : compact(pairs);
      int r = (int) Math.min(made, valuesLeft);
      valuesLeft -= r;
      return r;
    }

    private void counters(int n) {
      for (int i = 0; i < n; i++) {
        left[i] = block << 32 | sample & WORD;
        right[i] = step << 32 | sample >>> 32 << 16 | step >>> 32;
        if (++block == blocksPerSample) {
          block = 0;
          sample++;
        }
      }
    }

    /** The pairs in use: a sample's last block has one where only one or two numbers are left. */
    private int gather(int n, long first) {
      long at = first;
      int p = 0;
      for (int i = 0; i < n; i++) {
        words[p++] = left[i];
        if (4 * at + 2 < perSample) {
          words[p++] = right[i];
        }
        at = at + 1 == blocksPerSample ? 0 : at + 1;
      }
      return p;
    }

    private static void uniforms(int pairs, long[] words, double[] values) {
      for (int p = 0; p < pairs; p++) {
        values[2 * p] = uniform(words[p] >>> 32);
        values[2 * p + 1] = uniform(words[p] & WORD);
      }
    }

    /** The integer part of the work in its own loop, because it is not vectorised. */
    private static void split(int pairs, long[] words, double[] f, double[] j, double[] values) {
      for (int p = 0; p < pairs; p++) {
        double d = odd(words[p]);
        f[p] = mantissa(d) - 1;
        j[p] = halvings(d);
        int v = (int) words[p];
        values[2 * p] = toCosine(v);
        values[2 * p + 1] = toSine(v);
      }
    }

    private static void radii(int pairs, double[] f, double[] j) {
      for (int p = 0; p < pairs; p++) {
        f[p] = radius(f[p], j[p]);
      }
    }

    private static void sines(int n, double[] values) {
      for (int i = 0; i < n; i++) {
        values[i] = sine(values[i]);
      }
    }

    private static void scale(int pairs, double[] radii, double[] values) {
      for (int p = 0; p < pairs; p++) {
        values[2 * p] *= radii[p];
        values[2 * p + 1] *= radii[p];
      }
    }

    /** Takes out the second number of each sample's last pair where a sample has an odd size. */
    private int compact(int pairs) {
      int n = 0;
      for (int p = 0; p < pairs; p++) {
        values[n] = values[2 * p];
        values[n + 1] = values[2 * p + 1];
        inSample += 2;
        boolean end = inSample > perSample;
        n += end ? 1 : 2;
        inSample = end ? 0 : inSample;
      }
      return n;
    }
  }
}
