package org.generatormatching.training.checkpoint;

/**
 * How far a run has come. Random numbers are addressed by the step, so that the step is also the
 * position of every random stream.
 *
 * @param step number of steps done
 * @param seconds of training, over all sessions
 * @param lossSum sum of the losses since the last line of the metrics
 * @param lossCount their number
 */
public record Position(long step, double seconds, double lossSum, long lossCount) {
  /** Before the first step. */
  public static Position start() {
    return new Position(0, 0, 0, 0);
  }
}
