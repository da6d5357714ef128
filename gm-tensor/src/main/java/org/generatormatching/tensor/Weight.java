package org.generatormatching.tensor;

/**
 * A trained array of a network, by name: the name under which checkpoints hold it.
 *
 * @param name unique in a network, for example {@code trunk.0.kernel}
 * @param dtype element type
 * @param shape without a batch axis
 * @param initializer the law of its first value
 */
public record Weight(String name, DType dtype, Shape shape, Initializer initializer) {
  /** Checks that no dimension depends on the batch. */
  public Weight {
    if (shape.symbolic()) {
      throw Problem.of(GmError.SHAPE, "weight '" + name + "' has a batch axis")
          .found(shape)
          .exception();
    }
  }

  /** This weight inside a program. */
  public Tensor tensor() {
    return Tensor.weight(this);
  }

  /** The law of a weight's first value. */
  public sealed interface Initializer {
    /** One number. */
    double draw(HostRng rng);

    /** One number in every element. */
    record Constant(double value) implements Initializer {
      @Override
      public double draw(HostRng rng) {
        return value;
      }
    }

    /** N(0, deviation^2). */
    record Normal(double deviation) implements Initializer {
      @Override
      public double draw(HostRng rng) {
        return deviation * rng.normal();
      }
    }

    /** Uniform on (-bound, bound). */
    record Uniform(double bound) implements Initializer {
      @Override
      public double draw(HostRng rng) {
        return bound * (2 * rng.uniform() - 1);
      }
    }
  }
}
