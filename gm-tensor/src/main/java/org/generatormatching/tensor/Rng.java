package org.generatormatching.tensor;

/**
 * Randomness inside a traced program: a stream of draws, named by a path of purposes.
 *
 * <p>A draw becomes an input of the program that the host fills from a counter-based generator
 * (Philox 4x32-10), so the same seed gives the same noise on every engine. Two forks with one name
 * are the same stream: their first draws are the same numbers, their second draws too. Different
 * names are independent.
 *
 * <p>Along a symbolic leading axis c*B row r belongs to sample r / c; the other numbers of a sample
 * are told apart by their row-major position. Padding a trailing part of the first non-batch axis
 * therefore changes no other number.
 */
public final class Rng {
  private final long stream;
  private long draws;

  private Rng(long stream) {
    this.stream = stream;
  }

  /** The root stream of a program. */
  public static Rng root() {
    return new Rng(0x67656e6572617472L);
  }

  /** An independent stream, named. */
  public Rng fork(String purpose) {
    return new Rng(Philox.mix(stream, purpose));
  }

  /** Independent N(0, 1) numbers. */
  public Tensor normal(DType dtype, Shape shape) {
    return draw(NoiseSpec.Law.NORMAL, dtype, shape);
  }

  /** Independent numbers, uniform on the open interval (0, 1). */
  public Tensor uniform(DType dtype, Shape shape) {
    return draw(NoiseSpec.Law.UNIFORM, dtype, shape);
  }

  private Tensor draw(NoiseSpec.Law law, DType dtype, Shape shape) {
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw Problem.of(GmError.DTYPE, "noise is drawn as FLOAT32 or FLOAT64")
          .found(dtype)
          .at(CallSite.find())
          .advice("Cast it afterwards.")
          .exception();
    }
    NoiseSpec spec = new NoiseSpec(law, Philox.mix(stream, draws++));
    return new Tensor(Op.NOISE, dtype, shape, new Attribute.Noise(spec));
  }
}
