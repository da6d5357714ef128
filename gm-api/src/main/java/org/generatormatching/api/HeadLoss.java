package org.generatormatching.api;

/**
 * A head, the divergence that trains it, and the weight of this loss in the sum.
 *
 * @param weight positive
 */
public record HeadLoss(Head head, BregmanDivergence divergence, double weight) {}
