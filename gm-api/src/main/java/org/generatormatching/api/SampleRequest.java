package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.generatormatching.tensor.DeviceWeights;

/**
 * What to simulate.
 *
 * @param terms the generator: a superposition or a product, continuous terms first, jumps last
 * @param source where samples start, unless {@code start} is given
 * @param start given starting points, one row per sample
 * @param count number of samples
 * @param first index of the first sample: sample i is the same whatever range it is asked in
 * @param grid the times
 * @param clock the times of the factors
 * @param context conditions, one row per sample, or empty
 * @param weights the network's weights, where the model has any
 * @param seed the seed
 * @param listener is told after every step
 */
public record SampleRequest(
    List<Term> terms,
    Source source,
    Optional<Batch> start,
    int count,
    long first,
    TimeGrid grid,
    Clock clock,
    Optional<Batch> context,
    Optional<DeviceWeights> weights,
    long seed,
    Listener listener) {
  /** Keeps the order. */
  public SampleRequest {
    terms = List.copyOf(terms);
  }

  /** Samples 0 .. count-1 from a source, without conditions. */
  public static SampleRequest of(
      List<Term> terms, Source source, int count, TimeGrid grid, long seed) {
    return new SampleRequest(
        terms,
        source,
        Optional.empty(),
        count,
        0,
        grid,
        Clock.common(),
        Optional.empty(),
        Optional.empty(),
        seed,
        Listener.none());
  }

  /** This request with conditions, one row per sample. */
  public SampleRequest told(Optional<Batch> conditions) {
    return new SampleRequest(
        terms, source, start, count, first, grid, clock, conditions, weights, seed, listener);
  }

  /** This request with trained weights. */
  public SampleRequest with(DeviceWeights w) {
    return new SampleRequest(
        terms, source, start, count, first, grid, clock, context, Optional.of(w), seed, listener);
  }

  /** This request from given starting points; their number is the count. */
  public SampleRequest from(Batch points) {
    return new SampleRequest(
        terms,
        source,
        Optional.of(points),
        points.size(),
        first,
        grid,
        clock,
        context,
        weights,
        seed,
        listener);
  }

  /** This request for samples first .. first + n - 1. */
  public SampleRequest range(long newFirst, int n) {
    return new SampleRequest(
        terms, source, start, n, newFirst, grid, clock, context, weights, seed, listener);
  }

  /** This request with another clock. */
  public SampleRequest with(Clock c) {
    return new SampleRequest(
        terms, source, start, count, first, grid, c, context, weights, seed, listener);
  }

  /** This request at other times. */
  public SampleRequest with(TimeGrid g) {
    return new SampleRequest(
        terms, source, start, count, first, g, clock, context, weights, seed, listener);
  }

  /** This request with a listener. */
  public SampleRequest with(Listener l) {
    return new SampleRequest(
        terms, source, start, count, first, grid, clock, context, weights, seed, l);
  }

  /** Follows a simulation. */
  @FunctionalInterface
  public interface Listener {
    /**
     * After a step.
     *
     * @param first index of the chunk's first sample
     * @param step number of steps done in this chunk, 0 at the start
     * @param t the time reached
     * @param points gives the chunk's points when asked; asking copies them from the device
     */
    void step(long first, int step, double t, Supplier<Batch> points);

    /** Does nothing. */
    static Listener none() {
      return (first, step, t, points) -> {};
    }
  }
}
