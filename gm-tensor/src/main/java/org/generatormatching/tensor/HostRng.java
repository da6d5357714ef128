package org.generatormatching.tensor;

/**
 * Random numbers for host code: couplings, shuffles, first values of weights.
 *
 * <p>A generator has an immutable address, (seed, stream), and its own position in that stream,
 * which starts at 0. Two generators with one address give the same sequence. {@link #fork} and
 * {@link #at} depend on the address only, never on how much was drawn: code that draws more does
 * not change what other code gets.
 *
 * <p>Block i of the stream is Philox 4x32-10 (Salmon et al. 2011) with key {@code mix(seed,
 * stream)} and counter words (i mod 2^32, i / 2^32, 0, 0); {@link #bits} hands out the words (0, 1)
 * and (2, 3) of each block. Every other method takes one of these 64-bit numbers per result (but
 * see {@link #below}).
 *
 * <p>Cheap to make (three small objects). Not thread safe: give each thread its own fork.
 */
public final class HostRng {
  private static final long ROOT = 0x686f7374686f7374L;
  private static final int BLOCKS = 8;

  private final long seed;
  private final long stream;
  private final long[] left = new long[BLOCKS];
  private final long[] right = new long[BLOCKS];
  private long position;

  private HostRng(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /** The root stream of a seed. */
  public static HostRng of(long seed) {
    return new HostRng(seed, ROOT);
  }

  /** An independent stream, named. */
  public HostRng fork(String purpose) {
    return new HostRng(seed, Philox.mix(stream, purpose));
  }

  /** An independent stream, numbered: an epoch, a step, a row. */
  public HostRng at(long step) {
    return new HostRng(seed, Philox.mix(stream, step));
  }

  /** 64 independent bits. */
  public long bits() {
    int place = (int) (position % (2 * BLOCKS));
    if (place == 0) {
      for (int i = 0; i < BLOCKS; i++) {
        left[i] = Long.rotateLeft(position / 2 + i, 32);
        right[i] = 0;
      }
      Philox.encrypt(Philox.mix(seed, stream), left, right, BLOCKS);
    }
    position++;
    return (place & 1) == 0 ? left[place >> 1] : right[place >> 1];
  }

  /** A number uniform on the open interval (0, 1): odd multiples of 2^-53. */
  public double uniform() {
    return ((bits() >>> 12) + 0.5) * 0x1p-52;
  }

  /** A number from N(0, 1), bit-equal on every machine; see {@link Noise} for how it is made. */
  public double normal() {
    return Noise.normal(bits());
  }

  /** Independent numbers from N(0, 1): as many calls of {@link #normal}. */
  public double[] normals(int n) {
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      r[i] = normal();
    }
    return r;
  }

  /**
   * A whole number, exactly uniform on 0, ..., n - 1.
   *
   * <p>\(\lfloor w n / 2^{32} \rfloor\) of a 32-bit word w; words whose remainder is below \(2^{32}
   * \bmod n\) are drawn again, as they would make some results more likely.
   *
   * @throws GmException [GM/DOMAIN] if n is not positive
   * @see <a href="https://doi.org/10.1145/3230636">Lemire 2019, algorithm 5</a>
   */
  public int below(int n) {
    if (n <= 0) {
      throw Problem.of(GmError.DOMAIN, "a random index needs a range")
          .found(n)
          .expected("at least 1")
          .at(CallSite.find())
          .exception();
    }
    long product = (bits() >>> 32) * n;
    if ((product & 0xffffffffL) < n) {
      long reject = (1L << 32) % n;
      while ((product & 0xffffffffL) < reject) {
        product = (bits() >>> 32) * n;
      }
    }
    return (int) (product >>> 32);
  }

  /** The numbers 0, ..., n - 1 in an order that is uniform among all orders. */
  public int[] permutation(int n) {
    int[] r = new int[n];
    for (int i = 0; i < n; i++) {
      int j = below(i + 1);
      r[i] = r[j];
      r[j] = i;
    }
    return r;
  }
}
