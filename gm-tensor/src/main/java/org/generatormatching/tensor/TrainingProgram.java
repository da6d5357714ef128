package org.generatormatching.tensor;

import java.util.Map;

/**
 * A compiled training step and its state: weights, the optimiser's moments, the moving average and
 * the number of steps, all where the engine computes.
 */
public interface TrainingProgram extends AutoCloseable {
  /** What it was compiled from. */
  Traced traced();

  /**
   * Trains one step. A step whose gradient norm is not finite changes neither weights nor moments
   * nor the moving average nor the number of steps.
   *
   * @param arguments inputs, batch size and noise; no weights
   * @param learningRate of this step
   * @return the measurements, still on the device; the caller closes them
   */
  Measurements step(Arguments arguments, double learningRate);

  /** A view of the current weights; belongs to this program. */
  DeviceWeights weights();

  /** A view of the moving average of the weights; belongs to this program. */
  DeviceWeights average();

  /**
   * Everything that the next step depends on, by name: {@code weight/NAME}, {@code average/NAME},
   * {@code first/NAME} and {@code second/NAME} (moments, where the optimiser has them), {@code
   * steps}.
   */
  Map<String, HostArray> state();

  /** Restores what {@link #state} gave; then the next steps are the same, bit for bit. */
  void restore(Map<String, HostArray> state);

  @Override
  void close();

  /** The outputs of one training step. Reading waits for the device. */
  interface Measurements extends AutoCloseable {
    /** The loss before the step. */
    double loss();

    /** The global norm of the gradient before clipping. */
    double gradientNorm();

    /** Another output of the program. */
    HostArray get(String output);

    @Override
    void close();
  }
}
