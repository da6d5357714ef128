package org.generatormatching.api;

/**
 * The outcome of a simulation.
 *
 * @param points the points at the last time
 * @param evaluations network evaluations per sample
 */
public record Samples(Batch points, int evaluations) {}
