package org.generatormatching.training;

import java.nio.file.Path;
import java.util.Map;

/** Follows a training run; called between steps by the thread that trains. */
public interface TrainingListener {
  /** After every {@code log-every} steps and after the last one. */
  void logged(Log log);

  /** After a checkpoint is on disk. */
  default void saved(long step, Path file) {}

  /** Does nothing. */
  static TrainingListener none() {
    return log -> {};
  }

  /**
   * How it goes.
   *
   * @param step number of steps done
   * @param steps number of steps in all
   * @param loss mean since the last log
   * @param gradientNorm of the last step, before clipping
   * @param learningRate of the last step
   * @param seconds of training, over all sessions
   * @param stepsPerSecond since the last log
   * @param secondsLeft at the mean speed of this session
   * @param measured what the supervision tells of the last step's batch, by name
   */
  record Log(
      long step,
      long steps,
      double loss,
      double gradientNorm,
      double learningRate,
      double seconds,
      double stepsPerSecond,
      double secondsLeft,
      Map<String, Double> measured) {}
}
