package org.generatormatching.tensor;

import java.util.Map;
import java.util.Set;

/**
 * A numerical engine: compiles traced programs and runs them many times. Arrays, weights and
 * programs that it makes belong to the caller, who closes them; closing the engine closes what is
 * left.
 *
 * <p>One engine may be used from several threads; a single program from one thread at a time.
 */
public interface Backend extends AutoCloseable {
  /** {@code pytorch@1}, {@code tensorflow@1}, {@code reference@1}. */
  ComponentId id();

  /** How it was opened. */
  EngineConfig config();

  /** What it can do. */
  Set<Capability> capabilities();

  /** Versions and device in words, for provenance. */
  String description();

  /** Copies an array to where the engine computes. */
  DeviceArray upload(HostArray array);

  /**
   * Copies the values of weights to where the engine computes.
   *
   * @param values by name; all weights must be there with their shapes, others are an error
   */
  DeviceWeights upload(Weights weights, Map<String, HostArray> values);

  /** Compiles a program. */
  Program compile(Traced program);

  /**
   * Compiles a training step: the gradient of {@code loss} (a scalar output of that name) with
   * respect to the weights, clipping by the global norm, the optimiser and the moving average.
   *
   * @param program a program with an output {@code loss}; other outputs come along as measurements
   * @param weights the weights that are trained; leaves of the program that are not listed are an
   *     error
   * @param initial first values by name
   * @throws GmException [GM/UNSUPPORTED] without {@link Capability#TRAINING}
   */
  TrainingProgram compile(
      Traced program, Weights weights, OptimizerSpec optimizer, Map<String, HostArray> initial);

  /** Number of native arrays alive; constant over a loop that leaks nothing. */
  long liveHandles();

  @Override
  void close();
}
