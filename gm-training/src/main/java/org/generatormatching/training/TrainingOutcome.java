package org.generatormatching.training;

/**
 * How a session of training ended.
 *
 * @param step number of steps done, over all sessions
 * @param finished whether that is all of them; else the thread was interrupted
 * @param seconds of training, over all sessions
 * @param loss the last logged mean loss, NaN if this session logged none
 */
public record TrainingOutcome(long step, boolean finished, double seconds, double loss) {}
