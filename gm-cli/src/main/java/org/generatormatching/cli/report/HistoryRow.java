package org.generatormatching.cli.report;

/**
 * One row of the training log; NaN where a number was not recorded.
 *
 * @param step counted from 0
 * @param loss per sample
 * @param seconds since the start of training
 * @param gradientNorm before clipping
 * @param learningRate of this step
 */
public record HistoryRow(
    long step, double loss, double seconds, double gradientNorm, double learningRate) {}
